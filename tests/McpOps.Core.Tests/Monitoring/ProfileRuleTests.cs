using McpOps.Core.Tests.Servers;
using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>The guides' rules, which ship in the profiles, at the guides' own numbers.</summary>
public sealed class ProfileRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("mcp-discovery", "slow", 500, "")]
    [InlineData("mcp-discovery", "slow", 501, "warning")]
    [InlineData("mcp-discovery", "slow", 1001, "critical")]
    [InlineData("mcp-discovery", "cold-cache", 0.30, "")]
    [InlineData("mcp-discovery", "cold-cache", 0.29, "warning")]
    [InlineData("mcp-discovery", "cold-cache", 0.09, "critical")]
    [InlineData("mcp-discovery", "discovery", 0.80, "")]
    [InlineData("mcp-discovery", "discovery", 0.79, "warning")]
    [InlineData("mcp-discovery", "discovery", 0.49, "critical")]
    [InlineData("mcp-discovery", "memory", 500.0 * 1024 * 1024, "")]
    [InlineData("mcp-discovery", "memory", 501.0 * 1024 * 1024, "warning")]
    [InlineData("mcp-discovery", "memory", 1025.0 * 1024 * 1024, "critical")]
    [InlineData("crawl4ai", "busy", 80.1, "warning")]
    [InlineData("crawl4ai", "busy", 96.1, "critical")]
    [InlineData("crawl4ai", "memory", 85.1, "warning")]
    [InlineData("crawl4ai", "disk", 90.1, "warning")]
    [InlineData("crawl4ai", "slow", 501, "warning")]
    [InlineData("crawl4ai", "errors", 5, "")]
    [InlineData("crawl4ai", "errors", 5.1, "warning")]
    [InlineData("crawl4ai", "errors", 6.1, "critical")]
    [InlineData("kilocode/mcp-filesystem", "busy", 80.1, "warning")]
    [InlineData("kilocode/mcp-filesystem", "memory", 85.1, "warning")]
    [InlineData("kilocode/mcp-filesystem", "disk", 90.1, "critical")]
    [InlineData("kilocode/mcp-filesystem", "slow", 1001, "warning")]
    [InlineData("mcp-context-forge", "memory", 80.1, "warning")]
    [InlineData("mcp-context-forge", "slow", 501, "warning")]
    [InlineData("mcp-orchestrator/mcp-orchestrator", "errors", 0.1, "")]
    [InlineData("mcp-orchestrator/mcp-orchestrator", "errors", 0.11, "critical")]
    [InlineData("mcp-orchestrator/mcp-orchestrator", "connections", 80, "")]
    [InlineData("mcp-orchestrator/mcp-orchestrator", "connections", 81, "warning")]
    public async Task A_guides_rule_is_bad_from_where_the_guide_says(string profile, string name, double value, string severity)
    {
        var server = await ReadAsync(profile);
        var rule = Assert.Single(server.Server.Rules, rule => rule.Name == name);
        var stored = MetricNames.Stored(rule.Metric) is "disk" ? "disk:/" : MetricNames.Stored(rule.Metric);
        var count = rule.Window is { } window ? (int)(window / server.Every) : 1;
        var samples = Enumerable.Range(0, count).Select(index => new McpSample
        {
            Server = "x", Slot = Now - ((count - 1 - index) * server.Every), Status = "Healthy", Verdict = "Healthy", Values = new Dictionary<string, double> { [stored] = value },
        }).ToList();
        Assert.Equal(severity, RuleEvaluator.Evaluate(rule, samples, Now, server.Every, "").Severity);
    }

    [Theory]
    [InlineData(96, "")]
    [InlineData(94, "warning")]
    public async Task A_day_with_less_than_95_percent_success_is_told(int percent, string severity)
    {
        var server = await ReadAsync("crawl4ai");
        var rule = Assert.Single(server.Server.Rules, rule => rule.Name == "failing");
        var samples = Enumerable.Range(0, 1440).Select(index => new McpSample
        {
            Server = "x", Slot = Now.AddMinutes(index - 1439), Status = index % 100 < percent ? "Healthy" : "Unhealthy", Verdict = "Healthy",
        }).ToList();
        Assert.Equal(severity, RuleEvaluator.Evaluate(rule, samples, Now, server.Every, "").Severity);
    }

    [Fact]
    public async Task A_rule_over_a_figure_that_nothing_measures_is_told_with_the_nearest_name()
    {
        using var machine = new FakeMachine();
        var servers = await machine.ReadAsync("""{ "servers": { "web": { "url": "http://127.0.0.1:1/mcp", "rules": { "slow": { "metric": "respons", "above": { "warning": 1 } } } } } }""");
        var error = Assert.Throws<McpOpsException>(() => WatchPlan.Of(McpFleet.None, servers));
        Assert.Equal("UnknownMetric", error.ErrorId);
        Assert.Contains("'response'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"windows\": [{ \"cron\": \"0 2 * * 0\", \"for\": \"2h\", \"zone\": \"Europe/Berln\" }]", "Europe/Berlin")]
    [InlineData("\"windows\": [{ \"cron\": \"0 2 * *\", \"for\": \"2h\" }]", "cron")]
    [InlineData("\"routes\": [{ \"to\": \"opps\" }]", "'ops'")]
    [InlineData("\"suppressFor\": \"soon\"", "30s")]
    public async Task What_is_wrong_with_alerts_is_said_at_load(string part, string hint)
    {
        using var machine = new FakeMachine();
        await machine.ReadAsync($$"""{ "channels": { "ops": { "kind": "file", "path": "x" } }, "alerts": { {{part}} }, "servers": { } }""");
        var notice = Assert.Single(machine.Notices);
        Assert.Equal("InventoryPartInvalid", notice.Id);
        Assert.Contains(hint, notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retired_address_of_Teams_is_refused_with_what_to_do()
    {
        using var machine = new FakeMachine();
        await machine.ReadAsync("""{ "channels": { "t": { "kind": "teams", "url": "https://x.webhook.office.com/webhookb2/1" } }, "servers": { } }""");
        var notice = Assert.Single(machine.Notices);
        Assert.Equal("InventoryPartInvalid", notice.Id);
        Assert.Contains("workflow", notice.Message, StringComparison.Ordinal);
    }

    private static async Task<WatchedServer> ReadAsync(string profile)
    {
        using var machine = new FakeMachine();
        machine.Variables["DATABASE_URL"] = "postgres://x@localhost/x";
        var servers = await machine.ReadAsync($$"""{ "servers": { "x": { "profile": "{{profile}}", "url": "http://127.0.0.1:1/mcp" } } }""");
        Assert.Empty(machine.Notices);
        return WatchPlan.Of(McpFleet.None, servers).Servers[0];
    }
}
