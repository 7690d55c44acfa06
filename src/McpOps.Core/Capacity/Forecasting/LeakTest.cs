namespace McpOps.Capacity.Forecasting;

/// <summary>Tells a leak from noise and from a cache that fills: what is left after garbage collections rises, and goes on rising.</summary>
internal static class LeakTest
{
    private const double Significance = 0.001;
    private const int MinPoints = 20;

    // Growth below this share of the level over the whole time is not worth an alarm.
    private const double MinGrowth = 0.02;

    // A cache that has filled rises no more: the later half must rise at least this share as fast as the whole.
    private const double Goes = 0.4;

    // Between collections memory goes up and down; what counts is near its lowest.
    private const double Trough = 0.1;

    /// <summary>Judges the memory of a process.</summary>
    /// <param name="points">Its resident memory over time, in any unit.</param>
    /// <returns>The trend of what is left after collections, and whether it is a leak; null with too few values.</returns>
    public static (Trend Trend, bool Leak)? Judge(IReadOnlyList<MetricPoint> points)
    {
        if (points.Count < MinPoints)
        {
            return null;
        }

        var trend = TroughTrend(points);
        var later = TroughTrend([.. points.Skip(points.Count / 2)]);
        var days = (points[^1].At - points[0].At).TotalDays;
        var leak = trend.Test.PValue < Significance
            && later.Test.PValue < 0.05
            && trend.Test.Slope * days > MinGrowth * Math.Abs(trend.Level)
            && later.Test.Slope > Goes * trend.Test.Slope;
        return (trend, leak);
    }

    private static Trend TroughTrend(IReadOnlyList<MetricPoint> points)
    {
        // So many values to a bin that each holds a trough.
        var size = Math.Max(1, points.Count / 40);
        return Trend.Fit([.. points.Chunk(size).Where(chunk => chunk.Length == size)
            .Select(chunk => new MetricPoint(chunk[size / 2].At, Robust.Quantile([.. chunk.Select(point => point.Value).Order()], Trough)))]);
    }
}
