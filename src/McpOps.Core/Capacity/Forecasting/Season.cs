namespace McpOps.Capacity.Forecasting;

/// <summary>Takes the cycle of the day and of the week out of values, where there are enough of them to know it.</summary>
/// <remarks>
/// Robust seasonal adjustment by trimmed means, in the manner of STL (R. B. Cleveland et al., J. Official Statistics 6, 1990): a first trend is
/// taken out, what is left is compared by hour and by weekday, and the means are subtracted. All times are UTC.
/// </remarks>
internal static class Season
{
    private const int MinCycles = 3;

    /// <summary>The values without their cycles.</summary>
    public static IReadOnlyList<MetricPoint> Remove(IReadOnlyList<MetricPoint> points)
    {
        var span = points[^1].At - points[0].At;
        var spacing = span / (points.Count - 1);
        var adjusted = points;
        if (span >= TimeSpan.FromDays(MinCycles) && spacing <= TimeSpan.FromHours(6))
        {
            var slots = Math.Clamp((int)(TimeSpan.FromDays(1) / spacing), 4, 24);
            adjusted = Subtract(adjusted, at => (int)(at.UtcDateTime.TimeOfDay.TotalDays * slots), slots);
        }

        if (span >= TimeSpan.FromDays(7 * MinCycles) && spacing <= TimeSpan.FromDays(1.5))
        {
            adjusted = Subtract(adjusted, at => (int)at.UtcDateTime.DayOfWeek, 7);
        }

        return adjusted;
    }

    private static IReadOnlyList<MetricPoint> Subtract(IReadOnlyList<MetricPoint> points, Func<DateTimeOffset, int> slotOf, int slots)
    {
        var trend = Trend.FirstLook(points);
        var inSlot = points.ToLookup(point => slotOf(point.At), point => point.Value - trend.At(point.At));
        if (Enumerable.Range(0, slots).Any(slot => inSlot[slot].Take(MinCycles).Count() < MinCycles))
        {
            return points;
        }

        var means = Enumerable.Range(0, slots).Select(slot => Robust.Center([.. inSlot[slot]])).ToArray();
        var mean = means.Average();
        return [.. points.Select(point => point with { Value = point.Value - means[slotOf(point.At)] + mean })];
    }
}
