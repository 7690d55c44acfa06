namespace McpOps.Logs.Parsing;

/// <summary>Days by number, checked against the calendar.</summary>
internal static class CalendarDay
{
    /// <summary>Ticks of a day that exists.</summary>
    public static bool TryGet(int year, int month, int day, out long ticks)
    {
        var fits = year is >= 1970 and <= 9998 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        ticks = fits ? new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified).Ticks : 0;
        return fits;
    }

    /// <summary>The day in the latest year in which it is not after the reference; 29 February finds its leap year.</summary>
    public static bool TryWithoutYear(int month, int day, long reference, out long ticks)
    {
        var latest = new DateTime(reference, DateTimeKind.Unspecified);
        for (var year = latest.Year; year > latest.Year - 9; year--)
        {
            if (TryGet(year, month, day, out ticks) && ticks <= reference)
            {
                return true;
            }
        }

        ticks = 0;
        return false;
    }
}
