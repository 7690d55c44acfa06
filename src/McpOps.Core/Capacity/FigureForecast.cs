using McpOps.Capacity.Forecasting;

namespace McpOps.Capacity;

/// <summary>Where figures that somebody has at hand are going.</summary>
/// <param name="context">The clock and notices.</param>
public sealed class FigureForecast(EngineContext context)
{
    /// <summary>The forecasts, by figure; one for each threshold of a figure.</summary>
    /// <param name="figures">Each figure's name and values.</param>
    /// <param name="horizon">How far it is looked ahead.</param>
    public IReadOnlyList<McpForecast> Of(IEnumerable<KeyValuePair<string, IReadOnlyList<(DateTimeOffset At, double Value)>>> figures, TimeSpan horizon)
    {
        var options = new ForecastOptions { Horizon = horizon };
        return [.. figures.SelectMany(figure => ForecastRun.Forecasts(MetricSeries.From(figure.Key, figure.Value.Select(point => new MetricPoint(point.At, point.Value)), context.Time.GetUtcNow()), options))];
    }
}
