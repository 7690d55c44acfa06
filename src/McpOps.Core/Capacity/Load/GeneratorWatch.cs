using System.Diagnostics;
using System.Globalization;
using McpOps.Capacity.Resources;
using McpOps.Platform;

namespace McpOps.Capacity.Load;

/// <summary>Watches the generator itself during a step: what it limits must not be passed off as the server's.</summary>
internal sealed class GeneratorWatch : IAsyncDisposable
{
    // From here on the generator has no headroom left to offer more.
    private const double BusyPercent = 85;

    // The whole machine is busy, and a good part of that is the generator: server and generator fight for the same processors.
    private const double MachinePercent = 95;
    private const double SharePercent = 25;

    private const double PausePercent = 10;
    private const double QueueMs = 5;
    private const double LateMs = 5;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<double> _delays = [];
    private readonly Task _beating;
    private readonly HostSampler _machine;
    private TimeSpan _cpu;
    private TimeSpan _pauses;
    private long _startedAt;

    public GeneratorWatch(HostSampler machine)
    {
        _machine = machine;
        Begin();
        _beating = BeatAsync();
    }

    /// <summary>Processors that the generator kept busy, in percent of all, at the last <see cref="Judge"/>.</summary>
    public double CpuPercent { get; private set; }

    /// <summary>Processors of the machine that were busy, in percent of all, at the last <see cref="Judge"/>; null where the system does not tell.</summary>
    public double? MachineCpuPercent { get; private set; }

    /// <summary>Begins a step.</summary>
    public void Begin()
    {
        _cpu = OwnCpu() ?? _cpu;
        _pauses = GC.GetTotalPauseDuration();
        Sampling.Try(_machine.Sample);
        _startedAt = Stopwatch.GetTimestamp();
        lock (_delays)
        {
            _delays.Clear();
        }
    }

    /// <summary>Why the generator limited the step that ends now; null when it did not.</summary>
    /// <param name="recorder">What the step's calls came to.</param>
    public string? Judge(StepRecorder recorder)
    {
        var elapsed = Stopwatch.GetElapsedTime(_startedAt);
        CpuPercent = OwnCpu() is { } cpu ? 100 * (cpu - _cpu) / elapsed / Environment.ProcessorCount : 0;
        MachineCpuPercent = Sampling.Try(_machine.Sample)?.CpuPercent;
        var paused = 100 * (GC.GetTotalPauseDuration() - _pauses) / elapsed;
        var queue = MedianDelay();

        return (recorder.ErrorCount(CallError.LocalSockets), CpuPercent, MachineCpuPercent) switch
        {
            ( > 0 and var count, _, _) => string.Create(CultureInfo.InvariantCulture, $"this machine refused {count} sockets: raise its limits of open files and of ports (ulimit -n, ip_local_port_range), or use several generators"),
            (_, >= BusyPercent, _) => string.Create(CultureInfo.InvariantCulture, $"the generator kept {CpuPercent:0} % of this machine's processors busy: use several generators and join their results with 'mcpops capacity merge' (Merge-McpCapacity)"),
            (_, >= SharePercent, >= MachinePercent) => string.Create(CultureInfo.InvariantCulture, $"this machine's processors were {MachineCpuPercent:0} % busy, {CpuPercent:0} % with the generator: run it on another machine than the server"),
            _ when paused >= PausePercent => string.Create(CultureInfo.InvariantCulture, $"the generator's garbage collection paused it {paused:0} % of the time"),
            _ when queue >= QueueMs && queue > recorder.Service.PercentileMs(0.5) / 4 => string.Create(CultureInfo.InvariantCulture, $"answers waited {queue:0.#} ms in the generator's thread pool"),
            _ when recorder.MeanLateMs >= LateMs && recorder.MeanLateMs > recorder.Service.PercentileMs(0.5) / 4 => string.Create(CultureInfo.InvariantCulture, $"calls were sent {recorder.MeanLateMs:0.#} ms later than they were due"),
            _ => null,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beating;
        _stop.Dispose();
    }

    // How long a piece of work waits for a thread: what an answer waits before it is seen.
    private async Task BeatAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Beat, _stop.Token);
                var queuedAt = Stopwatch.GetTimestamp();
                await Task.Run(
                    () =>
                    {
                        lock (_delays)
                        {
                            _delays.Add(Stopwatch.GetElapsedTime(queuedAt).TotalMilliseconds);
                        }
                    },
                    _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private static TimeSpan? OwnCpu()
    {
        using var self = Process.GetCurrentProcess();
        try
        {
            return self.TotalProcessorTime;
        }
        catch (Exception exception) when (exception is IOException or System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            // No file handle is left to look with: that alone is the generator's limit, and is reported as such.
            return null;
        }
    }

    private double MedianDelay()
    {
        lock (_delays)
        {
            return _delays.Count == 0 ? 0 : _delays.Order().ElementAt(_delays.Count / 2);
        }
    }
}
