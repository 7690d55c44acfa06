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
