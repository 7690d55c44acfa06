using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>An outage that looks different after a while is still one outage. In virtual time.</summary>
public sealed class FaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly McpFleet Fleet = McpFleet.None with { Channels = [new McpChannel("slack", "slack")], Alerts = new McpAlertPlan { Remind = [TimeSpan.FromHours(1)] } };

    // A letter a minute: well, its probe call fails, no answer, works with a certificate that ends soon.
    [Theory]
    [InlineData("ggeeeeeeeeeettttttttttgggg", 2, 20)]
    [InlineData("ggcccccccccctttttttttttggg", 12, 11)]
    public void A_recovery_says_since_when_it_did_not_work_whatever_it_looked_like_then(string samples, int since, int minutes)
    {
        var (state, events) = Play(samples);
        Assert.Equal(["fired", "raised", "resolved"], events.Select(one => one.Kind));
        Assert.Equal((Start.AddMinutes(since), TimeSpan.FromMinutes(minutes)), (events[^1].Since, events[^1].Until - events[^1].Since));
        var past = Assert.Single(state.Past.All);
        Assert.Equal((Start.AddMinutes(since), minutes * 60), (past.SinceMoment, past.DurationSeconds));
    }

    [Fact]
    public void Whoever_acknowledged_an_outage_is_not_called_for_another_face_of_it()
    {
        var (state, events) = Play("ggeeeeeeeeeetttttttttt", acknowledgedAt: 6);
        Assert.Equal(["fired"], events.Select(one => one.Kind));
        Assert.NotNull(Assert.Single(state.Rules.All).AcknowledgedAt);
        Assert.Equal(McpVerdict.Timeout, Assert.Single(state.Rules.All).Verdict);
    }

    // Who acknowledged that a certificate ends soon knows nothing of an outage.
    [Fact]
    public void That_it_is_down_is_other_news_than_what_was_acknowledged_of_one_that_worked()
    {
        var (state, events) = Play("ggcccccccccctttttttttt", acknowledgedAt: 6);
        Assert.Equal(["fired", "raised"], events.Select(one => one.Kind));
        Assert.Null(Assert.Single(state.Rules.All).AcknowledgedAt);
    }

    [Fact]
    public void Another_face_is_reminded_of_an_hour_after_it_and_not_at_once()
    {
        var (_, events) = Play("gg" + new string('e', 50) + new string('t', 55), reminds: true);
        Assert.Equal(["fired", "raised"], events.Select(one => one.Kind));
        (_, events) = Play("gg" + new string('e', 50) + new string('t', 65), reminds: true);
        Assert.Equal(["fired", "raised", "reminder"], events.Select(one => one.Kind));
    }

    private static (WatchState State, List<AlertEvent> Events) Play(string samples, int acknowledgedAt = -1, bool reminds = false)
    {
        var plan = WatchPlan.Of(Fleet, [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web")], TimeSpan.FromMinutes(1));
        var (state, all) = (new WatchState(), new List<AlertEvent>());
        for (var minute = 0; minute < samples.Length; minute++)
        {
            var at = Start.AddMinutes(minute);
            var sample = new McpSample
            {
                Server = "web", Slot = at, Message = "It is.", Status = samples[minute] is 'g' ? HealthStatus.Healthy : HealthStatus.Unhealthy,
                Verdict = samples[minute] switch { 'e' => McpVerdict.ToolError, 't' => McpVerdict.Timeout, _ => McpVerdict.Healthy },
            };
            var events = WatchJudge.Judge(plan, state, plan.Servers[0], [sample], [], at);
            all.AddRange(events);
            var dispatcher = new Dispatcher(Fleet, state, at);
            dispatcher.Dispatch(events);
            all.AddRange(reminds ? Reminders.Dispatch(Fleet, state, dispatcher, at) : []);
            foreach (var entry in OutboxSchedule.Due(state, at.AddSeconds(30)))
            {
                OutboxLedger.Note(state, Fleet, entry, new AlertMessage { Id = entry.Id, Kind = entry.Kind, Title = "" }, SendResult.Sent, at);
            }

            if (minute == acknowledgedAt)
            {
                state.Rules.Put(state.Rules.All.Single() with { AcknowledgedAt = at, AcknowledgedBy = "ann" });
            }
        }

        return (state, all);
    }
}
