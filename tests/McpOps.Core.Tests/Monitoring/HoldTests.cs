using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;
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

    // It was Degraded before, and takes as many looks to be told as what depends on it.
    [Fact]
    public void What_depends_on_a_server_that_just_went_down_is_held_though_that_was_ill_before()
    {
        var (state, plan) = (new WatchState(), Two(dependent: true));
        for (var round = 0; round < 12; round++)
        {
            var down = round >= 5;
            Judge(state, plan, "app", down ? HealthStatus.Unhealthy : HealthStatus.Healthy, round, down ? McpVerdict.Unreachable : McpVerdict.Healthy);
            Judge(state, plan, "base", down ? HealthStatus.Unhealthy : HealthStatus.Degraded, round, down ? McpVerdict.Unreachable : McpVerdict.Healthy);
        }

        Assert.Equal(["fired", "raised"], state.Events.Where(one => one.Server is "base").Select(one => one.Kind));
        Assert.DoesNotContain(state.Events, one => one.Server is "app");
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

    // Its own certificate, or a disk of it, stops no other server: that the other does not answer at all is another cause.
    [Theory]
    [InlineData(McpVerdict.Healthy, McpVerdict.Unreachable, true)]
    [InlineData(McpVerdict.ToolError, McpVerdict.Timeout, true)]
    [InlineData(McpVerdict.Healthy, McpVerdict.ToolError, false)]
    [InlineData(McpVerdict.Healthy, McpVerdict.Healthy, false)]
    [InlineData(McpVerdict.Unreachable, McpVerdict.Unreachable, false)]
    public void A_server_that_answers_holds_no_outage_of_what_depends_on_it(string parent, string child, bool told)
    {
        var (state, plan) = (new WatchState(), Two(dependent: true));
        for (var round = 0; round < 8; round++)
        {
            Judge(state, plan, "base", HealthStatus.Unhealthy, round, parent, "certificates:/etc/tls.crt -1 days: It has expired.");
            Judge(state, plan, "app", round < 4 ? HealthStatus.Healthy : HealthStatus.Unhealthy, round, round < 4 ? McpVerdict.Healthy : child);
        }

        Assert.Equal(told ? 1 : 0, state.Events.Count(one => one is { Server: "app", Rule: "health", Kind: AlertEventKind.Fired }));
    }

    // Who poisons a tool may well stop what the server depends on: an outage explains neither what a server offers nor what an audit found.
    [Theory]
    [InlineData("drift", true)]
    [InlineData("audit", true)]
    [InlineData("duties", false)]
    public void What_no_outage_explains_is_told_while_what_the_server_depends_on_is_down(string rule, bool told)
    {
        var (state, plan) = (new WatchState(), Two(dependent: true));
        for (var round = 0; round < 8; round++)
        {
            Judge(state, plan, "base", HealthStatus.Unhealthy, round, McpVerdict.Unreachable);
            var sample = new McpSample { Server = "app", Slot = Start.AddMinutes(round), Status = HealthStatus.Healthy, Verdict = McpVerdict.Healthy };
            var seen = new Observation("app", rule, sample.Slot, round < 4 ? ObservedResult.Good : ObservedResult.Bad) { Severity = round < 4 ? "" : AlertSeverity.Critical, Message = "A text speaks to the model.", Failures = 3, Successes = 2 };
            WatchJudge.Judge(plan, state, plan.Find("app")!, [sample], [seen], sample.Slot);
        }

        Assert.Equal(told ? 1 : 0, state.Events.Count(one => one.Server is "app" && one.Rule == rule && one.Kind is AlertEventKind.Fired));
    }

    // A server that is just coming back answers a moment before it does its work: what depends on it needs a look of its own first.
    [Fact]
    public void A_server_that_comes_back_still_holds_what_was_not_looked_at_since()
    {
        var (state, plan) = (new WatchState(), Two(dependent: true));
        for (var round = 0; round < 8; round++)
        {
            Judge(state, plan, "base", round < 6 ? HealthStatus.Unhealthy : HealthStatus.Healthy, round, round < 5 ? McpVerdict.Unreachable : round is 5 ? McpVerdict.ToolError : McpVerdict.Healthy);
            Judge(state, plan, "app", round < 7 ? HealthStatus.Unhealthy : HealthStatus.Healthy, round, round < 7 ? McpVerdict.Unreachable : McpVerdict.Healthy);
        }

        Assert.DoesNotContain(state.Events, one => one is { Server: "app", Kind: AlertEventKind.Fired });
    }

    // It was told to be slow; that it is down is held while its parent is, and is no less true when that works again.
    [Theory]
    [InlineData(HealthStatus.Unhealthy, "fired raised")]
    [InlineData(HealthStatus.Degraded, "fired")]
    [InlineData(HealthStatus.Healthy, "fired resolved")]
    public void What_went_down_with_what_it_depends_on_is_told_when_it_stays_down_after_that(string then, string told)
    {
        var (state, plan) = (new WatchState(), Two(dependent: true));
        for (var round = 0; round < 20; round++)
        {
            var down = round is >= 5 and < 10;
            Judge(state, plan, "base", down ? HealthStatus.Unhealthy : HealthStatus.Healthy, round, down ? McpVerdict.Unreachable : McpVerdict.Healthy);
            var own = round < 5 ? HealthStatus.Degraded : down ? HealthStatus.Unhealthy : then;
            Judge(state, plan, "app", own, round, own is HealthStatus.Unhealthy ? McpVerdict.Unreachable : McpVerdict.Healthy);
            WatchJudge.Release(plan, state, Start.AddMinutes(round).AddSeconds(1));
            Assert.True(round is < 8 or > 9 || state.Rules.Find(RuleState.KeyOf("app", "health"))?.Muted is "dependency:base");
        }

        Assert.Equal(told, string.Join(' ', state.Events.Where(one => one.Server is "app").Select(one => one.Kind)));
    }

    [Fact]
    public void A_certificate_that_several_servers_use_is_told_once_and_what_else_befalls_them_too()
    {
        const string Over = "certificates:/etc/tls.crt -1.2 days: It has expired. Renew it.";
        var (state, plan) = (new WatchState(), Two(dependent: false));
        for (var round = 0; round < 6; round++)
        {
            Judge(state, plan, "app", HealthStatus.Unhealthy, round, McpVerdict.Healthy, Over);
            Judge(state, plan, "base", HealthStatus.Unhealthy, round, McpVerdict.Healthy, Over);
        }

        Assert.Equal("base", Assert.Single(state.Events, one => one.Kind is AlertEventKind.Fired).Server);
        Assert.Equal("certificate:base", state.Rules.Find(RuleState.KeyOf("app", "health"))?.Muted);

        // That the first does not answer meanwhile makes the certificate no news.
        Judge(state, plan, "base", HealthStatus.Unhealthy, 6, McpVerdict.Unreachable);
        Judge(state, plan, "app", HealthStatus.Unhealthy, 6, McpVerdict.Healthy, Over);
        Assert.DoesNotContain(state.Events, one => one.Server is "app");

        Judge(state, plan, "app", HealthStatus.Unhealthy, 7, McpVerdict.Healthy, "endpoints:health: 500 (and 1 more)");
        Assert.Equal("endpoints:health: 500 (and 1 more)", Assert.Single(state.Events, one => one is { Server: "app", Kind: AlertEventKind.Fired }).Message);
    }

    [Fact]
    public void A_certificate_that_was_renewed_is_over_for_all_without_another_word()
    {
        const string Over = "certificates:/etc/tls.crt: It has expired. Renew it.";
        var (state, plan) = (new WatchState(), Two(dependent: false));
        for (var round = 0; round < 12; round++)
        {
            Judge(state, plan, "base", round < 5 ? HealthStatus.Unhealthy : HealthStatus.Healthy, round, McpVerdict.Healthy, Over);
            WatchJudge.Release(plan, state, Start.AddMinutes(round).AddSeconds(1));
            if (round % 4 is 0)
            {
                Judge(state, plan, "app", round < 5 ? HealthStatus.Unhealthy : HealthStatus.Healthy, round, McpVerdict.Healthy, Over);
            }
        }

        Assert.Equal(["base fired", "base resolved"], state.Events.Where(one => one.Kind is not AlertEventKind.Muted).Select(one => $"{one.Server} {one.Kind}"));
    }

    private static WatchPlan Two(bool dependent) => WatchPlan.Of(
        McpFleet.None,
        [
            McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "base") with { Certificates = ["/etc/tls.crt"] },
            McpServer.FromUrl(new Uri("http://127.0.0.1/app"), name: "app") with { DependsOn = dependent ? ["base"] : [], Certificates = ["/etc/tls.crt"] },
        ]);

    private static void Judge(WatchState state, WatchPlan plan, string name, string status, int round, string? verdict = null, string message = "It is.")
    {
        var sample = new McpSample { Server = name, Slot = Start.AddMinutes(round), Status = status, Verdict = verdict ?? (status is HealthStatus.Unknown ? "Unknown" : "Refused"), Message = message };
        WatchJudge.Judge(plan, state, plan.Find(name)!, [sample], [], sample.Slot);
    }
}
