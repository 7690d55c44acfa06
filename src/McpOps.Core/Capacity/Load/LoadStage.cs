using System.Diagnostics;

namespace McpOps.Capacity.Load;

/// <summary>Where calls run: counts those in flight, ends those that take too long, and hands each outcome to the recorder of the step.</summary>
internal sealed class LoadStage : IAsyncDisposable
{
    private static readonly TimeSpan WatchdogBeat = TimeSpan.FromMilliseconds(50);

    private readonly TimeSpan _callTimeout;
    private readonly CancellationTokenSource _ended = new();
    private readonly List<LoadSlot> _slots = [];
    private readonly Task _watchdog;
    private readonly CallBudget _budget;
    private StepRecorder _recorder = new();
    private int _inFlight;
    private int _maxInFlight;

    public LoadStage(ILoadTarget target, TimeSpan callTimeout, CallBudget budget)
    {
        Target = target;
        _callTimeout = callTimeout;
        _budget = budget;
        _watchdog = WatchAsync();
    }

    /// <summary>What is called.</summary>
    public ILoadTarget Target { get; }

    /// <summary>Where the outcomes of calls that end from now on go.</summary>
    public StepRecorder Recorder => Volatile.Read(ref _recorder);

    /// <summary>Calls in flight.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Whether as many calls were made as may be.</summary>
    public bool IsSpent => _budget.IsSpent;

    /// <summary>Whether the test has ended: no more calls are made.</summary>
    public bool IsEnded => _ended.IsCancellationRequested;

    /// <summary>Adds a place for a call.</summary>
    public LoadSlot AddSlot()
    {
        lock (_slots)
        {
            var slot = new LoadSlot(_slots.Count);
            _slots.Add(slot);
            return slot;
        }
    }

    /// <summary>Begins a new count; calls in flight go to it when they end.</summary>
    /// <returns>The most calls in flight since the last one.</returns>
    public StepRecorder BeginRecording()
    {
        Volatile.Write(ref _maxInFlight, InFlight);
        var recorder = new StepRecorder();
        Volatile.Write(ref _recorder, recorder);
        return recorder;
    }

    /// <summary>The most calls in flight since <see cref="BeginRecording"/>.</summary>
    public int MaxInFlight => Volatile.Read(ref _maxInFlight);

    /// <summary>Makes one call; false when no more may be made.</summary>
    /// <param name="slot">The place.</param>
    /// <param name="intendedAt">When it was due; 0 for now.</param>
    /// <param name="countLate">True when only the generator can be to blame for a call that is sent later than due.</param>
    public async ValueTask<bool> CallAsync(LoadSlot slot, long intendedAt = 0, bool countLate = false)
    {
        // In flight before it is taken: when the last is taken, there is one to wait for.
        var inFlight = Interlocked.Increment(ref _inFlight);
        if (IsEnded || !_budget.Take())
        {
            Interlocked.Decrement(ref _inFlight);
            return false;
        }

        if (inFlight > _maxInFlight)
        {
            Volatile.Write(ref _maxInFlight, inFlight);
        }

        var sentAt = Stopwatch.GetTimestamp();
        slot.Begin(sentAt);
        if (countLate)
        {
            Recorder.Late(sentAt - intendedAt);
        }

        var outcome = await Target.CallAsync(slot);
        slot.End();
        if (outcome.Error != CallError.Cancelled)
        {
            Recorder.Record(intendedAt == 0 ? sentAt : intendedAt, sentAt, outcome);
        }

        // Only now: who waits for the last call to end counts it too.
        Interlocked.Decrement(ref _inFlight);
        if (outcome.Error == CallError.Cancelled)
        {
            return false;
        }

        if (outcome.Error is CallError.Refused or CallError.Connection or CallError.LocalSockets or CallError.Exited)
        {
            // A server that is gone is asked again, and not as fast as this machine can.
            await Task.Delay(20, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Ends the calls in flight.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _watchdog;
        var slots = Slots();
        foreach (var slot in slots)
        {
            slot.Cancel();
        }

        // The calls end by their tokens; the last of them within this time, or without us.
        for (var wait = 0; wait < 20 && InFlight > 0; wait++)
        {
            await Task.Delay(10, CancellationToken.None);
        }

        if (InFlight == 0)
        {
            foreach (var slot in slots)
            {
                slot.Dispose();
            }
        }

        _ended.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(WatchdogBeat);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                foreach (var slot in Slots())
                {
                    slot.CancelAfter(_callTimeout);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private LoadSlot[] Slots()
    {
        lock (_slots)
        {
            return [.. _slots];
        }
    }
}

/// <summary>How many calls a test may make in all.</summary>
/// <param name="most">The most; null for no limit.</param>
internal sealed class CallBudget(long? most)
{
    private long _taken;

    /// <summary>Whether no more may be made.</summary>
    public bool IsSpent => Volatile.Read(ref _taken) >= (most ?? long.MaxValue);

    /// <summary>Takes one; false when there is none left.</summary>
    public bool Take() => Interlocked.Increment(ref _taken) <= (most ?? long.MaxValue);
}
