using System.Diagnostics;

namespace McpOps.Replicas;

/// <summary>Holds back every answer for a while, again and again, and tells by the server's own clock when and for how long.</summary>
/// <param name="length">How long answers are held back.</param>
/// <param name="period">From one stall to the next.</param>
internal sealed class Stall(TimeSpan length, TimeSpan period)
{
    private TaskCompletionSource? _held;
    private int _waiting;
    private long _releasedAt;
    private long _lastAt;

    /// <summary>Waits for the end of the stall; the caller answers then, and says so by <see cref="Answered"/>.</summary>
    /// <returns>Whether the answer was held back.</returns>
    public async ValueTask<bool> WaitAsync()
    {
        if (Volatile.Read(ref _held) is not { } held)
        {
            return false;
        }

        Interlocked.Increment(ref _waiting);
        await held.Task;
        return true;
    }

    /// <summary>Notes that an answer that was held back is out.</summary>
    public void Answered() => Volatile.Write(ref _lastAt, Stopwatch.GetTimestamp());

    /// <summary>Stalls until it is stopped; writes a line for each stall: its length, the time from its beginning to the last answer (milliseconds), and the answers held back.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // A tenth of the time between stalls is for the last answer of the one before.
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay((period - length) * 0.9, cancellationToken);
            _waiting = 0;
            var beganAt = Stopwatch.GetTimestamp();
            Volatile.Write(ref _held, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

            // The system's timers are a millisecond late: the last of it is waited for awake.
            await Task.Delay(length - TimeSpan.FromMilliseconds(5), cancellationToken);
            SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(beganAt) >= length);
            _releasedAt = _lastAt = Stopwatch.GetTimestamp();
            Interlocked.Exchange(ref _held, null)!.SetResult();
            await Task.Delay((period - length) / 10, cancellationToken);
            Console.WriteLine(FormattableString.Invariant(
                $"stall {Stopwatch.GetElapsedTime(beganAt, _releasedAt).TotalMilliseconds:0.000} {Stopwatch.GetElapsedTime(beganAt, Volatile.Read(ref _lastAt)).TotalMilliseconds:0.000} {_waiting}"));
        }
    }
}
