namespace McpOps.Reporting;

/// <summary>Which time a report is about, and into which stretches it is cut.</summary>
internal static class ReportTimes
{
    private const int MostStretches = 31;

    // Samples have whole seconds: a rest of less than one belongs to the stretch before it.
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan[] Lengths =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(3), TimeSpan.FromHours(6),
        TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(180),
    ];

    /// <summary>The time that is meant.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="now">The moment.</param>
    /// <param name="zone">The reader's zone.</param>
    /// <exception cref="McpOpsException"><c>UnknownPeriod</c> or <c>InvalidPeriod</c>.</exception>
    public static (DateTimeOffset From, DateTimeOffset To, string Period) Of(ReportOptions options, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (options.Since is null && options.Until is null)
        {
            var today = TimeZoneInfo.ConvertTime(now, zone).Date;
            var (first, last) = options.Period switch
            {
                null or ReportPeriod.Daily => (today.AddDays(-1), today),
                ReportPeriod.Weekly => (Monday(today).AddDays(-7), Monday(today)),
                ReportPeriod.Monthly => (FirstOfMonth(today).AddMonths(-1), FirstOfMonth(today)),
                _ => throw new McpOpsException("UnknownPeriod", McpErrorCategory.InvalidArgument, $"There is no report '{options.Period}'. Write {string.Join(", ", ReportPeriod.All)}, or say from when to when."),
            };
            return (At(first, zone), At(last, zone), options.Period ?? ReportPeriod.Daily);
        }

        // What is to come nobody knows.
        var to = Whole(options.Until is { } until && until < now ? until : now);
        var from = options.Since is { } since ? Whole(since) : throw new McpOpsException("InvalidPeriod", McpErrorCategory.InvalidArgument, "The report has an end and no beginning. Say since when, too.");
        if (options.Since >= now)
        {
            throw new McpOpsException("InvalidPeriod", McpErrorCategory.InvalidArgument, "The report begins in the future. Say a time that has begun.");
        }

        return from < to ? (from, to, options.Period ?? ReportPeriod.Custom)
            : throw new McpOpsException("InvalidPeriod", McpErrorCategory.InvalidArgument, "The report ends before it begins. Swap the times.");
    }

    /// <summary>Where the stretches of a time begin, and where the last of them ends: of a round length, so that there are not more than a page can show. Days are those of the reader, whatever his clocks do.</summary>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end.</param>
    /// <param name="zone">The reader's zone.</param>
    public static IReadOnlyList<DateTimeOffset> Edges(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone)
    {
        var (first, last) = (TimeZoneInfo.ConvertTime(from, zone).DateTime, TimeZoneInfo.ConvertTime(to, zone).DateTime);
        var length = Stretch(last - first);
        var count = length < TimeSpan.FromDays(1) ? (to - from) / length : (last - first) / length;
        return [from, .. Enumerable.Range(1, Math.Max(0, (int)Math.Ceiling(count) - 1)).Select(index => length < TimeSpan.FromDays(1) ? from + (index * length) : At(first + (index * length), zone)).Where(edge => edge > from && to - edge >= Second), to];
    }

    private static TimeSpan Stretch(TimeSpan time) => Array.Find(Lengths, length => time / length <= MostStretches) is { Ticks: > 0 } found ? found : time / MostStretches;

    // Samples have whole seconds, and so have the commands that a report names: of a time with a part of one each would be of another.
    // A part counts as the whole second, for what was seen in it has its beginning as its time: a report right after a look has that look in it.
    private static DateTimeOffset Whole(DateTimeOffset time) => time.AddTicks((TimeSpan.TicksPerSecond - (time.UtcTicks % TimeSpan.TicksPerSecond)) % TimeSpan.TicksPerSecond);

    private static DateTime Monday(DateTime day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static DateTime FirstOfMonth(DateTime day) => new(day.Year, day.Month, 1);

    private static DateTimeOffset At(DateTime day, TimeZoneInfo zone) => new(day, zone.GetUtcOffset(day));
}
