using McpOps.Capacity.Advice;

namespace McpOps.Capacity.Forecasting;

/// <summary>Forecasts all figures of the histories that were named.</summary>
/// <param name="context">The clock and the notices.</param>
internal sealed class ForecastRun(EngineContext context)
{
    private static readonly string[] MemoryNames = ["*rss*", "*heap*", "*memory*_mb*", "*memory*bytes*", "*working_set*", "*workingset*"];

    /// <summary>The forecasts, by figure; one for each threshold of a figure.</summary>
    public async Task<IReadOnlyList<McpForecast>> RunAsync(ForecastOptions options, CancellationToken cancellationToken)
    {
        var all = new List<MetricSeries>();
        foreach (var path in options.HistoryPaths)
        {
            all.AddRange(await new HistoryReader(context).ReadAsync(path, cancellationToken));
        }

        if (options.Prometheus is { } prometheus)
        {
            foreach (var query in options.Queries)
            {
                all.AddRange(await new PrometheusReader(context).ReadAsync(prometheus, query, options.Lookback, cancellationToken));
            }
        }

        return [.. all.Where(series => options.Metrics.Count == 0 || options.Metrics.Any(pattern => NamePattern.Matches(series.Name, pattern)))
            .SelectMany(series => Forecasts(series, options))];
    }

    internal static IEnumerable<McpForecast> Forecasts(MetricSeries series, ForecastOptions options)
    {
        var leak = MemoryNames.Any(pattern => NamePattern.Matches(series.Name, pattern)) && LeakTest.Judge(series.Points) is { Leak: true };
        return ThresholdRules.For(series, options.Thresholds)
            .Select(threshold => ((double?)threshold.Value, threshold.Below))
            .DefaultIfEmpty((null, false))
            .Select(threshold => Forecaster.Forecast(series, threshold.Item1, threshold.Below, options.Horizon))
            .Select(forecast => forecast with { Leak = leak && forecast.Trend == ForecastTrend.Rising });
    }
}
