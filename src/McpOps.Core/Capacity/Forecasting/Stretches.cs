namespace McpOps.Capacity.Forecasting;

/// <summary>The stretches of a history in which a figure goes one way each.</summary>
internal sealed class Stretches
{
    private const int Bins = 180;
    private const int RoughBins = 60;
    private const int Shortest = 5;
    private readonly DateTimeOffset _start;
    private readonly List<(double From, double Level, double Slope)> _lines = [];

    private Stretches(List<MetricPoint> bins)
    {
        _start = bins[0].At;
        var times = bins.Select(bin => (bin.At - _start).TotalDays).ToArray();
        var values = bins.Select(bin => bin.Value).ToArray();
        var starts = ChangePoints.Find(times, values, Shortest);
        var sums = new LineSums(times, values);
        for (var stretch = 0; stretch < starts.Count; stretch++)
        {
            var (from, to) = (starts[stretch], stretch + 1 < starts.Count ? starts[stretch + 1] : values.Length);
            var (level, slope) = sums.Line(from, to);

            // Between the last value of one stretch and the first of the next.
            _lines.Add((from == 0 ? double.NegativeInfinity : (times[from - 1] + times[from]) / 2, level, slope));
        }
    }

    /// <summary>Whether the figure goes one way all the time.</summary>
    public bool IsOne => _lines.Count == 1;

    /// <summary>When the last stretch began.</summary>
    public DateTimeOffset LastSince => _start.AddDays(Math.Max(_lines[^1].From, 0));

    /// <summary>The stretches of values.</summary>
    /// <param name="points">The values, without their cycles.</param>
    public static Stretches Of(IReadOnlyList<MetricPoint> points) => new(Trend.Bin(points, Bins));

    /// <summary>Roughly, for comparing what is left by hour and weekday.</summary>
    /// <param name="points">The values.</param>
    public static Stretches FirstLook(IReadOnlyList<MetricPoint> points) => new(Trend.Bin(points, RoughBins));

    /// <summary>The line of the stretch at a time.</summary>
    public double At(DateTimeOffset time)
    {
        var days = (time - _start).TotalDays;
        var (_, level, slope) = _lines.FindLast(line => line.From <= days);
        return level + (slope * days);
    }
}
