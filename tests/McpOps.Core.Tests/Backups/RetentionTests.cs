using FsCheck;
using FsCheck.Fluent;
using McpOps.Backups.Retention;
using McpOps.Servers;

namespace McpOps.Core.Tests.Backups;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<List<RetentionItem>> Backups =
        from ages in Gen.ListOf(Gen.Choose(0, 24 * 900))
        from verified in Gen.ListOf(ArbMap.Default.GeneratorFor<bool>(), ages.Count)
        select ages.Distinct().Zip(verified, (age, whole) => new RetentionItem($"docs/{age}", Now.AddHours(-age), whole)).ToList();

    private static readonly Gen<int?> Count = Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(1, 12).Select(count => (int?)count));

    private static readonly Gen<McpRetention> Rules =
        from last in Count
        from daily in Count
        from weekly in Count
        from monthly in Count
        from yearly in Count
        from within in Count
        select new McpRetention { KeepLast = last, KeepDaily = daily, KeepWeekly = weekly, KeepMonthly = monthly, KeepYearly = yearly, KeepWithin = within is { } days ? TimeSpan.FromDays(days * 10) : null };

    [Fact]
    public void The_newest_verified_backup_is_always_kept() => Check((backups, rules) =>
        !backups.Exists(backup => backup.Verified) || Decide(backups, rules).First(decision => decision.Item.Verified).Keep);

    [Fact]
    public void Every_kept_backup_says_why_and_every_backup_is_decided_once() => Check((backups, rules) =>
        Decide(backups, rules) is var decisions && decisions.Count == backups.Count && decisions.Select(decision => decision.Item).ToHashSet().SetEquals(backups)
        && decisions.All(decision => decision.Keep == decision.Reasons.Count > 0));

    [Fact]
    public void The_order_of_the_backups_does_not_matter() => Check((backups, rules) =>
        Kept(backups, rules).SetEquals(Kept([.. backups.AsEnumerable().Reverse()], rules)));

    [Fact]
    public void Pruning_twice_removes_nothing_more() => Check((backups, rules) =>
    {
        var kept = Kept(backups, rules);
        return Kept([.. backups.Where(kept.Contains)], rules).SetEquals(kept);
    });

    [Fact]
    public void A_further_rule_never_removes_what_was_kept() => Check((backups, rules) =>
        RetentionRules.IsEmpty(rules) || Kept(backups, rules).IsSubsetOf(Kept(backups, rules with { KeepLast = (rules.KeepLast ?? 0) + 3 })));

    [Fact]
    public void A_clock_that_jumped_ahead_removes_nothing_that_was_kept() => Check((backups, rules) =>
        Kept(backups, rules).SetEquals(RetentionRules.Decide(backups, rules, TimeZoneInfo.Utc, Now.AddYears(10)).Where(decision => decision.Keep).Select(decision => decision.Item)));

    [Fact]
    public void No_more_than_the_counts_allow_is_kept() => Check((backups, rules) =>
        RetentionRules.IsEmpty(rules) || rules.KeepWithin is not null
        || Kept(backups, rules).Count <= 1 + (rules.KeepLast ?? 0) + (rules.KeepDaily ?? 0) + (rules.KeepWeekly ?? 0) + (rules.KeepMonthly ?? 0) + (rules.KeepYearly ?? 0));

    [Fact]
    public void The_guides_rule_keeps_7_days_4_weeks_and_12_months()
    {
        var backups = Enumerable.Range(0, 500).Select(day => new RetentionItem($"docs/{day:D3}", Now.AddDays(-day), true)).ToList();
        var decisions = Decide(backups, new McpRetention { KeepDaily = 7, KeepWeekly = 4, KeepMonthly = 12 });
        Assert.Equal(7, decisions.Count(decision => decision.Reasons.Any(reason => reason.StartsWith("daily", StringComparison.Ordinal))));
        Assert.Equal(["weekly 2026-W47", "weekly 2026-W46", "weekly 2026-W45", "weekly 2026-W44"], decisions.SelectMany(decision => decision.Reasons).Where(reason => reason.StartsWith("weekly", StringComparison.Ordinal)));
        Assert.Equal(12, decisions.Count(decision => decision.Reasons.Any(reason => reason.StartsWith("monthly", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_backup_from_a_wrong_clock_is_kept_and_not_measured_by()
    {
        RetentionItem[] backups = [new("docs/a", Now.AddYears(10), false), new("docs/b", Now.AddDays(-5), true), new("docs/c", Now.AddDays(-20), true)];
        Assert.All(Decide(backups, new McpRetention { KeepWithin = TimeSpan.FromDays(30) }), decision => Assert.True(decision.Keep));
    }

    private static void Check(Func<List<RetentionItem>, McpRetention, bool> property) =>
        Prop.ForAll((from backups in Backups from rules in Rules select (backups, rules)).ToArbitrary(), pair => property(pair.backups, pair.rules)).QuickCheckThrowOnFailure();

    private static IReadOnlyList<RetentionDecision> Decide(IReadOnlyCollection<RetentionItem> backups, McpRetention rules) => RetentionRules.Decide(backups, rules, TimeZoneInfo.Utc, Now);

    private static HashSet<RetentionItem> Kept(IReadOnlyCollection<RetentionItem> backups, McpRetention rules) => [.. Decide(backups, rules).Where(decision => decision.Keep).Select(decision => decision.Item)];
}
