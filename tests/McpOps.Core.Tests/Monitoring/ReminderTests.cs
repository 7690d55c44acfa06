using McpOps.Monitoring;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>Nobody is reminded of what nobody was told: reminders, and escalation, count from the telling. In virtual time.</summary>
public sealed class ReminderTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly McpFleet Fleet = new()
    {
        Channels = [new McpChannel("log", "file"), new McpChannel("pager", "pagerduty")],
        Alerts = new McpAlertPlan { Routes = [new McpAlertRoute(["log"])], Remind = [TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(40)], Escalate = [new McpAlertEscalation(TimeSpan.FromMinutes(5), ["pager"])] },
    };

    // A letter a minute: well, a warning, critical; below it, whether a window or a dependency holds it then (x).
    [Theory]
    [InlineData(70, "", "2 fired, 5 escalated, 12 reminder, 42 reminder")]
    [InlineData(120, "60x", "60 fired, 65 escalated, 70 reminder, 100 reminder")]
    [InlineData(400, "300x", "300 fired, 305 escalated, 310 reminder, 340 reminder, 380 reminder")]
    public void What_was_held_is_told_first_and_reminded_of_as_long_after(int minutes, string held, string told)
    {
        var end = held.Length > 0 ? int.Parse(held.TrimEnd('x'), System.Globalization.CultureInfo.InvariantCulture) : 0;
        Assert.Equal(told, Play(new string('C', minutes), minute => minute < end, _ => true));
    }

    [Fact]
    public void What_got_graver_while_it_was_held_is_told_first_too() =>
        Assert.Equal("2 fired, 5 escalated, 12 reminder, 30 raised, 35 escalated, 40 reminder", Play(new string('w', 13) + new string('C', 30), minute => minute is >= 13 and < 30, _ => true));

    /// <summary>A channel that took nothing for an hour is told what it missed, and not that it was told.</summary>
    [Fact]
    public void A_channel_that_takes_messages_again_is_told_and_later_reminded() =>
        Assert.Equal("60 fired, 70 reminder, 100 reminder", Play(new string('C', 110), _ => false, minute => minute >= 60, Fleet with { Alerts = Fleet.Alerts with { Escalate = [] } }));

    /// <summary>The pager was told that nobody acknowledged, and is reminded; the channel that took nothing is not reminded of what waits for it.</summary>
    [Fact]
    public void What_waits_for_a_channel_is_not_reminded_of_there() =>
        Assert.Equal("5 escalated, 60 fired, 85 reminder", Play(new string('C', 110), _ => false, minute => minute >= 60));

    // What the channel took, and when, and that it was escalated.
    private static string Play(string samples, Func<int, bool> held, Func<int, bool> takes, McpFleet? other = null)
    {
        var fleet = other ?? Fleet;
        var (state, sent) = (new WatchState(), new List<string>());
        for (var minute = 0; minute < samples.Length; minute++)
        {
            var (at, hold) = (Start.AddMinutes(minute), held(minute) ? new Hold("window:patching") : Hold.No);
            var seen = new Observation("web", "health", at, ObservedResult.Bad)
            {
                Severity = samples[minute] is 'w' ? AlertSeverity.Warning : AlertSeverity.Critical, Verdict = samples[minute] is 'w' ? McpVerdict.Healthy : McpVerdict.Unreachable, Message = "It is.",
            };
            var events = new List<AlertEvent>();
            var key = RuleState.KeyOf("web", "health");
            WatchJudge.Take(state, state.Rules.Find(key) ?? new RuleState { Server = "web", Rule = "health" }, AlertMachine.Step(state.Rules.Find(key) ?? new RuleState { Server = "web", Rule = "health" }, seen, hold), events);
            WatchJudge.Take(state, state.Rules.Find(key)!, AlertMachine.Release(state.Rules.Find(key)!, at, hold), events);
            var dispatcher = new Dispatcher(fleet, state, at);
            dispatcher.Dispatch(events);
            Reminders.Dispatch(fleet, state, dispatcher, at);
            for (var due = Due(); due.Count > 0; due = Due())
            {
                foreach (var entry in due)
                {
                    OutboxLedger.Note(state, fleet, entry, new AlertMessage { Id = entry.Id, Kind = entry.Kind, Title = "", DedupKey = entry.DedupKey }, SendResult.Sent, at);
                    sent.AddRange(entry.Channel is "log" || entry.Kind is AlertEventKind.Escalated ? [$"{minute} {entry.Kind}"] : []);
                }
            }

            // What waits for its group is sent within the minute.
            List<OutboxEntry> Due() => [.. OutboxSchedule.Due(state, at.AddSeconds(30)).Where(entry => entry.Channel is "pager" || takes(minute))];
        }

        return string.Join(", ", sent);
    }
}
