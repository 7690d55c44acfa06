using System.Diagnostics;

namespace McpOps.Capacity.Load;

/// <summary>The times at which the calls of an open model are due; each is taken once, in the order of time, by whoever asks first.</summary>
/// <param name="stage">Where what is due is counted; nothing is due any more when it has ended.</param>
/// <param name="rate">Calls per second.</param>
/// <param name="rise">How long the rate climbs to its height: at once, code that has never run on either side would fall behind by thousands of calls.</param>
internal sealed class CallSchedule(LoadStage stage, double rate, TimeSpan rise)
{
    private const double FirstShare = 0.1;

    private readonly object _lock = new();
    private readonly double _interval = Stopwatch.Frequency / rate;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private double _due = Stopwatch.GetTimestamp();
    private bool _stopped;

    /// <summary>When the next call is due, as a timestamp.</summary>
    public long NextAt
    {
        get
        {
            lock (_lock)
            {
                return (long)_due;
            }
        }
    }

    /// <summary>Takes the next call, if it is due.</summary>
    /// <param name="dueAt">When it was due.</param>
    public bool TryTake(out long dueAt)
    {
        lock (_lock)
        {
            dueAt = (long)_due;
            if (_stopped || _due > Stopwatch.GetTimestamp() || stage.IsEnded || stage.IsSpent)
            {
                return false;
            }

            _due = Next(_due);
            stage.Recorder.Offer(dueAt);
            return true;
        }
    }

    /// <summary>Nothing is due from now on.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
        }
    }

    // Slower while the rate climbs; but of a low rate, whose calls lie further apart than that lasts, none is left out.
    private double Next(double due)
    {
        var elapsed = Stopwatch.GetElapsedTime(_startedAt, (long)due);
        var next = due + _interval;
        return elapsed >= rise ? next : Math.Min(due + (_interval / Math.Max(FirstShare, elapsed / rise)), Math.Max(next, _startedAt + (rise.TotalSeconds * Stopwatch.Frequency)));
    }
}
