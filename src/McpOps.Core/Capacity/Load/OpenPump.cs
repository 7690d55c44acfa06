using System.Collections.Concurrent;
using System.Diagnostics;

namespace McpOps.Capacity.Load;

/// <summary>The open model: calls are due at fixed times, whether or not the server keeps up.</summary>
/// <remarks>
/// Each call carries the time at which it was due, and its latency counts from there: a server that stalls delays all that became due
/// meanwhile, and a generator that only looked at sent calls would miss it ("coordinated omission", G. Tene, <em>How NOT to Measure Latency</em>).
/// </remarks>
internal sealed class OpenPump : IAsyncDisposable
{
    private readonly LoadStage _stage;
    private readonly int _maxInFlight;
    private readonly ConcurrentBag<Sender> _idle = [];
    private readonly ManualResetEventSlim _stop = new();
    private readonly Task _pumping;
    private double _interval;
    private int _senders;

    /// <summary>Begins.</summary>
    /// <param name="stage">Where the calls run.</param>
    /// <param name="rate">Calls per second.</param>
    /// <param name="maxInFlight">The most calls in flight; what is due beyond is dropped and counted.</param>
    public OpenPump(LoadStage stage, double rate, int maxInFlight)
    {
        _stage = stage;
        _maxInFlight = maxInFlight;
        _interval = Stopwatch.Frequency / rate;

        // A thread of its own: what is due must not wait for the calls that hold the pool's threads.
        _pumping = Task.Factory.StartNew(Pump, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Changes the rate from now on.</summary>
    public void SetRate(double rate) => Volatile.Write(ref _interval, Stopwatch.Frequency / rate);

    /// <summary>Sends no more; calls in flight go on.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Set();
        await _pumping;
        _stop.Dispose();
    }

    private void Pump()
    {
        double due = Stopwatch.GetTimestamp();
        do
        {
            var now = Stopwatch.GetTimestamp();
            while (due <= now && !_stage.IsEnded && !_stage.IsSpent)
            {
                Send((long)due);
                due += Volatile.Read(ref _interval);
            }
        }
        while (!_stop.Wait(Pause(due)));
    }

    // The system's timers are good to a millisecond: no spinning, which would take a processor from a server on the same machine.
    private static int Pause(double due) => Math.Clamp((int)((due - Stopwatch.GetTimestamp()) * 1000 / Stopwatch.Frequency), 1, 50);

    private void Send(long dueAt)
    {
        var recorder = _stage.Recorder;
        recorder.Offer();
        if (!_idle.TryTake(out var sender))
        {
            if (_senders >= _maxInFlight)
            {
                recorder.Drop();
                return;
            }

            _senders++;
            sender = new Sender(_stage, _idle);
        }

        sender.Begin(dueAt);
    }

    /// <summary>A place for one call: idle, or with a call in flight.</summary>
    private sealed class Sender(LoadStage stage, ConcurrentBag<Sender> idle) : IThreadPoolWorkItem
    {
        private readonly LoadSlot _slot = stage.AddSlot();
        private long _dueAt;

        public void Begin(long dueAt)
        {
            _dueAt = dueAt;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute() => _ = SendAsync();

        private async Task SendAsync()
        {
            await stage.CallAsync(_slot, _dueAt);
            idle.Add(this);
        }
    }
}
