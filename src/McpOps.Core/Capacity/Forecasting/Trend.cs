namespace McpOps.Capacity.Forecasting;

/// <summary>A straight line through values, by medians.</summary>
/// <param name="Pivot">The time in the middle of the values.</param>
/// <param name="Level">The line there.</param>
/// <param name="Test">Slope per day, its interval, and whether there is a trend at all.</param>
/// <param name="LevelError">The standard error of the level.</param>
internal sealed record Trend(DateTimeOffset Pivot, double Level, TrendTest Test, double LevelError)
{
    // As many pairs of points as are looked at in a moment; medians of so many bins lose nothing that a trend needs.
    private const int Bins = 180;
    private const int RoughBins = 60;

    /// <summary>The line at a time.</summary>
    public double At(DateTimeOffset time) => Level + (Test.Slope * (time - Pivot).TotalDays);

    /// <summary>The line through values whose cycles are taken out already.</summary>
    /// <param name="points">The values.</param>
    /// <param name="cycles">How many of the longest cycle there were; infinite for none.</param>
    public static Trend Fit(IReadOnlyList<MetricPoint> points, double cycles = double.PositiveInfinity) => Through(Bin(points, Bins), cycles);

    /// <summary>A rough line, for comparing what is left by hour and weekday. Its bins are whole days where that is possible.</summary>
    public static Trend FirstLook(IReadOnlyList<MetricPoint> points) => Through(Bin(points, RoughBins), double.PositiveInfinity);

    /// <summary>How many bins with values there would be.</summary>
    public static int CountBins(IReadOnlyList<MetricPoint> points) => Bin(points, Bins).Count;

    private static Trend Through(List<MetricPoint> bins, double cycles)
    {
        var start = bins[0].At;
        var times = bins.Select(bin => (bin.At - start).TotalDays).ToArray();
        var values = bins.Select(bin => bin.Value).ToArray();
        var test = TrendTest.Run(times, values, cycles);
        var middle = Robust.Median(times);
        var around = values.Select((value, index) => value - (test.Slope * (times[index] - middle))).ToArray();

        // The trimmed mean's error is a tenth above that of a mean; likeness of neighbours widens it as it widens the test.
        var error = 1.1 * Robust.Spread(around) * Math.Sqrt(test.Widening / around.Length);
        return new Trend(start.AddDays(middle), Robust.Center(around), test, error);
    }

    /// <summary>Centers of values, at most so many, each at the mean of its times.</summary>
    internal static List<MetricPoint> Bin(IReadOnlyList<MetricPoint> points, int most)
    {
        var span = points[^1].At - points[0].At;
        var width = span / most;
        if (width > TimeSpan.FromHours(12))
        {
            width = TimeSpan.FromDays(Math.Ceiling(width.TotalDays));
        }

        return [.. points
            .GroupBy(point => width > TimeSpan.Zero ? (long)((point.At - points[0].At) / width) : 0)
            .Select(bin => new MetricPoint(
                points[0].At.AddDays(bin.Average(point => (point.At - points[0].At).TotalDays)),
                Robust.Center([.. bin.Select(point => point.Value)])))];
    }
}
