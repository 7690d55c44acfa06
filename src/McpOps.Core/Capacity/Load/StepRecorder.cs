using System.Collections.Concurrent;
using System.Diagnostics;

namespace McpOps.Capacity.Load;

/// <summary>What the calls of one step came to. All workers write to it at once.</summary>
internal sealed class StepRecorder
{
    private readonly ConcurrentDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private long _succeeded;
    private long _failed;
    private long _dropped;
    private long _offered;
    private long _firstDue;
    private long _lastDue;
    private long _late;
    private long _lateCalls;
    private long _sent;
    private long _received;
    private long _lastAt;
    private double _retryAfter;

    /// <summary>From the intended send time to the answer.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>From the actual send time to the answer.</summary>
    public LatencyHistogram Service { get; } = new();

    /// <summary>When the count began.</summary>
    public long BeganAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>When the call that ended last did; 0 for none.</summary>
    public long LastAt => Volatile.Read(ref _lastAt);

    /// <summary>Calls that succeeded.</summary>
    public long Succeeded => Volatile.Read(ref _succeeded);

    /// <summary>Calls that failed.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Calls that ended in either way.</summary>
    public long Ended => Succeeded + Failed;

    /// <summary>Calls that were due and not sent.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Calls per second that were due, sent or not, by the times at which they were; 0 for a closed model.</summary>
    public double OfferedRate => Volatile.Read(ref _offered) is > 1 and var offered
        ? (offered - 1) * (double)Stopwatch.Frequency / (Volatile.Read(ref _lastDue) - Volatile.Read(ref _firstDue))
        : 0;

    /// <summary>How much later than due the generator sent calls that it could have sent at once, on average, in milliseconds.</summary>
    public double MeanLateMs => Volatile.Read(ref _lateCalls) is > 0 and var calls ? Volatile.Read(ref _late) / 1000.0 / calls : 0;

    /// <summary>Bytes sent.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Bytes received.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>The longest wait in seconds that the server asked for; 0 for none.</summary>
    public double RetryAfterSeconds => Volatile.Read(ref _retryAfter);

    /// <summary>Failures by kind, the most frequent first.</summary>
    public IReadOnlyList<McpCallErrors> ErrorKinds => [.. _errors.Select(pair => new McpCallErrors(pair.Key, pair.Value)).OrderByDescending(error => error.Count)];

    /// <summary>How many failed in one way.</summary>
    public long ErrorCount(string kind) => _errors.GetValueOrDefault(kind);

    /// <summary>Records a call that ended.</summary>
    /// <param name="intendedAt">When it should have been sent.</param>
    /// <param name="sentAt">When it was.</param>
    /// <param name="outcome">How it ended.</param>
    public void Record(long intendedAt, long sentAt, in CallOutcome outcome)
    {
        var answeredAt = outcome.AnsweredAt != 0 ? outcome.AnsweredAt : Stopwatch.GetTimestamp();
        Volatile.Write(ref _lastAt, answeredAt);
        if (outcome.Error is null or CallError.Timeout)
        {
            // A refusal takes no time: counted, it would make a failing server look fast.
            Latency.Record(Microseconds(answeredAt - intendedAt));
            Service.Record(Microseconds(answeredAt - sentAt));
        }

        Interlocked.Add(ref _sent, outcome.Sent);
        Interlocked.Add(ref _received, outcome.Received);
        if (outcome.Error is null)
        {
            Interlocked.Increment(ref _succeeded);
            return;
        }

        Interlocked.Increment(ref _failed);
        _errors.AddOrUpdate(outcome.Error, 1, (_, count) => count + 1);
        if (outcome.RetryAfterSeconds is { } seconds && seconds > RetryAfterSeconds)
        {
            Volatile.Write(ref _retryAfter, seconds);
        }
    }

    /// <summary>Records how much later than due a call was sent, in timestamp ticks.</summary>
    public void Late(long ticks)
    {
        Interlocked.Add(ref _late, Microseconds(ticks));
        Interlocked.Increment(ref _lateCalls);
    }

    /// <summary>Records that a call was due. Called by one thread, in the order of time.</summary>
    public void Offer(long dueAt)
    {
        if (Interlocked.Increment(ref _offered) == 1)
        {
            Volatile.Write(ref _firstDue, dueAt);
        }

        Volatile.Write(ref _lastDue, dueAt);
    }

    /// <summary>Records a call that was due and could not be sent.</summary>
    public void Drop() => Interlocked.Increment(ref _dropped);

    private static long Microseconds(long ticks) => ticks * 1_000_000 / Stopwatch.Frequency;
}
