using System.Globalization;
using System.Text;
using McpOps.Logs.Parsing;

namespace McpOps.Logs;

/// <summary>A stretch of time, as people write it.</summary>
/// <param name="Since">Its beginning; null for none.</param>
/// <param name="Until">Its end, not included; null for none.</param>
public sealed record LogPeriod(DateTimeOffset? Since, DateTimeOffset? Until)
{
    /// <summary>Reads a period.</summary>
    /// <param name="since">A time, or an age such as <c>24h</c>.</param>
    /// <param name="until">A time, or an age.</param>
    /// <param name="date">A day: <c>2026-11-20</c>, <c>today</c> or <c>yesterday</c>.</param>
    /// <param name="last">An age: <c>30m</c>, <c>24h</c>, <c>7d</c>, <c>2w</c>.</param>
    /// <param name="zone">The zone of times that name none.</param>
    /// <param name="clock">What time it is.</param>
    /// <exception cref="McpOpsException"><c>InvalidPeriod</c>: a text cannot be read, or two of them contradict each other.</exception>
    public static LogPeriod Parse(string? since, string? until, string? date, string? last, TimeZoneInfo zone, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(zone);
        var now = clock.GetUtcNow();
        if (date is not null)
        {
            Only(since ?? until ?? last, "date");
            return Day(date, zone, now);
        }

        if (last is not null)
        {
            Only(since, "last");
            return new LogPeriod(now - Age(last), until is null ? null : Moment(until, zone, now));
        }

        var period = new LogPeriod(since is null ? null : Moment(since, zone, now), until is null ? null : Moment(until, zone, now));
        return period.Since >= period.Until
            ? throw Invalid($"The period ends ({until}) before it begins ({since}). Swap them.")
            : period;
    }

    /// <summary>Reads an age such as <c>90s</c>, <c>30m</c>, <c>24h</c>, <c>7d</c> or <c>2w</c>.</summary>
    /// <param name="text">The text.</param>
    public static TimeSpan Age(string text) => TimeLength.TryParse(text) ?? throw Invalid($"'{text}' is not an age. Write {TimeLength.Form}.");

    private static void Only(string? other, string name)
    {
        if (other is not null)
        {
            throw Invalid($"--{name} stands alone: leave out the other times.");
        }
    }

    private static LogPeriod Day(string text, TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        DateTime day;
        if (text.Equals("today", StringComparison.OrdinalIgnoreCase))
        {
            day = today;
        }
        else if (text.Equals("yesterday", StringComparison.OrdinalIgnoreCase))
        {
            day = today.AddDays(-1);
        }
        else if (!DateTime.TryParseExact(text, ["yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            throw Invalid($"'{text}' is not a day. Write 2026-11-20, today or yesterday.");
        }

        return new LogPeriod(new DateTimeOffset(day, zone.GetUtcOffset(day)), new DateTimeOffset(day.AddDays(1), zone.GetUtcOffset(day.AddDays(1))));
    }

    private static DateTimeOffset Moment(string text, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (TimeLength.TryParse(text) is { } age)
        {
            return now - age;
        }

        if (text.Equals("now", StringComparison.OrdinalIgnoreCase))
        {
            return now;
        }

        if (text is "today" or "yesterday")
        {
            return Day(text, zone, now).Since!.Value;
        }

        var bytes = Encoding.UTF8.GetBytes(text.Trim());
        return TimeParser.TryParse(bytes, TimeHints.None, out var time, out var length) && length == bytes.Length && !time.IsTimeOnly
            ? new LogClock(zone).ToMoment(time)
            : throw Invalid($"'{text}' is not a time. Write 2026-11-20, 2026-11-20T06:00:00 with a zone if need be, or an age such as 24h.");
    }

    private static McpOpsException Invalid(string message) => new("InvalidPeriod", McpErrorCategory.InvalidArgument, message);
}
