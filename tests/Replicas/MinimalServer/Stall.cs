using System.Diagnostics;

namespace McpOps.Replicas;

/// <summary>Holds back every answer for a while, again and again, and tells by the server's own clock for how long.</summary>
/// <param name="length">How long answers are held back.</param>
/// <param name="period">From one stall to the next.</param>
internal sealed class Stall(TimeSpan length, TimeSpan period)
{
    private static readonly TimeSpan Spin = TimeSpan.FromMilliseconds(3);

    private TaskCompletionSource? _held;
    private int _waiting;
    private long _lastAt;

    /// <summary>Begins. On a thread of its own: what it lets go is then answered in the order in which it came.</summary>
    public void Start() => new Thread(Run) { IsBackground = true }.Start();

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

    // Writes a line for each stall: its length, the time from its beginning to the last answer (milliseconds), and how many were held back.
    private void Run()
    {
        while (true)
        {
            Thread.Sleep((period - length) * 0.9);
            _waiting = 0;
            var beganAt = Stopwatch.GetTimestamp();
            Volatile.Write(ref _held, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

            // Sleep is a little late: the last of it is waited for awake.
            Thread.Sleep(length - Spin);
            SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(beganAt) >= length);
            var releasedAt = Stopwatch.GetTimestamp();
            Volatile.Write(ref _lastAt, releasedAt);
            Interlocked.Exchange(ref _held, null)!.SetResult();
            Thread.Sleep((period - length) * 0.1);
            Console.WriteLine(FormattableString.Invariant(
                $"stall {Stopwatch.GetElapsedTime(beganAt, releasedAt).TotalMilliseconds:0.000} {Stopwatch.GetElapsedTime(beganAt, Volatile.Read(ref _lastAt)).TotalMilliseconds:0.000} {_waiting}"));
        }
    }
}
