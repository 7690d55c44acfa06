using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpOps.Core.Tests.Servers;
using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring.Dashboards;

/// <summary>What Prometheus asks is what the watch asks.</summary>
public sealed class DashboardRuleTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Objectives_burn_by_the_same_counts_as_with_the_watch() =>
        Prop.ForAll(
            (from every in Gen.Elements(5, 30, 60, 300, 600, 3600)
             from target in Gen.Elements(90, 95, 99, 99.5, 99.9, 99.99)
             from counts in Gen.Choose(0, 400).ArrayOf(7)
             select (Every: TimeSpan.FromSeconds(every), Target: target, Counts: counts)).ToArbitrary(),
            one =>
            {
                // A longer window holds what a shorter one does.
                TimeSpan[] windows = [.. Burn.Pairs.SelectMany(pair => new[] { pair.Short, pair.Long }).Distinct().Order()];
                long Bad(TimeSpan window) => one.Counts.Take(Array.IndexOf(windows, window) + 1).Where((_, index) => index < windows.Length).Max() is var most ? Math.Min(most, (long)Math.Max(1, window / one.Every)) : 0;
                var expected = Burn.Fastest(Bad, one.Every, one.Target)?.Severity;
                var asked = Burn.Pairs.FirstOrDefault(pair => ObjectiveRules.Bounds(pair, one.Every, one.Target) is var (least, leastShort) && Rate(pair.Long) >= least && Rate(pair.Short) >= leastShort)?.Severity;
                return expected == asked;

                double Rate(TimeSpan window) => Math.Round(Burn.Rate(Bad(window), Math.Max(1, window / one.Every), one.Target), 4);
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{ "metric": "response", "above": { "warning": 500 } }""", "mcpops_response_seconds > 0.5")]
    [InlineData("""{ "metric": "errorRate", "above": { "warning": 0.1 } }""", "mcpops_log_error_ratio > 0.001")]
    [InlineData("""{ "metric": "success", "statistic": "mean", "window": "1d", "below": { "warning": 95 } }""", "avg_over_time(mcpops_up[1d]) < 0.95 and count_over_time(mcpops_up[1d]) >= 720")]
    [InlineData("""{ "metric": "response", "statistic": "p95", "window": "5m", "above": { "warning": 1000 } }""", "quantile_over_time(0.95, mcpops_response_seconds[5m]) > 1 and count_over_time(mcpops_response_seconds[5m]) >= 3")]
    [InlineData("""{ "metric": "firstByte", "above": { "warning": 10 } }""", "mcpops_probe_duration_seconds{phase=\"firstByte\"} > 0.01")]
    [InlineData("""{ "metric": "disk:/var", "above": { "warning": 90 } }""", "mcpops_host_disk_ratio{path=\"/var\"} > 0.9")]
    [InlineData("""{ "metric": "certificates", "below": { "warning": 14 } }""", "mcpops_certificate_not_after_timestamp_seconds - time() < 1209600")]
    [InlineData("""{ "metric": "backup", "above": { "warning": 2 } }""", "mcpops_backup_age_seconds > 172800")]
    [InlineData("""{ "metric": "process-memory", "above": { "warning": 524288000 } }""", "mcpops_process_resident_memory_bytes > 524288000")]
    [InlineData("""{ "metric": "tickets", "statistic": "sum", "window": "1h", "above": { "warning": 5 } }""", "sum_over_time(mcpops_metric{metric=\"tickets\"}[1h]) * 1 > 5 and count_over_time(mcpops_metric{metric=\"tickets\"}[1h]) >= 30")]
    public async Task A_rule_asks_in_the_units_that_are_handed_out(string rule, string expression)
    {
        var server = DashboardInventories.Plain();
        server["metrics"] = JsonNode.Parse("""{ "tickets": { "file": "/nowhere", "path": "$.x" } }""");
        server["rules"] = new JsonObject { ["own"] = JsonNode.Parse(rule) };
        Assert.Equal(expression, (await RulesAsync(DashboardInventories.Of(("web", server)))).Single(one => one.Rule is "own").Expression);
    }

    [Fact]
    public async Task Servers_of_one_profile_share_rules_and_a_hundred_have_no_more_than_one_of_each()
    {
        JsonObject Many(int count) => DashboardInventories.Of([.. Enumerable.Range(0, count).Select(number => ($"s{number}", new JsonObject { ["profile"] = DashboardInventories.Profiles[number % DashboardInventories.Profiles.Count], ["url"] = $"http://127.0.0.1:{8000 + number}/mcp" }))]);
        var (one, hundred) = (await RulesAsync(Many(DashboardInventories.Profiles.Count)), await RulesAsync(Many(100)));

        // But for what is asked of the machine in a server's name.
        Assert.Equal(one.Count(rule => rule.Server is null), hundred.Count(rule => rule.Server is null));
        Assert.Contains(hundred, rule => rule.Expression.Contains($"server=~\"s1|s{1 + DashboardInventories.Profiles.Count}|", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_holds_for_all_names_none_and_what_the_inventory_rules_itself_has_no_second_rule()
    {
        var server = DashboardInventories.Plain();
        server["rules"] = JsonNode.Parse("""{ "slow": { "metric": "response", "above": { "warning": 500 } } }""");
        var rules = await RulesAsync(DashboardInventories.Of(("web", server), ("db", DashboardInventories.Plain())));
        Assert.DoesNotContain("server=", rules.First(rule => rule.Rule is "health").Expression, StringComparison.Ordinal);
        Assert.Contains("{server=\"db\"}", rules.Single(rule => rule.Rule is "response").Expression, StringComparison.Ordinal);
        Assert.Contains("{server=\"web\"}", rules.Single(rule => rule.Rule is "slow").Expression, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_objective_that_raises_no_alerts_has_no_rule()
    {
        var server = DashboardInventories.Plain();
        server["slo"] = JsonNode.Parse("""{ "availability": { "target": 99.5 }, "response": { "target": 95, "below": 100, "alert": false } }""");
        Assert.Equal(["slo:availability"], (await RulesAsync(DashboardInventories.Of(("web", server)))).Select(rule => rule.Rule).Where(ObjectiveAlerts.Is).Distinct());
    }

    [Fact]
    public async Task Every_figure_that_a_rule_may_use_has_a_series_or_is_told()
    {
        var rules = new JsonObject();
        foreach (var figure in MetricNames.Of(new McpServer { Name = "web" }))
        {
            rules["of " + figure] = new JsonObject { ["metric"] = figure, ["above"] = new JsonObject { ["warning"] = 1 } };
        }

        var server = DashboardInventories.Plain();
        server["rules"] = rules;
        await DashboardInventories.WriteAsync(_machine, DashboardInventories.Of(("web", server)));
        Assert.Equal(["duties", "orphans", "ports", "postgres-queries", "probe", "process", "protocol", "service", "sqlite"], Told().Order(StringComparer.Ordinal));
        var known = MetricTable.All.ToDictionary(family => family.Name, family => family.Labels, StringComparer.Ordinal);
        foreach (var figure in MetricNames.Of(new McpServer { Name = "web" }).Except(Told()))
        {
            Assert.Contains(FigureSeries.Of(new McpServer { Name = "web" }, figure)!.Metric, known.Keys);
        }

        IEnumerable<string> Told() => _machine.Notices.Where(notice => notice.Id is "RuleNotExported").Select(notice => notice.Message.Split("figure '")[1].Split('\'')[0]);
    }

    [Theory]
    [InlineData("1s", null, 180)]
    [InlineData("60s", "10m", 1800)]
    [InlineData("5m", "1m", 900)]
    public async Task That_nobody_watches_is_told_after_three_rounds_and_never_before_the_watch_notes_its_next(string every, string? own, double seconds)
    {
        var server = DashboardInventories.Plain();
        server["every"] = own;
        var inventory = DashboardInventories.Of(("web", server));
        inventory["watch"] = new JsonObject { ["every"] = every };
        Assert.EndsWith($" > {seconds}", (await RulesAsync(inventory)).Single(rule => rule.Rule is "watch").Expression, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<PrometheusRule>> RulesAsync(JsonObject inventory) => [.. RuleBook.Of(await DashboardInventories.PlanAsync(_machine, inventory)).SelectMany(group => group.Rules)];
}
