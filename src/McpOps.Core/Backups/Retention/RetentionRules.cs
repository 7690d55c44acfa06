using System.Globalization;
using McpOps.Servers;

namespace McpOps.Backups.Retention;

/// <summary>A backup as retention sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Verified">Whether it can be restored, as far as is known.</param>
internal sealed record RetentionItem(string Id, DateTimeOffset CreatedAt, bool Verified);

/// <summary>What becomes of a backup.</summary>
/// <param name="Item">The backup.</param>
/// <param name="Reasons">The rules that keep it; empty when it goes.</param>
internal sealed record RetentionDecision(RetentionItem Item, IReadOnlyList<string> Reasons)
{
    public bool Keep => Reasons.Count > 0;
}

/// <summary>Decides what is kept: a function of nothing but its arguments.</summary>
/// <remarks>
/// A backup that any rule keeps is kept. Days, weeks (ISO 8601), months and years are those of the calendar, counted from the
/// newest backup backwards, and only those in which there is a backup count: after a month's pause nothing is lost.
/// Ages are counted from the newest backup as well, never from the clock, so that a clock that jumps ahead removes nothing.
/// </remarks>
internal static class RetentionRules
{
    /// <summary>Decides about the backups of one server; the answers come newest first.</summary>
    /// <param name="items">The backups, in any order.</param>
    /// <param name="rules">The rules; when none is set, everything is kept.</param>
    /// <param name="zone">Whose days.</param>
    /// <param name="now">What the clock says: a backup from after it, made while the clock was wrong, is not measured by.</param>
    public static IReadOnlyList<RetentionDecision> Decide(IReadOnlyCollection<RetentionItem> items, McpRetention rules, TimeZoneInfo zone, DateTimeOffset now)
    {
        var newestFirst = items.OrderByDescending(item => item.CreatedAt).ThenByDescending(item => item.Id, StringComparer.Ordinal).ToList();
        var reasons = newestFirst.ToDictionary(item => item, _ => new List<string>());
        var present = newestFirst.FindAll(item => item.CreatedAt <= now);
        foreach (var future in newestFirst.Except(present))
        {
            reasons[future].Add("from the future");
        }

        if (IsEmpty(rules))
        {
            newestFirst.ForEach(item => reasons[item].Add("no rule"));
        }

        KeepLast(present, rules.KeepLast, reasons);
        KeepPeriods(present, rules.KeepDaily, zone, "daily", time => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), reasons);
        KeepPeriods(present, rules.KeepWeekly, zone, "weekly", time => $"{ISOWeek.GetYear(time)}-W{ISOWeek.GetWeekOfYear(time):D2}", reasons);
        KeepPeriods(present, rules.KeepMonthly, zone, "monthly", time => time.ToString("yyyy-MM", CultureInfo.InvariantCulture), reasons);
        KeepPeriods(present, rules.KeepYearly, zone, "yearly", time => time.ToString("yyyy", CultureInfo.InvariantCulture), reasons);
        if (rules.KeepWithin is { } within && present.Count > 0)
        {
            foreach (var item in present.Where(item => present[0].CreatedAt - item.CreatedAt <= within))
            {
                reasons[item].Add(string.Create(CultureInfo.InvariantCulture, $"within {within.TotalDays:0.##} d"));
            }
        }

        if (newestFirst.Find(item => item.Verified) is { } newest)
        {
            reasons[newest].Add("newest verified");
        }

        return newestFirst.ConvertAll(item => new RetentionDecision(item, reasons[item]));
    }

    /// <summary>Whether no rule is set.</summary>
    public static bool IsEmpty(McpRetention rules) => rules == new McpRetention();

    private static void KeepLast(List<RetentionItem> newestFirst, int? count, Dictionary<RetentionItem, List<string>> reasons)
    {
        for (var index = 0; index < Math.Min(count ?? 0, newestFirst.Count); index++)
        {
            reasons[newestFirst[index]].Add(string.Create(CultureInfo.InvariantCulture, $"last {index + 1}"));
        }
    }

    private static void KeepPeriods(List<RetentionItem> newestFirst, int? count, TimeZoneInfo zone, string name, Func<DateTime, string> period, Dictionary<RetentionItem, List<string>> reasons)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in newestFirst)
        {
            var key = period(TimeZoneInfo.ConvertTime(item.CreatedAt, zone).DateTime);
            if (seen.Count < (count ?? 0) && seen.Add(key))
            {
                reasons[item].Add($"{name} {key}");
            }
        }
    }
}
