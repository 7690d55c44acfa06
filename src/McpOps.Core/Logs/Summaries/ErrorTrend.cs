namespace McpOps.Logs.Summaries;

/// <summary>How often an error came lately, and how often before: of two stretches of time that the logs cover alike, or of none.</summary>
/// <param name="Recent">How many lately.</param>
/// <param name="Previous">How many in as long a time before.</param>
/// <param name="IsNew">It came lately, and in a time before, at least about as long, it did not.</param>
/// <param name="Percent">By how much it came more often; null where that cannot be told.</param>
internal readonly record struct ErrorTrend(long Recent, long Previous, bool IsNew, double? Percent)
{
    // Of fewer any share is chance.
    private const long MinErrors = 5;

    // The first and the last hour are seldom whole: of fewer they would decide.
    private const int MinHours = 4;

    // Logs seldom begin and end to the minute with a period.
    private const double Alike = 0.75;

    /// <summary>Compares.</summary>
    /// <param name="error">The error, with its hours.</param>
    /// <param name="first">Ticks of UTC of the first entry that was read of the period, or of all.</param>
    /// <param name="last">Ticks of UTC of the last one.</param>
    /// <param name="before">The time that the logs cover before the period; null when they cover none, or no period was chosen.</param>
    /// <param name="earlier">How many came in that time.</param>
    public static ErrorTrend Of(ErrorStats error, long first, long last, TimeSpan? before, long earlier)
    {
        if (first > last)
        {
            return new ErrorTrend(error.Count, earlier, false, null);
        }

        var (recent, previous, older) = Halves(error, first, last, out var isHalved);
        var isKnown = before is { } time && time.Ticks > 0 && time.Ticks >= Alike * (last - first);
        var isNew = earlier == 0 && (isKnown ? error.Count > 0 : isHalved && recent > 0 && older == 0);
        if (isKnown && Alike * before!.Value.Ticks <= last - first)
        {
            return new ErrorTrend(error.Count, earlier, isNew, Share(error.Count, earlier));
        }

        return isHalved ? new ErrorTrend(recent, previous, isNew, Share(recent, previous)) : new ErrorTrend(error.Count, earlier, isNew, null);
    }

    private static double? Share(long recent, long previous) =>
        previous == 0 || recent + previous < MinErrors ? null : Math.Round(100.0 * (recent - previous) / previous, 1);

    // The later half of the hours that the logs cover, the earlier one as long, and all before the later one.
    private static (long Recent, long Previous, long Older) Halves(ErrorStats error, long first, long last, out bool isHalved)
    {
        var end = (int)(last / TimeSpan.TicksPerHour) + 1;
        var half = (end - (int)(first / TimeSpan.TicksPerHour)) / 2;
        isHalved = half >= MinHours / 2;
        long recent = 0, previous = 0, older = 0;
        foreach (var (hour, count) in error.Hours)
        {
            recent += hour >= end - half ? count : 0;
            older += hour < end - half ? count : 0;
            previous += hour < end - half && hour >= end - (2 * half) ? count : 0;
        }

        return (recent, previous, older);
    }
}
