using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>What holds the alerts of a server that depends on another.</summary>
public sealed class HoldTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(HealthStatus.Unhealthy, false)]
    [InlineData(HealthStatus.Unknown, true)]
    public void Only_what_is_known_to_be_bad_holds_what_depends_on_it(string then, bool told)
    {
        var state = new WatchState();
        var plan = WatchPlan.Of(McpFleet.None, [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "base"), McpServer.FromUrl(new Uri("http://127.0.0.1/app"), name: "app") with { DependsOn = ["base"] }]);
        for (var round = 0; round < 5; round++)
        {
            Judge("base", HealthStatus.Unhealthy, round);
            Judge("app", HealthStatus.Unhealthy, round);
        }

        Assert.DoesNotContain(state.Events, one => one.Server is "app");
        for (var round = 5; round < 8; round++)
        {
            Judge("base", then, round);
            Judge("app", HealthStatus.Unhealthy, round);
        }

        Assert.Equal(told, state.Events.Any(one => one is { Server: "app", Rule: "health", Kind: AlertEventKind.Fired }));

        void Judge(string name, string status, int round)
        {
            var sample = new McpSample { Server = name, Slot = Start.AddMinutes(round), Status = status, Verdict = status is HealthStatus.Unknown ? "Unknown" : "Refused", Message = "It is." };
            WatchJudge.Judge(plan, state, plan.Find(name)!, [sample], [], sample.Slot);
        }
    }
}
