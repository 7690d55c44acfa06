using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>Since when a server is well, works, or does not: what could not be found out changes nothing about that. In virtual time.</summary>
public sealed class SinceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    // A letter a minute: well, Degraded, bad, or not to be found out.
    [Theory]
    [InlineData("gggg", 0)]
    [InlineData("g?g", 0)]
    [InlineData("gg?", 0)]
    [InlineData("bbg??g", 2)]
    [InlineData("bb?gg", 3)]
    [InlineData("gb?b", 1)]
    [InlineData("g?b", 2)]
    [InlineData("g??wg", 4)]
    public void A_look_that_found_nothing_out_is_not_the_end_of_what_was(string samples, int since)
    {
        var (_, state) = Play(samples);
        Assert.Equal(Start.AddMinutes(since), state.Servers.Find("web")!.Since);
    }

    // What the watch remembers of restarts is forgotten when the server has worked for long.
    [Theory]
    [InlineData("bbbbw", 4)]
    [InlineData("bbbbwwg", 4)]
    [InlineData("bbbbw?w", 4)]
    [InlineData("gwgb", null)]
    [InlineData("gwwg", 0)]
    public void A_server_works_since_it_last_did_not(string samples, int? since)
    {
        var (plan, state) = Play(samples);
        Assert.Equal(since is { } minute ? Start.AddMinutes(minute) : null, WatchView.Of(plan, null, state).HealthySince.TryGetValue("web", out var at) ? at : (DateTimeOffset?)null);
    }

    /// <summary>The errors in its windows are those of the outage that was told, whatever one look after it found, or did not, as long as nothing failed.</summary>
    [Theory]
    [InlineData(HealthStatus.Unknown, 1)]
    [InlineData(HealthStatus.Unknown, 10)]
    [InlineData(HealthStatus.Degraded, 1)]
    [InlineData(HealthStatus.Degraded, 10)]
    public void An_outage_that_was_told_is_not_told_again_by_its_objective_after_its_end(string status, int looks)
    {
        var plan = WatchPlan.Of(McpFleet.None, [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web") with { Targets = [new McpTarget("availability", "success", 99.9)] }], TimeSpan.FromMinutes(1));
        var samples = Enumerable.Range(0, 600).Select(minute => Sample(minute, minute is >= 60 and < 120 ? HealthStatus.Unhealthy : minute >= 130 && minute < 130 + looks ? status : HealthStatus.Healthy));
        var replay = WatchReplay.Judge(plan, samples, Start, Start.AddMinutes(600), 0, TestContext.Current.CancellationToken);
        Assert.Contains(replay.Events, one => one is { Rule: "health", Severity: "critical" });
        Assert.DoesNotContain(replay.Events, one => one.Rule is "slo:availability" && one.Kind is "fired");
    }

    private static (WatchPlan Plan, WatchState State) Play(string samples)
    {
        var plan = WatchPlan.Of(McpFleet.None, [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web")], TimeSpan.FromMinutes(1));
        var state = new WatchState();
        for (var minute = 0; minute < samples.Length; minute++)
        {
            var sample = Sample(minute, samples[minute] switch { 'g' => HealthStatus.Healthy, 'w' => HealthStatus.Degraded, '?' => HealthStatus.Unknown, _ => HealthStatus.Unhealthy });
            WatchJudge.Judge(plan, state, plan.Servers[0], [sample], [], sample.Slot);
        }

        return (plan, state);
    }

    private static McpSample Sample(int minute, string status) => new()
    {
        Server = "web", Slot = Start.AddMinutes(minute), Status = status, Verdict = status is HealthStatus.Unhealthy ? McpVerdict.Timeout : status is HealthStatus.Unknown ? "Unknown" : McpVerdict.Healthy,
    };
}
