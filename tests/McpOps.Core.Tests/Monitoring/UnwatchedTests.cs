using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>What becomes of alerts of which nobody looks any more whether they are over: nobody says that all is well. In virtual time.</summary>
public sealed class UnwatchedTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly McpFleet Fleet = McpFleet.None with { Channels = [new McpChannel("slack", "slack")] };
    private readonly WatchState _state = new();

    [Theory]
    [InlineData(true, "switched off")]
    [InlineData(false, "no longer in the inventory")]
    public void A_server_that_is_taken_out_while_its_alert_fires_is_told_as_no_longer_watched(bool isOff, string why)
    {
        Fire(Plan(), 5);
        var after = isOff ? Plan(enabled: false) : WatchPlan.Of(Fleet, [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "other")]);
        var message = Assert.Single(Dispatch(WatchJudge.Forget(after, _state, Start.AddMinutes(8)), 8));
        var text = string.Join('\n', MessageText.Lines(message));
        Assert.DoesNotContain("well again", message.Title + text, StringComparison.Ordinal);
        Assert.StartsWith("[No longer watched] web", message.Title, StringComparison.Ordinal);
        Assert.Contains(why, text, StringComparison.Ordinal);
        Assert.Contains("It was: Nothing listens.", text, StringComparison.Ordinal);
        Assert.True(message.IsOver);
        Assert.True(message.Closes);
        var past = Assert.Single(_state.Past.All);
        Assert.Equal(("web", AlertState.Resolved, "Nothing listens.", AlertSeverity.Critical), (past.Server, past.State, past.Message, past.Severity));
        Assert.Empty(_state.Rules.All);
    }

    [Fact]
    public void A_rule_that_is_taken_out_while_it_fires_is_no_longer_watched_either()
    {
        var rule = new McpRule("slow", "latency") { Above = new McpThreshold(1, 2) };
        var plan = WatchPlan.Of(Fleet, [Server() with { Rules = [rule] }]);
        for (var minute = 0; minute < 5; minute++)
        {
            Dispatch(WatchJudge.Judge(plan, _state, plan.Servers[0], [Sample(minute, HealthStatus.Healthy) with { Values = new Dictionary<string, double> { ["latency"] = 9 } }], [], Start.AddMinutes(minute)), minute);
        }

        var message = Assert.Single(Dispatch(WatchJudge.Forget(Plan(), _state, Start.AddMinutes(8)), 8));
        Assert.StartsWith("[No longer watched] web: slow", message.Title, StringComparison.Ordinal);
        Assert.Equal("slow", Assert.Single(_state.Past.All).Rule);
    }

    [Fact]
    public void What_was_held_is_kept_in_the_history_and_nobody_is_told()
    {
        Fire(WatchPlan.Of(Fleet with { Alerts = new McpAlertPlan { Windows = [new McpAlertWindow("night", "0 0 * * *", TimeSpan.FromHours(6))] } }, [Server()]), 5);
        Assert.Equal("window:night", _state.Rules.Find(RuleState.KeyOf("web", "health"))?.Muted);
        Assert.Empty(Dispatch(WatchJudge.Forget(Plan(enabled: false), _state, Start.AddMinutes(8)), 8));
        Assert.Equal("window:night", Assert.Single(_state.Past.All).Muted);
    }

    private void Fire(WatchPlan plan, int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            Dispatch(WatchJudge.Judge(plan, _state, plan.Servers[0], [Sample(minute, HealthStatus.Unhealthy)], [], Start.AddMinutes(minute)), minute);
        }
    }

    // Every message is taken at once.
    private List<AlertMessage> Dispatch(IReadOnlyList<AlertEvent> events, int minute)
    {
        new Dispatcher(Fleet, _state, Start.AddMinutes(minute)).Dispatch(events);
        var (sent, now) = (new List<AlertMessage>(), Start.AddMinutes(minute).AddSeconds(15));
        for (var due = OutboxSchedule.Due(_state, now); due.Count > 0; due = OutboxSchedule.Due(_state, now))
        {
            foreach (var entry in due)
            {
                sent.Add(new MessageComposer(Fleet, new Dictionary<string, McpServer>(StringComparer.Ordinal)).Compose(_state, entry, now));
                OutboxLedger.Note(_state, Fleet, entry, sent[^1], SendResult.Sent, now);
            }
        }

        return sent;
    }

    private static McpServer Server() => McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web");

    private static WatchPlan Plan(bool enabled = true) => WatchPlan.Of(Fleet, [Server() with { Enabled = enabled }]);

    private static McpSample Sample(int minute, string status) => new() { Server = "web", Slot = Start.AddMinutes(minute), Status = status, Verdict = status is HealthStatus.Healthy ? McpVerdict.Healthy : McpVerdict.Unreachable, Message = status is HealthStatus.Healthy ? "" : "Nothing listens." };
}
