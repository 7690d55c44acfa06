namespace McpOps.Capacity.Forecasting;

/// <summary>A figure over time, in the order of time, each time once.</summary>
/// <param name="Name">The figure's name.</param>
/// <param name="Points">Its values.</param>
internal sealed record MetricSeries(string Name, IReadOnlyList<MetricPoint> Points)
{
    // A stretch this small, this far from all the rest, is a clock that was wrong.
    private const double StrayShare = 0.02;
    private const double StrayGap = 0.5;

    /// <summary>Puts values in order: not-a-number out, one value (the median) for each time, stray times of a clock that jumped out.</summary>
    /// <param name="name">The figure's name.</param>
    /// <param name="points">Its values as they were read.</param>
    /// <param name="now">Values of later days come from a clock that was wrong.</param>
    public static MetricSeries From(string name, IEnumerable<MetricPoint> points, DateTimeOffset now)
    {
        var ordered = points
            .Where(point => double.IsFinite(point.Value) && point.At <= now.AddDays(1) && point.At.Year >= 2000)
            .GroupBy(point => point.At)
            .Select(same => new MetricPoint(same.Key, Robust.Median([.. same.Select(point => point.Value)])))
            .OrderBy(point => point.At)
            .ToList();
        return new MetricSeries(name, WithoutStrays(ordered));
    }

    private static List<MetricPoint> WithoutStrays(List<MetricPoint> points)
    {
        var few = (int)(points.Count * StrayShare);
        while (points.Count > 2 && few > 0)
        {
            var span = points[^1].At - points[0].At;
            var early = Enumerable.Range(1, few).FirstOrDefault(index => points[index].At - points[index - 1].At > StrayGap * span);
            var late = Enumerable.Range(points.Count - few, few).LastOrDefault(index => points[index].At - points[index - 1].At > StrayGap * span);
            if (early == 0 && late == 0)
            {
                break;
            }

            points = late > 0 ? points[..late] : points[early..];
        }

        return points;
    }
}

/// <summary>A value at a time.</summary>
/// <param name="At">When.</param>
/// <param name="Value">The value.</param>
internal readonly record struct MetricPoint(DateTimeOffset At, double Value);
