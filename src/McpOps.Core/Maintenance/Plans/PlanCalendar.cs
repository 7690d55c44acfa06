using System.Globalization;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>When a plan is due.</summary>
internal static class PlanCalendar
{
    /// <summary>How long after its time a plan may begin without being late: a timer's random delay, a machine that starts.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(3);

    /// <summary>The last time at or before a moment at which the plan was due; null for one without a time.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="now">The moment.</param>
    /// <param name="zone">The zone of the plan's times.</param>
    public static DateTimeOffset? LastDue(McpPlan plan, DateTimeOffset now, TimeZoneInfo zone)
    {
        for (var back = 0; plan.At is not null && back <= 62; back++)
        {
            if (DueOn(plan, Day(now, zone).AddDays(-back), zone) is { } due && due <= now)
            {
                return due;
            }
        }

        return null;
    }

    /// <summary>The first time after a moment at which the plan is due; null for one without a time.</summary>
    public static DateTimeOffset? NextDue(McpPlan plan, DateTimeOffset now, TimeZoneInfo zone)
    {
        for (var on = 0; plan.At is not null && on <= 62; on++)
        {
            if (DueOn(plan, Day(now, zone).AddDays(on), zone) is { } due && due > now)
            {
                return due;
            }
        }

        return null;
    }

    /// <summary>Whether a plan that has run before has missed its time.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="lastBegun">When it was begun last.</param>
    /// <param name="now">The moment.</param>
    /// <param name="zone">The zone of the plan's times.</param>
    public static bool IsLate(McpPlan plan, DateTimeOffset lastBegun, DateTimeOffset now, TimeZoneInfo zone) =>

        // A run from tomorrow is of a clock that jumped, and proves nothing.
        LastDue(plan, now - Grace, zone) is { } due && (lastBegun < due || lastBegun > now + Grace);

    private static DateOnly Day(DateTimeOffset now, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    private static DateTimeOffset? DueOn(McpPlan plan, DateOnly day, TimeZoneInfo zone)
    {
        var fits = plan.On switch
        {
            null => true,
            var on when int.TryParse(on, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => day.Day == number,
            var on => string.Equals(day.DayOfWeek.ToString(), on, StringComparison.OrdinalIgnoreCase),
        };
        if (!fits)
        {
            return null;
        }

        // A time that a clock change leaves out is the one after it.
        var time = day.ToDateTime(TimeOnly.ParseExact(plan.At!, "HH:mm", CultureInfo.InvariantCulture));
        while (zone.IsInvalidTime(time))
        {
            time = time.AddMinutes(30);
        }

        return new DateTimeOffset(time, zone.GetUtcOffset(time));
    }
}
