using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>A server that is now ill and now down, again and again, and never well: that is told once. In virtual time.</summary>
public sealed class SwingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly McpFleet Fleet = McpFleet.None with
    {
        Channels = [new McpChannel("slack", "slack"), new McpChannel("pager", "pagerduty")],
        Alerts = new McpAlertPlan { Routes = [new McpAlertRoute(["slack"]), new McpAlertRoute(["pager"]) { Severity = "critical" }], Remind = [TimeSpan.FromHours(1)], Escalate = [new McpAlertEscalation(TimeSpan.FromMinutes(3), ["pager"])] },
    };

    // A letter a minute: well, Degraded, down.
    [Theory]
    [InlineData("www", "CCCww", 20, "fired raised lowered flapping")]
    [InlineData("www", "CCCCCCCCwwwwwwww", 10, "fired raised lowered flapping")]
    [InlineData("", "CCCCCwwwww", 10, "fired lowered flapping")]

    // A second outage that comes late is other news, and so is one of a server that was well again.
    [InlineData("www", "CCCCwwwwwwwwwwwwwwwwwwwwwwwwwww", 3, "fired raised lowered raised lowered raised lowered")]
    [InlineData("", "CCCCCCCwwwwwwggggggggg", 2, "fired lowered resolved fired lowered resolved")]
    public void What_swings_between_warning_and_critical_is_told_as_flapping_once(string first, string samples, int times, string told) =>
        Assert.Equal(told, Kinds(Play(first + string.Concat(Enumerable.Repeat(samples, times))).Events));

    [Theory]
    [InlineData('w', AlertState.Firing, AlertSeverity.Warning, 21)]
    [InlineData('C', AlertState.Firing, AlertSeverity.Critical, 21)]
    [InlineData('g', AlertState.Resolved, AlertSeverity.Warning, 2)]
    public void When_it_swings_no_more_that_is_told_once_with_what_then_is(char last, string state, string severity, int minutes)
    {
        var swings = "www" + string.Concat(Enumerable.Repeat("CCCCww", 8)) + (last is 'C' ? "CCC" : "");
        var (_, events) = Play(swings + new string(last, 60));
        Assert.Equal("fired raised lowered flapping settled", Kinds(events));
        Assert.Equal((state, severity), (events[^1].State, events[^1].Severity));
        Assert.InRange((events[^1].At - Start).TotalMinutes - swings.Length, minutes - 3, minutes + 1);
    }

    [Fact]
    public void That_it_is_down_again_is_told_to_whoever_was_told_that_it_works_however_soon_that_was()
    {
        var (sent, events) = Play("wwwCCCCwwCCCC");
        Assert.Equal(("flapping", AlertSeverity.Critical), (events[^1].Kind, events[^1].Severity));
        Assert.Equal(["pager lowered", "pager flapping"], sent.Where(one => one.StartsWith("pager", StringComparison.Ordinal) && one is not "pager escalated").TakeLast(2));
    }

    [Fact]
    public void Nobody_is_woken_by_each_swing()
    {
        // Two hours.
        var (sent, _) = Play("www" + string.Concat(Enumerable.Repeat("CCCCCCwwww", 12)));
        Assert.Single(sent, one => one is "pager lowered");
        Assert.Single(sent, one => one is "pager flapping");
        Assert.Single(sent, one => one is "pager raised");

        // Once for each time that it was told anew: as ill, as down, as swinging.
        Assert.Equal(3, sent.Count(one => one is "pager escalated"));
        Assert.Equal(1, sent.Count(one => one is "pager reminder"));
    }

    [Fact]
    public void A_figure_that_wanders_about_its_graver_bound_is_reminded_of_and_escalated_as_one_that_stays()
    {
        var (state, all) = (new RuleState { Server = "web", Rule = "busy" }, new List<AlertEvent>());
        foreach (var (sample, minute) in ("www" + string.Concat(Enumerable.Repeat("CCCCCww", 12))).Select((sample, minute) => (sample, minute)))
        {
            var seen = new Observation("web", "busy", Start.AddMinutes(minute), ObservedResult.Bad) { Severity = sample is 'C' ? AlertSeverity.Critical : AlertSeverity.Warning, Settles = TimeSpan.FromMinutes(21), FlapsUnseen = false };
            (state, var events) = AlertMachine.Step(state, seen, Hold.No);
            state = minute is 20 ? state with { Reminders = 1, Escalations = 1 } : state;
            all.AddRange(events);
        }

        Assert.Equal("fired raised lowered", Kinds(all));
        Assert.Equal((1, 1, Start.AddMinutes(3)), (state.Reminders, state.Escalations, state.Since));
    }

    // As the watch does, with every message taken at once.
    private static (List<string> Sent, List<AlertEvent> Events) Play(string samples)
    {
        var plan = WatchPlan.Of(Fleet, [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web")], TimeSpan.FromMinutes(1));
        var (state, sent, all) = (new WatchState(), new List<string>(), new List<AlertEvent>());
        for (var minute = 0; minute < samples.Length; minute++)
        {
            var at = Start.AddMinutes(minute);
            var sample = new McpSample
            {
                Server = "web", Slot = at, Message = "It is.",
                Status = samples[minute] switch { 'g' => HealthStatus.Healthy, 'w' => HealthStatus.Degraded, _ => HealthStatus.Unhealthy },
                Verdict = samples[minute] is 'C' ? McpVerdict.Unreachable : McpVerdict.Healthy,
            };
            var events = WatchJudge.Judge(plan, state, plan.Servers[0], [sample], [], at);
            all.AddRange(events);
            var dispatcher = new Dispatcher(Fleet, state, at);
            dispatcher.Dispatch(events);
            Reminders.Dispatch(Fleet, state, dispatcher, at);
            for (var due = OutboxSchedule.Due(state, at.AddSeconds(15)); due.Count > 0; due = OutboxSchedule.Due(state, at.AddSeconds(15)))
            {
                foreach (var entry in due)
                {
                    sent.Add($"{entry.Channel} {entry.Kind}");
                    OutboxLedger.Note(state, Fleet, entry, new AlertMessage { Id = entry.Id, Kind = entry.Kind, Title = "", DedupKey = entry.DedupKey }, SendResult.Sent, at.AddSeconds(15));
                }
            }
        }

        return (sent, all);
    }

    private static string Kinds(IEnumerable<AlertEvent> events) => string.Join(' ', events.Select(one => one.Kind));
}
