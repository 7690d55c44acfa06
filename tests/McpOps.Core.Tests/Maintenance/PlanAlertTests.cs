using McpOps.Core.Tests.Servers;
using McpOps.Maintenance;
using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Core.Tests.Maintenance;

/// <summary>Who tells that a step with <c>"onError": "alert"</c> failed: the plan, or the watch by its check <c>duties</c>; one of them, and never nobody.</summary>
public sealed class PlanAlertTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData(null, "a", "\"at\": \"02:00\", ", "Ok", true)]
    [InlineData(0, "a", "\"at\": \"02:00\", ", "Ok", false)]
    [InlineData(0, "a", "\"at\": \"02:00\", ", "Pending", false)]
    [InlineData(0, "a", "\"at\": \"02:00\", ", "Firing", true)]
    [InlineData(0, "a", "\"at\": \"02:00\", ", "Recovering", true)]
    [InlineData(3600, "a", "\"at\": \"02:00\", ", "Ok", true)]
    [InlineData(0, "another", "\"at\": \"02:00\", ", "Ok", true)]
    [InlineData(0, "a", "", "Ok", false)]
    public async Task The_plan_tells_it_where_no_watch_will(int? watchedBeforeSeconds, string server, string at, string duties, bool told)
    {
        Write(at);
        if (watchedBeforeSeconds is { } seconds)
        {
            await using var store = HistoryStores.Open("history", new McpHistoryPlan(), _machine.Paths);
            await using var turn = await store.BeginAsync(Stop);
            var ran = TimeProvider.System.GetUtcNow().AddSeconds(-seconds);
            turn.State.Runs.Put(new WatchRun(WatchRuns.Watch, ran, 60));
            turn.State.Servers.Put(new ServerState { Server = server });
            turn.State.Rules.Put(new RuleState { Server = server, Rule = "duties", Phase = Enum.Parse<RulePhase>(duties) });
            await turn.CommitAsync(ran, Stop);
        }

        await RunAsync();
        Assert.Equal(told, File.Exists(Told));
    }

    [Fact]
    public async Task A_history_that_is_away_is_no_reason_to_be_silent()
    {
        Write("\"at\": \"02:00\", ", "postgres://me@127.0.0.1:1/x");
        await RunAsync();
        Assert.True(File.Exists(Told) || _machine.Notices.Exists(notice => notice.Message.StartsWith("Nobody was told that step 'one' failed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_the_plan_told_a_watch_that_comes_back_does_not_tell_again_and_the_end_is_told_once()
    {
        Write("\"at\": \"02:00\", ");
        await RunAsync();
        await RunAsync();
        Assert.Equal(2, File.ReadLines(Told).Count());
        await using (var store = HistoryStores.Open("history", new McpHistoryPlan(), _machine.Paths))
        {
            var state = await store.ReadStateAsync(Stop);
            var duties = state.Rules.Find(RuleState.KeyOf("a", "duties"));
            Assert.True(duties is { Phase: RulePhase.Firing, Announced: true });
            var seen = new Observation("a", "duties", TimeProvider.System.GetUtcNow().AddMinutes(1), ObservedResult.Bad) { Severity = AlertSeverity.Warning };
            Assert.Empty(AlertMachine.Step(duties, seen, Hold.No).Events);
        }

        Write("\"at\": \"02:00\", ", run: "true");
        await RunAsync(StepOutcome.Changed);
        await RunAsync(StepOutcome.Changed);
        Assert.Contains("Resolved", File.ReadLines(Told).Skip(2).Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "channels": { "log": { "kind": "command", "command": ["false"] } }, """, "ChannelFailing")]
    [InlineData(""" "channels": { "log": { "kind": "file", "path": "told" } }, "alerts": { "routes": [{ "servers": ["b"], "to": ["log"] }] }, """, "NobodyTold")]
    [InlineData("", "NoChannels")]
    public async Task That_nobody_is_told_is_said(string channels, string id)
    {
        Write("\"at\": \"02:00\", ", channels: channels);
        await RunAsync();
        Assert.Contains(id, _machine.Notices.Select(notice => notice.Id));
    }

    private string Told => Path.Combine(_machine.Project, "told.jsonl");

    private void Write(string at, string store = "history", string run = "false", string? channels = null) => _machine.Write("mcpops.json",
        $$"""{ "history": { "store": "{{store}}" }, {{channels ?? $$""" "channels": { "log": { "kind": "file", "path": "{{Told}}" } }, """}} "servers": { "a": { "command": "x", "plans": { "daily": { {{at}}"steps": [{ "id": "one", "use": "command", "onError": "alert", "with": { "run": ["{{run}}"] } }] } } } } }""");

    private async Task RunAsync(string outcome = StepOutcome.Failed)
    {
        await foreach (var step in new MaintenanceEngine(_machine.Context, _machine.Paths).RunAsync(new MaintenanceOptions { Plan = "daily" }, Stop))
        {
            Assert.Equal(outcome, step.Outcome);
        }
    }
}
