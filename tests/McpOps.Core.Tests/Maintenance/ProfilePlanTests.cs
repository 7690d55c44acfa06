using McpOps.Core.Tests.Servers;
using McpOps.Maintenance.Files;
using McpOps.Maintenance.Plans;
using McpOps.Servers;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>The duties that ship with a profile can be run as they are.</summary>
public sealed class ProfilePlanTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    // The parts that are no MCP servers have no duties of their own.
    public static TheoryData<string> Names => [.. ProfileStore.ForServers.Where(name => ProfileStore.Find(name)!.Definition["transport"] is null)];

    public void Dispose() => _machine.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_plan_is_whole_and_due_at_a_time_of_its_own(string name)
    {
        var server = Assert.Single(await _machine.ReadAsync($"{{\"servers\":{{\"x\":{{\"profile\":\"{name}\",\"command\":\"x\"}}}}}}"));
        Assert.Empty(InventoryRules.Problems([server]));
        Assert.Contains(server.Plans, plan => plan.Name == "daily");
        Assert.Contains(server.Plans, plan => plan.Name == "monthly");
        Assert.All(server.Plans, plan => Assert.NotEmpty(PlannedRun.Of(server, plan, PlanSteps.All(), [], [server]).Steps));
        Assert.Equal(server.Plans.Count, server.Plans.Select(plan => plan.At).Distinct().Count());

        // What a step names by a rule is there; and what is switched off would run, if it were on.
        Assert.All(server.Plans.SelectMany(plan => plan.Steps), step => Assert.All(step.With["rules"]?.AsArray() ?? [], rule => Assert.Contains(server.Clean, known => known.Name == (string)rule!)));
        Assert.All(server.Recover?.Clean ?? [], rule => Assert.Contains(server.Clean, known => known.Name == rule));
        Assert.All(server.Plans, plan => PlannedRun.Of(server, plan with { Steps = [.. plan.Steps.Select(step => step with { Enabled = true })] }, PlanSteps.All(), [], [server]));
    }

    // Line by line what the guides schedule, and the step that does it at the same time or sooner. Health every minute is the watch's; upgrades, nightly restarts and certbot are not among the duties.
    [Theory]
    [InlineData("crawl4ai", "Health Check", "daily", "02:00", null, "health")]
    [InlineData("crawl4ai", "Log Review", "daily", "02:00", null, "logs.summary")]
    [InlineData("crawl4ai", "Performance Check", "daily", "02:00", null, "capacity")]
    [InlineData("crawl4ai", "Security Updates: Python, Playwright, system", "weekly", "03:00", "sunday", "updates.list")]
    [InlineData("crawl4ai", "Audit dependencies", "weekly", "03:00", "sunday", "audit")]
    [InlineData("crawl4ai", "Rotate logs", "weekly", "03:00", "sunday", "logs.rotate")]
    [InlineData("crawl4ai", "Clean caches and old files", "weekly", "03:00", "sunday", "files.clean")]
    [InlineData("crawl4ai", "Disk space, as every day", "daily", "02:00", null, "capacity")]
    [InlineData("crawl4ai", "Weekly performance analysis", "weekly", "03:00", "sunday", "report")]
    [InlineData("crawl4ai", "Monthly audit, security review", "monthly", "04:00", "1", "audit")]
    [InlineData("crawl4ai", "Backup integrity", "monthly", "04:00", "1", "backup.drill")]
    [InlineData("crawl4ai", "Capacity review", "monthly", "04:00", "1", "capacity")]
    [InlineData("crawl4ai", "Automated backup", "daily", "02:00", null, "backup")]
    [InlineData("crawl4ai", "Clean up old backups", "daily", "02:00", null, "backup.prune")]
    [InlineData("kilocode/mcp-postgres", "Service status", "daily", "02:00", null, "health")]
    [InlineData("kilocode/mcp-postgres", "Disk and memory", "daily", "02:00", null, "capacity")]
    [InlineData("kilocode/mcp-postgres", "Backup status", "daily", "02:00", null, "backup.verify")]
    [InlineData("kilocode/mcp-postgres", "Rotate logs", "daily", "02:00", null, "logs.rotate")]
    [InlineData("kilocode/mcp-postgres", "Automated backup", "daily", "02:00", null, "backup")]
    [InlineData("kilocode/mcp-postgres", "System packages", "weekly", "03:00", "sunday", "updates.list")]
    [InlineData("kilocode/mcp-postgres", "Logs for errors", "weekly", "03:00", "sunday", "logs.summary")]
    [InlineData("kilocode/mcp-postgres", "Database performance", "weekly", "03:00", "sunday", "db.slow")]
    [InlineData("kilocode/mcp-postgres", "Temporary files", "weekly", "03:00", "sunday", "files.clean")]
    [InlineData("kilocode/mcp-postgres", "Verify backups", "weekly", "03:00", "sunday", "backup.verify")]
    [InlineData("kilocode/mcp-postgres", "Security audit, access, permissions, certificates", "monthly", "04:00", "1", "audit")]
    [InlineData("kilocode/mcp-postgres", "Security updates", "monthly", "04:00", "1", "updates.list")]
    [InlineData("kilocode/mcp-postgres", "Optimize database", "monthly", "04:00", "1", "db.maintain")]
    [InlineData("kilocode/mcp-postgres", "System performance", "monthly", "04:00", "1", "capacity")]
    [InlineData("kilocode/mcp-memory", "Optimize memory service (consolidate)", "monthly", "04:00", "1", "endpoint")]
    [InlineData("kilocode/mcp-postgres", "Monthly report", "monthly", "04:00", "1", "report")]
    [InlineData("mcp-context-forge", "Daily Health Checks", "daily", "02:00", null, "health")]
    [InlineData("mcp-context-forge", "Log rotation", "daily", "02:00", null, "logs.rotate")]
    [InlineData("mcp-context-forge", "Context cache cleanup", "daily", "02:00", null, "command")]
    [InlineData("mcp-context-forge", "Performance metrics", "daily", "02:00", null, "capacity")]
    [InlineData("mcp-context-forge", "Daily Reports", "daily", "02:00", null, "report")]
    [InlineData("mcp-context-forge", "Full system backup", "weekly", "03:00", "sunday", "backup")]
    [InlineData("mcp-context-forge", "Performance analysis, weekly report", "weekly", "03:00", "sunday", "report")]
    [InlineData("mcp-context-forge", "Security updates", "weekly", "03:00", "sunday", "updates.list")]
    [InlineData("mcp-context-forge", "Capacity planning", "monthly", "04:00", "1", "capacity")]
    [InlineData("mcp-context-forge", "Compliance audit", "monthly", "04:00", "1", "audit")]
    [InlineData("mcp-context-forge", "Disaster recovery test", "monthly", "04:00", "1", "backup.drill")]
    [InlineData("mcp-context-forge", "Backup with retention", "daily", "02:00", null, "backup.prune")]
    [InlineData("mcp-discovery", "Health Check", "daily", "02:00", null, "health")]
    [InlineData("mcp-discovery", "Cache Maintenance", "daily", "02:00", null, "tool")]
    [InlineData("mcp-discovery", "Log Rotation", "daily", "02:00", null, "logs.rotate")]
    [InlineData("mcp-discovery", "Performance Analysis", "weekly", "03:00", "sunday", "report")]
    [InlineData("mcp-discovery", "Pattern Learning Review", "weekly", "03:00", "sunday", "tool")]
    [InlineData("mcp-discovery", "Dependency Updates", "monthly", "04:00", "1", "updates.list")]
    [InlineData("mcp-discovery", "pip-audit", "monthly", "04:00", "1", "audit")]
    [InlineData("mcp-discovery", "Database Cleanup", "monthly", "04:00", "1", "db.retain")]
    [InlineData("mcp-discovery", "Data Backup", "daily", "02:00", null, "backup")]
    [InlineData("mcp-orchestrator/mcp-orchestrator", "Daily backup at 1", "daily", "01:00", null, "backup")]
    [InlineData("mcp-orchestrator/mcp-orchestrator", "Clean up old logs", "daily", "01:00", null, "logs.rotate")]
    [InlineData("mcp-orchestrator/mcp-orchestrator", "Weekly database maintenance on Sunday at 2", "weekly", "02:00", "sunday", "db.maintain")]
    [InlineData("mcp-orchestrator/mcp-orchestrator", "Rows of 90 and 30 days", "weekly", "02:00", "sunday", "db.retain")]
    [InlineData("mcp-orchestrator/mcp-orchestrator", "Daily log analysis at 6", "logs", "06:00", null, "logs.summary")]
    [InlineData("mcp-orchestrator/mcp-orchestrator", "Weekly security audit on Monday at 3", "audit", "03:00", "monday", "audit")]
    public async Task Each_duty_of_a_guide_is_a_step_at_its_time(string profile, string duty, string plan, string at, string? on, string use)
    {
        var server = Assert.Single(await _machine.ReadAsync($"{{\"servers\":{{\"x\":{{\"profile\":\"{profile}\",\"command\":\"x\"}}}}}}"));
        var known = server.Plans.FirstOrDefault(one => one.Name == plan);
        Assert.True(known is not null && known.At == at && known.On == on, $"{duty}: {plan} is at {known?.On} {known?.At}");
        Assert.True(known!.Steps.Any(step => step.Use == use), $"{duty}: {plan} has {string.Join(", ", known.Steps.Select(step => step.Use))}, and no {use}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nothing_that_a_profile_cleans_is_refused_and_no_log_that_is_written(string name)
    {
        var server = Assert.Single(await _machine.ReadAsync($"{{\"servers\":{{\"x\":{{\"profile\":\"{name}\",\"command\":\"x\"}}}}}}"));
        var paths = server.Clean.SelectMany(rule => rule.Paths).ToList();
        Assert.All(paths.Select(CleanTarget.Parse), target => Assert.Null(target.Refusal("/root", ["/", "/tmp"], [server.Backup!.Destination!], isShared: target.Root is "/tmp" or "/var/tmp")));
        Assert.All(paths, path => Assert.False(path.EndsWith("*.log", StringComparison.Ordinal), path));

        // Backups are removed by retention, which keeps the newest that is proved.
        Assert.All(paths, path => Assert.False(McpOps.Files.NativePath.IsWithin(path, server.Backup!.Destination!), path));
    }
}
