using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>What holds the alerts of a server that depends on another.</summary>
public sealed class HoldTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    // A certificate that ends in a month makes its server Degraded for a month: what depends on it may not fail unheard for so long.
    [Theory]
    [InlineData(HealthStatus.Degraded, HealthStatus.Unhealthy, true)]
    [InlineData(HealthStatus.Degraded, HealthStatus.Degraded, false)]
    [InlineData(HealthStatus.Unhealthy, HealthStatus.Degraded, false)]
    public void What_is_graver_than_what_it_depends_on_is_told(string parent, string child, bool told)
    {
        var state = new WatchState();
        var plan = WatchPlan.Of(McpFleet.None, [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "base"), McpServer.FromUrl(new Uri("http://127.0.0.1/app"), name: "app") with { DependsOn = ["base"] }]);
        for (var round = 0; round < 12; round++)
        {
            Judge(state, plan, "base", parent, round);
            Judge(state, plan, "app", child, round);
        }

        Assert.Equal(told ? 1 : 0, state.Events.Count(one => one is { Server: "app", Rule: "health", Kind: AlertEventKind.Fired }));
    }

    [Theory]
    [InlineData(HealthStatus.Unhealthy, false)]
    [InlineData(HealthStatus.Unknown, true)]
    public void Only_what_is_known_to_be_bad_holds_what_depends_on_it(string then, bool told)
    {
        var state = new WatchState();
        var plan = WatchPlan.Of(McpFleet.None, [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "base"), McpServer.FromUrl(new Uri("http://127.0.0.1/app"), name: "app") with { DependsOn = ["base"] }]);
        for (var round = 0; round < 5; round++)
        {
            Judge(state, plan, "base", HealthStatus.Unhealthy, round);
            Judge(state, plan, "app", HealthStatus.Unhealthy, round);
        }

        Assert.DoesNotContain(state.Events, one => one.Server is "app");
        for (var round = 5; round < 8; round++)
        {
            Judge(state, plan, "base", then, round);
            Judge(state, plan, "app", HealthStatus.Unhealthy, round);
        }

        Assert.Equal(told, state.Events.Any(one => one is { Server: "app", Rule: "health", Kind: AlertEventKind.Fired }));
    }

    private static void Judge(WatchState state, WatchPlan plan, string name, string status, int round)
    {
        var sample = new McpSample { Server = name, Slot = Start.AddMinutes(round), Status = status, Verdict = status is HealthStatus.Unknown ? "Unknown" : "Refused", Message = "It is." };
        WatchJudge.Judge(plan, state, plan.Find(name)!, [sample], [], sample.Slot);
    }
}
