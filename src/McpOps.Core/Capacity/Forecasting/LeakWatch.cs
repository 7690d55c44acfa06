using McpOps.Platform;

namespace McpOps.Capacity.Forecasting;

/// <summary>Watches the memory of a process as it runs, and says whether it leaks.</summary>
/// <param name="context">The clock and progress.</param>
internal sealed class LeakWatch(EngineContext context)
{
    private const int Samples = 300;
    private const double MegaByte = 1 << 20;
    private static readonly TimeSpan MinBeat = TimeSpan.FromMilliseconds(100);

    /// <summary>Watches; ends early when the process does or the user wants.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="time">How long.</param>
    /// <param name="cancellationToken">Ends the watch; what was seen is judged.</param>
    /// <exception cref="McpOpsException"><c>ProcessNotFound</c>.</exception>
    public async Task<McpForecast> RunAsync(int? processId, TimeSpan time, CancellationToken cancellationToken)
    {
        if (processId is not { } id || ProcessTable.Get(id) is not { } process)
        {
            throw new McpOpsException("ProcessNotFound", McpErrorCategory.ObjectNotFound,
                "The server's process was not found on this machine, so its memory cannot be watched. Name it by -ProcessId (--process-id).", processId?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        var sampler = new ProcessSampler(id, context.Time);
        var points = new List<MetricPoint>();
        var beat = time / Samples > MinBeat ? time / Samples : MinBeat;
        var end = context.Time.GetUtcNow() + time;
        using var timer = new PeriodicTimer(beat, context.Time);
        while (context.Time.GetUtcNow() < end && sampler.Sample() is { } sample)
        {
            points.Add(new MetricPoint(sample.At, sample.RssBytes / MegaByte));
            context.Progress?.Report(new McpProgress($"Watching {process.Name}", FormattableString.Invariant($"{points[^1].Value:0.0} MB"), points.Count, (long)(time / beat)));
            try
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        return Describe(process, points);
    }

    private static McpForecast Describe(ProcessDetail process, List<MetricPoint> points)
    {
        var forecast = new McpForecast
        {
            Metric = "process.rss_mb",
            Trend = ForecastTrend.TooLittleData,
            Points = points.Count,
            From = points.Count > 0 ? points[0].At.LocalDateTime : null,
            To = points.Count > 0 ? points[^1].At.LocalDateTime : null,
            Level = points.Count > 0 ? points[^1].Value : null,
            Message = $"{points.Count} looks at {process.Name} are too few.",
        };
        return LeakTest.Judge(points) is not var (trend, leak) ? forecast : forecast with
        {
            Trend = leak ? ForecastTrend.Rising : trend.Test.PValue < 0.001 && trend.Test.Slope < 0 ? ForecastTrend.Falling : ForecastTrend.Stable,
            Leak = leak,
            SlopePerDay = trend.Test.Slope,
            SlopePerDayLow = trend.Test.Low,
            SlopePerDayHigh = trend.Test.High,
            PValue = trend.Test.PValue,
            Message = leak
                ? FormattableString.Invariant($"{process.Name} leaks: what is left after garbage collections rises by {trend.Test.Slope / 24:0.##} MB an hour ({trend.Test.Low / 24:0.##} to {trend.Test.High / 24:0.##}).")
                : FormattableString.Invariant($"{process.Name} does not leak: {points[^1].Value:0.#} MB, no lasting rise (p = {trend.Test.PValue:0.###})."),
        };
    }
}
