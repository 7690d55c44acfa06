using System.Diagnostics;
using McpOps.Capacity.Resources;
using McpOps.Platform;

namespace McpOps.Capacity.Load;

/// <summary>Measures one step: warm-up, then windows until the rate has settled or the time is up.</summary>
internal sealed class StepMeter(GeneratorWatch watch, LoadLimits limits, ProcessSampler? process, IProgress<McpCapacityStep>? live)
{
    private const int Windows = 20;
    private const int MinWindows = 6;
    private static readonly TimeSpan MaxWarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MinWindow = TimeSpan.FromMilliseconds(50);

    /// <summary>Why the step that was measured last should be the last; null to go on.</summary>
    public LoadStop? Stop { get; private set; }

    /// <summary>Why the generator limited the last step; null when it did not.</summary>
    public string? GeneratorLimit { get; private set; }

    /// <summary>The longest wait in seconds that the server asked for so far.</summary>
    public double RetryAfterSeconds { get; private set; }

    /// <summary>The highest share of busy processors of this machine that a step saw, in percent.</summary>
    public double? MachineCpuPercent { get; private set; }

    /// <summary>What is left out at the beginning of a step: a fifth of its time, at most three seconds.</summary>
    public static TimeSpan WarmUp(TimeSpan time) => time * 0.2 < MaxWarmUp ? time * 0.2 : MaxWarmUp;

    /// <summary>Measures a step while calls run.</summary>
    /// <param name="stage">Where they run; what it has recorded since it began to is the beginning of the step.</param>
    /// <param name="concurrency">Calls in flight of a closed model; null for an open one.</param>
    /// <param name="time">Warm-up and measurement together.</param>
    /// <param name="mayEndEarly">True to end as soon as the rate has settled.</param>
    /// <param name="cancellationToken">Ends the step; what was measured so far is its result.</param>
    public async Task<McpCapacityStep> MeasureAsync(LoadStage stage, int? concurrency, TimeSpan time, bool mayEndEarly, CancellationToken cancellationToken)
    {
        Stop = null;
        var warmUp = WarmUp(time);
        var connects = stage.Target.Connects;
        var recorder = stage.Recorder;
        await WaitAsync(stage, warmUp, recorder, cancellationToken);

        watch.Begin();
        Sampling.Try(() => process?.Sample());

        // A few calls that were allowed and are made by now are not thrown away: they are the measurement.
        var warm = recorder;
        if (!stage.IsSpent)
        {
            connects = stage.Target.Connects;
            recorder = stage.BeginRecording();
        }

        var startedAt = recorder.BeganAt;
        var end = time - warmUp;
        var window = end / Windows > MinWindow ? end / Windows : MinWindow;
        var rates = new List<double>();
        var inFlight = 0.0;
        var stable = false;
        while (Stopwatch.GetElapsedTime(startedAt) + (window / 2) < end && !stage.IsSpent && !cancellationToken.IsCancellationRequested)
        {
            var before = recorder.Succeeded;
            var windowAt = Stopwatch.GetTimestamp();
            await WaitAsync(stage, window, recorder, cancellationToken);
            rates.Add((recorder.Succeeded - before) / Stopwatch.GetElapsedTime(windowAt).TotalSeconds);
            inFlight += stage.InFlight;
            live?.Report(Build(rates).WithLatency(recorder.Latency, recorder.Service, encode: false));
            stable = IsStable(rates) && recorder.Succeeded >= 2L * stage.InFlight;
            if (Stop is not null || (stable && mayEndEarly))
            {
                break;
            }
        }

        // The last of the calls that were allowed are still to be answered.
        while (stage.IsSpent && stage.InFlight > 0 && Stopwatch.GetElapsedTime(startedAt) < time && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(5, CancellationToken.None);
        }

        if (stage.IsSpent && recorder.Ended == 0)
        {
            // The last of them ended just before the new count began.
            recorder = warm;
            startedAt = warm.BeganAt;
        }

        var server = Sampling.Try(() => process?.Sample());
        GeneratorLimit = watch.Judge(recorder);
        MachineCpuPercent = Math.Max(MachineCpuPercent ?? 0, watch.MachineCpuPercent ?? 0) is > 0 and var busy ? busy : null;
        RetryAfterSeconds = Math.Max(RetryAfterSeconds, recorder.RetryAfterSeconds);
        var step = Build(rates) with
        {
            ServerCpuPercent = server?.CpuPercent,
            ServerRssBytes = server?.RssBytes,
            ServerThreads = server?.Threads,
            ServerHandles = server?.Handles,
            Stable = stable,
            WindowRates = rates,
        };
        return step.WithLatency(recorder.Latency, recorder.Service);

        McpCapacityStep Build(List<double> windows)
        {
            // Nothing was called after the last of the calls that were allowed.
            var seconds = (stage.IsSpent && recorder.LastAt > startedAt ? Stopwatch.GetElapsedTime(startedAt, recorder.LastAt) : Stopwatch.GetElapsedTime(startedAt)).TotalSeconds;

            // Calls go on ending while this is put together: all figures come from one look at each count.
            var kinds = recorder.ErrorKinds;
            var failed = kinds.Sum(error => error.Count);
            var succeeded = recorder.Succeeded;
            var calls = succeeded + failed;
            return new McpCapacityStep
            {
                Concurrency = concurrency ?? Math.Round(inFlight / Math.Max(1, windows.Count), 1),
                Rate = succeeded / seconds,
                OfferedRate = concurrency is null ? recorder.OfferedRate : calls / seconds,
                Seconds = seconds,
                Calls = calls,
                Errors = failed,
                ErrorKinds = kinds,
                Dropped = recorder.Dropped,
                MaxInFlight = stage.MaxInFlight,
                BytesSent = recorder.Sent,
                BytesReceived = recorder.Received,
                Connects = stage.Target.Connects - connects,
                GeneratorCpuPercent = watch.CpuPercent,
                GeneratorLimited = GeneratorLimit is not null,
            };
        }
    }

    // Waits, and looks often enough that a refusing or dying server is not loaded to the end of the step.
    private async Task WaitAsync(LoadStage stage, TimeSpan time, StepRecorder recorder, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (time - Stopwatch.GetElapsedTime(startedAt) is var rest && rest > TimeSpan.Zero && !cancellationToken.IsCancellationRequested && !stage.IsSpent)
        {
            var part = rest < TimeSpan.FromMilliseconds(100) ? rest : TimeSpan.FromMilliseconds(100);
            await Task.Delay(part, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Stop ??= limits.Judge(recorder) is { LimitedBy: CapacityLimit.Died or CapacityLimit.Errors } stop ? stop : null;
            if (Stop is not null)
            {
                return;
            }
        }

        // A rate limit is measured to the end of the window: the rate that it lets through is the result.
        Stop ??= limits.Judge(recorder);
    }

    // The mean is known to 1.5 %, and the second half of the windows says the same as the first.
    private static bool IsStable(List<double> rates)
    {
        if (rates.Count < MinWindows)
        {
            return false;
        }

        var mean = rates.Average();
        if (mean <= 0)
        {
            return false;
        }

        var error = Math.Sqrt(rates.Sum(rate => Math.Pow(rate - mean, 2)) / (rates.Count - 1) / rates.Count) / mean;
        var half = rates.Count / 2;
        return error < 0.015 && Math.Abs(rates.Take(half).Average() - rates.Skip(half).Average()) < 0.03 * mean;
    }
}
