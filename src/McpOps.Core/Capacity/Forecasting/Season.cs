namespace McpOps.Capacity.Forecasting;

/// <summary>Takes the cycle of the day and of the week out of values, where there are enough of them to know it.</summary>
/// <remarks>
/// Robust seasonal adjustment by trimmed means, in the manner of STL (R. B. Cleveland et al., J. Official Statistics 6, 1990): a first trend is
/// taken out, what is left is compared by hour and by weekday, and the means are subtracted. All times are UTC.
/// </remarks>
internal static class Season
{
    // With fewer, the means of hours and weekdays are mostly noise, and what is left looks smoother than it is.
    private const int MinCycles = 4;

    private const int MinValues = 3;

    // A first trend that the cycles have bent is straight after the second look; the third is for good measure.
    private const int Looks = 3;

    /// <summary>The values without their cycles.</summary>
    /// <returns>The values, how many cycles there were of the longest that was taken out (infinite for none), and whether the week's was.</returns>
    public static (IReadOnlyList<MetricPoint> Adjusted, double Cycles, bool WithoutWeek) Remove(IReadOnlyList<MetricPoint> points)
    {
        var spacing = (points[^1].At - points[0].At) / (points.Count - 1);
        var days = (points[^1].At - points[0].At + spacing).TotalDays;
        var hasDay = days >= MinCycles && spacing <= TimeSpan.FromHours(6);
        var hasWeek = days >= 7 * MinCycles && spacing <= TimeSpan.FromDays(1.5);
        var slots = (int)Math.Clamp(TimeSpan.FromDays(1) / spacing, 4, 24);
        var adjusted = points;
        for (var look = 0; look < Looks; look++)
        {
            var looked = adjusted;
            var stretches = new Lazy<Stretches>(() => Stretches.FirstLook(looked));
            var line = new Lazy<Trend>(() => Trend.FirstLook(looked));
            double Trending(DateTimeOffset at) => stretches.Value.IsOne ? line.Value.At(at) : stretches.Value.At(at);
            adjusted = hasDay ? Subtract(points, Trending, at => (int)(at.UtcDateTime.TimeOfDay.TotalDays * slots), slots) : points;
            adjusted = hasWeek ? Subtract(adjusted, Trending, at => (int)at.UtcDateTime.DayOfWeek, 7) : adjusted;
        }

        return (adjusted, hasWeek ? days / 7 : hasDay ? days : double.PositiveInfinity, hasWeek);
    }

    /// <summary>The values of Monday to Friday.</summary>
    public static IReadOnlyList<MetricPoint> Weekdays(IReadOnlyList<MetricPoint> points) =>
        [.. points.Where(point => point.At.UtcDateTime.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))];

    private static IReadOnlyList<MetricPoint> Subtract(IReadOnlyList<MetricPoint> points, Func<DateTimeOffset, double> trend, Func<DateTimeOffset, int> slotOf, int slots)
    {
        var inSlot = points.ToLookup(point => slotOf(point.At), point => point.Value - trend(point.At));
        if (Enumerable.Range(0, slots).Any(slot => inSlot[slot].Take(MinValues).Count() < MinValues))
        {
            return points;
        }

        var means = Enumerable.Range(0, slots).Select(slot => Robust.Center([.. inSlot[slot]])).ToArray();
        var mean = means.Average();
        return [.. points.Select(point => point with { Value = point.Value - means[slotOf(point.At)] + mean })];
    }
}
