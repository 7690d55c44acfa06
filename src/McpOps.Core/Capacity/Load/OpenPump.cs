using System.Collections.Concurrent;
using System.Diagnostics;

namespace McpOps.Capacity.Load;

/// <summary>The open model: calls are due at fixed times, whether or not the server keeps up.</summary>
/// <remarks>
/// Each call carries the time at which it was due, and its latency counts from there: a server that stalls delays all that became due
/// meanwhile, and a generator that only looked at sent calls would miss it ("coordinated omission", G. Tene, <em>How NOT to Measure Latency</em>).
/// A sender whose call has ended takes what became due meanwhile, which costs no change of threads; what is due and finds no sender is
/// begun from a thread of its own. What is due while all senders are busy waits in a queue, and senders are added step by step: thousands of new connections at once
/// would be a load of their own that no caller makes.
/// </remarks>
internal sealed class OpenPump : IAsyncDisposable
{
    private const int FirstSenders = 16;
    private const double Growth = 0.03;
    private static readonly TimeSpan GrowthBeat = TimeSpan.FromMilliseconds(10);

    private readonly LoadStage _stage;
    private readonly int _maxInFlight;
    private readonly CallSchedule _schedule;
    private readonly ConcurrentQueue<long> _due = new();
    private readonly ConcurrentStack<Sender> _idle = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Task _pumping;
    private int _senders;
    private long _grownAt;

    /// <summary>Begins.</summary>
    /// <param name="stage">Where the calls run.</param>
    /// <param name="rate">Calls per second.</param>
    /// <param name="maxInFlight">The most calls in flight and waiting; what is due beyond is dropped and counted.</param>
    /// <param name="rise">How long the rate climbs to its height.</param>
    public OpenPump(LoadStage stage, double rate, int maxInFlight, TimeSpan rise)
    {
        _stage = stage;
        _maxInFlight = maxInFlight;
        _schedule = new CallSchedule(stage, rate, rise);

        // A thread of its own: what is due must not wait for the calls that hold the pool's threads.
        _pumping = Task.Factory.StartNew(Pump, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Sends no more; calls in flight go on.</summary>
    public async ValueTask DisposeAsync()
    {
        _schedule.Stop();
        _stop.Set();
        await _pumping;
        _stop.Dispose();
    }

    private void Pump()
    {
        do
        {
            while (_schedule.TryTake(out var dueAt))
            {
                Begin(dueAt);
            }

            Grow(Stopwatch.GetTimestamp());
        }
        while (!_stop.Wait(Pause()));
    }

    // The system's timers are good to a millisecond: no spinning, which would take a processor from a server on the same machine.
    private int Pause() =>
        _due.IsEmpty ? (int)Math.Clamp((_schedule.NextAt - Stopwatch.GetTimestamp()) * 1000 / Stopwatch.Frequency, 1, 50) : 1;

    private void Begin(long dueAt)
    {
        if (_due.IsEmpty && _idle.TryPop(out var sender))
        {
            sender.Begin(dueAt);
        }
        else if (_stage.InFlight + _due.Count >= _maxInFlight)
        {
            _stage.Recorder.Drop();
        }
        else
        {
            _due.Enqueue(dueAt);
            Serve();
        }
    }

    private void Grow(long now)
    {
        if (_due.IsEmpty || (_senders >= FirstSenders && Stopwatch.GetElapsedTime(_grownAt, now) < GrowthBeat))
        {
            return;
        }

        _grownAt = now;
        var more = Math.Min(Math.Max(FirstSenders, (int)(_senders * Growth)), Math.Min(_due.Count, _maxInFlight - _senders));
        for (var added = 0; added < more; added++)
        {
            _senders++;
            _idle.Push(new Sender(this));
        }

        Serve();
    }

    private void Serve()
    {
        while (!_due.IsEmpty && _idle.TryPop(out var sender))
        {
            if (_due.TryDequeue(out var dueAt))
            {
                sender.Begin(dueAt);
            }
            else
            {
                _idle.Push(sender);
                return;
            }
        }
    }

    /// <summary>A place for one call: idle, or with a call in flight.</summary>
    private sealed class Sender(OpenPump pump) : IThreadPoolWorkItem
    {
        private readonly LoadSlot _slot = pump._stage.AddSlot();
        private long _dueAt;

        public void Begin(long dueAt)
        {
            _dueAt = dueAt;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute() => _ = SendAsync();

        private async Task SendAsync()
        {
            // Only the first call had its sender waiting: if it is late, it is the generator that was.
            var first = true;
            do
            {
                await pump._stage.CallAsync(_slot, _dueAt, countLate: first);
                first = false;
            }
            while (pump._due.TryDequeue(out _dueAt) || pump._schedule.TryTake(out _dueAt));

            pump._idle.Push(this);
            pump.Serve();
        }
    }
}
