using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>Which messages come of events: grouped, suppressed, collapsed, reminded, in virtual time.</summary>
public sealed class DispatchTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly WatchState _state = new();

    private static McpFleet Fleet { get; } = new()
    {
        Channels = [new McpChannel("slack", "slack"), new McpChannel("pager", "pagerduty")],
        Alerts = new McpAlertPlan { Routes = [new McpAlertRoute(["slack"]), new McpAlertRoute(["pager"]) { Severity = "critical" }] },
    };

    [Fact]
    public void A_thousand_that_fail_at_once_are_one_message_a_channel()
    {
        Dispatch(0, [.. Enumerable.Range(0, 1000).Select(index => Event("fired", $"server{index}", 0))]);
        Assert.Empty(Due(9));
        Assert.Equal(["pager", "slack"], Due(10).Select(entry => entry.Channel).Order(StringComparer.Ordinal));
        Assert.All(Due(10), entry => Assert.Equal(1000, _state.MembersOf(entry.Id).Count));
        Send(10);
        Assert.Empty(_state.Outbox.All);
        Dispatch(60, [.. Enumerable.Range(0, 1000).Select(index => Event("resolved", $"server{index}", 60))]);
        Assert.Equal(2, Due(360 + 60).Count);
        Send(420);
        Assert.Empty(_state.Outbox.All);
    }

    [Fact]
    public void One_more_that_is_down_after_a_message_of_many_is_told_within_a_minute_and_what_is_milder_within_five()
    {
        Dispatch(0, [.. Enumerable.Range(0, 20).Select(index => Event("fired", $"server{index}", 0))]);
        Send(10);
        Dispatch(20, [Event("fired", "late", 20), Event("resolved", "server1", 20), Event("resolved", "server2", 20)]);
        Assert.Empty(Due(69));
        Assert.Equal(["pager fired", "slack fired"], Send(70).Order(StringComparer.Ordinal));
        Assert.Empty(Due(309));
        Assert.Equal(["pager resolved", "slack resolved"], Send(310).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_channel_refused_goes_to_one_that_takes_messages_before_one_that_does_not()
    {
        var fleet = Fleet with { Channels = [.. Fleet.Channels, new McpChannel("log", "file")] };
        Fire(0);
        foreach (var name in new[] { "pager", "slack" })
        {
            var entry = Due(10).Single(one => one.Channel == name);
            OutboxLedger.Note(_state, fleet, entry, Message(entry), SendResult.Never("gone"), Start.AddSeconds(11));
        }

        // Of the first to fail nobody knew yet that the other would; the second knows.
        Assert.Equal("log", Assert.Single(_state.Outbox.All, one => one.Kind == MessageComposer.Note && one.Cause is "failure slack").Channel);
        Assert.Equal(["log"], _state.Outbox.All.Where(one => one is { Dead: false, Kind: AlertEventKind.Fired }).Select(one => one.Channel));
    }

    [Fact]
    public void What_was_mild_and_waits_is_not_told_behind_what_it_has_become()
    {
        Dispatch(0, [Event("fired", "web", 0) with { Severity = "warning" }, Event("fired", "memory", 0) with { Severity = "warning" }]);
        Dispatch(4, [Event("raised", "web", 4)]);
        Assert.Equal(["pager raised", "slack raised"], Send(4).Order(StringComparer.Ordinal));
        Assert.Equal("memory", Assert.Single(_state.MembersOf(Assert.Single(Due(10)).Id)).Event.Server);
        Send(10);
        Assert.Equal("critical", _state.Deliveries.Find(Delivery.KeyOf("web", "health", "slack"))!.Severity);
    }

    // Whoever was called at night goes to bed again; what is left can wait for the morning.
    [Fact]
    public void That_a_server_works_again_is_told_though_something_milder_is_still_the_matter()
    {
        Dispatch(0, [Event("fired", "web", 0)]);
        Send(10);
        Dispatch(60, [Event("lowered", "web", 60) with { Severity = "warning", Message = "logs 12 %: 14 errors" }]);
        var entry = Assert.Single(Due(70), one => one.Channel is "slack");
        Assert.StartsWith("[No longer critical, warning] web", Message(entry).Title, StringComparison.Ordinal);
        Assert.Equal(["pager lowered", "slack lowered"], Send(70).Order(StringComparer.Ordinal));

        // It is down again before it was told that it is not: that is what is told.
        Dispatch(100, [Event("raised", "web", 100)]);
        Send(100);
        Dispatch(130, [Event("lowered", "web", 130) with { Severity = "warning" }]);
        Dispatch(132, [Event("raised", "web", 132)]);
        Assert.Equal(["pager raised", "slack raised"], Send(150).Order(StringComparer.Ordinal));
        Dispatch(200, [Event("lowered", "web", 200) with { Severity = "warning", Rule = "busy" }, Event("resolved", "web", 200)]);
        Assert.Equal(["pager resolved", "slack resolved"], Send(600).Order(StringComparer.Ordinal));
    }

    // That a server was given up is not what was said two minutes before, that its disk is full.
    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public void What_the_recovery_says_next_is_told_though_it_said_something_just_now(bool isNews, int messages)
    {
        Dispatch(0, [AlertEvent.Told("web", "recover", "critical", "It was not restarted: the disk is full.", Start) with { IsNews = isNews }]);
        Assert.Equal(2, Send(10).Count);
        Dispatch(120, [AlertEvent.Told("web", "recover", "critical", "It was given up.", Start.AddSeconds(120)) with { IsNews = isNews }]);
        Assert.Equal(messages, Send(130).Count);
    }

    [Fact]
    public void The_same_is_not_told_again_within_a_quarter_of_an_hour()
    {
        Fire(0);
        Send(10);
        Dispatch(120, [Event("flapping", "web", 120)]);
        Assert.Empty(Due(10 + 899));
        Assert.Equal(2, Due(10 + 900).Count);
    }

    [Fact]
    public void Every_outage_is_told_and_its_end_however_soon_it_follows_another()
    {
        var told = new List<string>();
        foreach (var (start, episode) in new[] { (0, "a"), (120, "b"), (240, "c") })
        {
            Fire(start, episode);
            told.AddRange(Send(start + 10));
            Dispatch(start + 60, [Event("resolved", "web", start + 60, episode)]);
            told.AddRange(Send(start + 70));
        }

        Assert.Equal(Enumerable.Repeat("fired resolved", 3), told.Where(one => one.StartsWith("slack", StringComparison.Ordinal)).Select(one => one.Split(' ')[1]).Chunk(2).Select(pair => string.Join(' ', pair)));
    }

    /// <summary>What alternates is two messages: that it does, and that it no longer does. With a count of one the first failure is told before anybody can know.</summary>
    [Theory]
    [InlineData(3, "flapping resolved")]
    [InlineData(2, "flapping resolved")]
    [InlineData(1, "fired flapping resolved")]
    public void An_hour_of_good_and_bad_in_turns_is_two_messages_a_channel(int failures, string expected)
    {
        var (rule, told) = (new RuleState { Server = "web", Rule = "health" }, new List<string>());
        for (var minute = 0; minute < 100; minute++)
        {
            var bad = minute < 60 && minute % 2 == 0;
            var seen = new Observation("web", "health", Start.AddMinutes(minute), bad ? ObservedResult.Bad : ObservedResult.Good) { Severity = bad ? "critical" : "", Verdict = bad ? "Unreachable" : "", Failures = failures };
            (rule, var events) = AlertMachine.Step(rule, seen, Hold.No);
            Dispatch(minute * 60, events);
            told.AddRange(Send((minute * 60) + 30));
        }

        Assert.Equal(expected, string.Join(' ', told.Where(one => one.StartsWith("slack", StringComparison.Ordinal)).Select(one => one.Split(' ')[1])));
    }

    [Fact]
    public void What_nobody_could_be_told_while_it_lasted_is_one_message_in_the_end()
    {
        Fire(0);
        foreach (var entry in Due(10))
        {
            OutboxLedger.Note(_state, Fleet, entry with { Attempts = 1, TriedAt = Start.AddSeconds(10) }, Message(entry), SendResult.Again("away"), Start.AddSeconds(10));
        }

        Dispatch(300, [Event("resolved", "web", 300)]);
        Assert.Equal(["passed", "passed"], _state.Outbox.All.Select(entry => entry.Kind));
    }

    [Fact]
    public void What_may_have_been_told_is_told_to_be_over_after_it()
    {
        Fire(0);
        foreach (var entry in Due(10))
        {
            OutboxLedger.Note(_state, Fleet, entry with { Attempts = 1, TriedAt = Start.AddSeconds(10) }, Message(entry), SendResult.Unclear("hung"), Start.AddSeconds(10));
        }

        Dispatch(30, [Event("resolved", "web", 30)]);
        Assert.Equal(["fired", "fired", "resolved", "resolved"], _state.Outbox.All.OrderBy(entry => entry.CreatedAt).Select(entry => entry.Kind));
        Assert.All(Due(600), entry => Assert.Equal("fired", entry.Kind));
    }

    [Fact]
    public void A_recovery_goes_only_where_the_alert_went()
    {
        Dispatch(0, [Event("fired", "web", 0) with { Severity = "warning" }]);
        Send(10);
        Dispatch(60, [Event("resolved", "web", 60)]);
        Assert.Equal("slack", Assert.Single(_state.Outbox.All).Channel);
    }

    [Fact]
    public void Reminders_and_escalations_are_told_once_each_until_somebody_acknowledges()
    {
        var fleet = Fleet with { Alerts = Fleet.Alerts with { Remind = [TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(24)], Escalate = [new McpAlertEscalation(TimeSpan.FromMinutes(15), ["pager"])] } };
        var rule = new RuleState { Server = "web", Rule = "health", Phase = RulePhase.Firing, Announced = true, Since = Start, Severity = "warning", Episode = "a" };
        _state.Rules.Put(rule);
        _state.Deliveries.Put(new Delivery { Server = "web", Rule = "health", Channel = "slack", Episode = "a", Severity = "warning", At = Start, First = Start });
        var (told, taken) = (new List<string>(), new List<string>());
        for (var minute = 0; minute < 80 * 60; minute++)
        {
            var now = Start.AddMinutes(minute);
            taken.AddRange(Reminders.Dispatch(fleet, _state, new Dispatcher(fleet, _state, now), now).Select(one => $"{minute / 60.0:0.##} {one.Kind}"));
            told.AddRange(_state.Outbox.All.Select(entry => $"{minute / 60.0:0.##} {entry.Kind} {entry.Channel}"));
            Send(minute * 60);
        }

        Assert.Equal(["0.25 escalated pager", "1 reminder pager", "1 reminder slack", "4 reminder pager", "4 reminder slack", "24 reminder pager", "24 reminder slack", "48 reminder pager", "48 reminder slack", "72 reminder pager", "72 reminder slack"], told.OrderBy(one => double.Parse(one.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)).ThenBy(one => one, StringComparer.Ordinal));
        // Each step is a record of the watch too, once, to however many it was told.
        Assert.Equal(["0.25 escalated", "1 reminder", "4 reminder", "24 reminder", "48 reminder", "72 reminder"], taken);
        _state.Rules.Put(_state.Rules.Find(rule.Key)! with { AcknowledgedAt = Start.AddHours(80) });
        Reminders.Dispatch(fleet, _state, new Dispatcher(fleet, _state, Start.AddHours(100)), Start.AddHours(100));
        Assert.Empty(_state.Outbox.All);
    }

    [Fact]
    public void A_receiver_that_wants_to_be_left_alone_gets_nothing_until_then_and_the_others_go_on()
    {
        Fire(0);
        var slack = Due(10).Single(entry => entry.Channel == "slack");
        OutboxLedger.Note(_state, Fleet, slack with { Attempts = 1, TriedAt = Start.AddSeconds(10) }, Message(slack), SendResult.Again("429", TimeSpan.FromSeconds(100)), Start.AddSeconds(10));
        Send(11);
        Dispatch(20, [Event("fired", "db", 20) with { Rule = "slow" }]);
        Assert.Equal(["pager"], Due(100).Select(entry => entry.Channel));
        Assert.Equal(Start.AddSeconds(30), OutboxSchedule.Next(_state));
        Send(100);
        Assert.Equal(Start.AddSeconds(110), OutboxSchedule.Next(_state));
        Assert.Equal(["slack"], Due(110).Select(entry => entry.Channel));
    }

    [Fact]
    public void A_channel_that_hangs_delays_no_other_and_its_own_order_is_kept()
    {
        Fire(0);
        var slack = Due(10).Single(entry => entry.Channel == "slack");
        _state.Outbox.Put(slack with { Owner = "me", LeaseUntil = Start.AddSeconds(100), Attempts = 1 });
        Dispatch(20, [Event("fired", "db", 20) with { Rule = "slow" }]);
        Assert.Equal(["pager"], Due(40).Select(entry => entry.Channel));
        Assert.Equal(slack.Id, Due(101).Single(entry => entry.Channel == "slack").Id);
    }

    [Fact]
    public void What_is_not_delivered_within_a_day_is_a_dead_letter_and_ten_minutes_are_told_elsewhere()
    {
        Fire(0);
        var entry = Due(10).Single(one => one.Channel == "slack") with { Attempts = 5, TriedAt = Start.AddSeconds(10) };
        OutboxLedger.Note(_state, Fleet, entry, Message(entry), SendResult.Again("away"), Start.AddMinutes(11));
        var note = Assert.Single(_state.Outbox.All, one => one.Kind == MessageComposer.Note);
        Assert.Equal("pager", note.Channel);
        Assert.Contains("slack", note.Text, StringComparison.Ordinal);
        OutboxLedger.Note(_state, Fleet, entry, Message(entry), SendResult.Again("away"), Start.AddHours(25));
        Assert.True(_state.Outbox.Find(entry.Id)!.Dead);
        Assert.Equal(AlertState.DeadLetter, Assert.Single(AlertList.Dead(_state)).State);
    }

    [Fact]
    public void What_a_dead_letter_told_of_is_told_by_the_next_channel_with_its_end_and_goes_round_no_further()
    {
        // Only slack is told of a warning; when it refuses for good, the pager is.
        Dispatch(0, [Event("fired", "web", 0) with { Severity = "warning" }]);
        Refuse("slack");
        var again = Assert.Single(Due(12), entry => entry.Kind == AlertEventKind.Fired);
        Assert.Equal(("pager", "web"), (again.Channel, Assert.Single(_state.MembersOf(again.Id)).Event.Server));
        Send(12);
        Dispatch(60, [Event("resolved", "web", 60) with { Severity = "warning" }]);
        Assert.Equal(["pager"], _state.Outbox.All.Where(entry => entry.Kind == AlertEventKind.Resolved).Select(entry => entry.Channel));

        // Where both refuse, both letters are dead, and that is all.
        Send(600);
        Dispatch(700, [Event("fired", "db", 700) with { Severity = "warning" }]);
        Refuse("slack");
        Refuse("pager");
        Assert.DoesNotContain(_state.Outbox.All, entry => !entry.Dead && entry.Kind == AlertEventKind.Fired);

        void Refuse(string channel)
        {
            var entry = _state.Outbox.All.Single(one => one is { Dead: false, Kind: AlertEventKind.Fired } && one.Channel == channel);
            OutboxLedger.Note(_state, Fleet, entry, Message(entry), SendResult.Never("gone"), Start.AddSeconds(11));
        }
    }

    [Fact]
    public void What_is_over_is_as_grave_as_it_was_told_however_mild_it_was_at_its_end()
    {
        Fire(0, "a");
        Send(10);
        Assert.Equal("critical", AlertList.Past(Event("resolved", "web", 60, "a") with { Severity = "warning" }, _state).Severity);
        Assert.Equal("warning", AlertList.Past(Event("resolved", "web", 60, "b") with { Severity = "warning" }, _state).Severity);

        // Whoever sorts mail by it finds both.
        Dispatch(60, [Event("resolved", "web", 60, "a") with { Severity = "warning" }]);
        Assert.All(_state.Outbox.All, entry => Assert.Equal("critical", Message(entry).Severity));
        Assert.Equal(2, _state.Outbox.All.Count);
    }

    [Fact]
    public void A_channel_that_refused_its_last_message_is_refusing_until_it_takes_one_whoever_confirmed_what()
    {
        Fire(0);
        var entry = Due(10).Single(one => one.Channel == "slack");
        OutboxLedger.Note(_state, Fleet, entry, Message(entry), SendResult.Never("gone"), Start.AddSeconds(11));
        var note = Assert.Single(_state.Outbox.All, one => one.Kind == MessageComposer.Note);
        Assert.Contains("gone. It was to say: [critical] web: Unreachable", note.Text, StringComparison.Ordinal);
        _state.Drop(entry.Id);
        Assert.Equal([("slack", Start.AddSeconds(11))], OutboxLedger.Refusing(_state, Fleet));
        Assert.Empty(OutboxLedger.Refusing(_state, Fleet with { Channels = [Fleet.Channels[1]] }));
        Fire(20, "b");
        Send(30);
        Assert.Empty(OutboxLedger.Refusing(_state, Fleet));
    }

    /// <summary>A watch that was killed leaves what waits for others; who comes once does not leave it to somebody else.</summary>
    [Fact]
    public void A_single_run_sends_what_waits_for_its_group_and_nothing_that_waits_for_another_reason()
    {
        Fire(0);
        Send(10);
        Dispatch(20, [Event("flapping", "web", 20), Event("fired", "db", 20)]);
        Assert.Empty(Due(21));
        new Dispatcher(Fleet, _state, Start.AddSeconds(21), waits: false).EndWaiting();
        Assert.Equal(["db"], Due(21).SelectMany(entry => _state.MembersOf(entry.Id)).Select(member => member.Event.Server).Distinct());
    }

    [Fact]
    public void A_pause_doubles_up_to_five_minutes()
    {
        Assert.InRange(OutboxSchedule.Pause(1, "a").TotalSeconds, 5, 6.25);
        Assert.InRange(OutboxSchedule.Pause(4, "a").TotalSeconds, 40, 50);
        Assert.InRange(OutboxSchedule.Pause(500, "a").TotalSeconds, 300, 375);
    }

    private void Fire(int seconds, string episode = "a") => Dispatch(seconds, [Event("fired", "web", seconds, episode)]);

    private void Dispatch(int seconds, IReadOnlyList<AlertEvent> events) => new Dispatcher(Fleet, _state, Start.AddSeconds(seconds)).Dispatch(events);

    private IReadOnlyList<OutboxEntry> Due(int seconds) => OutboxSchedule.Due(_state, Start.AddSeconds(seconds));

    private List<string> Send(int seconds)
    {
        var sent = new List<string>();
        for (var due = Due(seconds); due.Count > 0; due = Due(seconds))
        {
            foreach (var entry in due)
            {
                OutboxLedger.Note(_state, Fleet, entry, Message(entry), SendResult.Sent, Start.AddSeconds(seconds));
                sent.Add($"{entry.Channel} {entry.Kind}");
            }
        }

        return sent;
    }

    [Theory]
    [InlineData("audit", "mcpops audit 'my web'")]
    [InlineData("drift", "mcpops audit 'my web' --area tools")]
    [InlineData("slo:availability", "mcpops slo 'my web'")]
    [InlineData("health", "mcpops health 'my web' --details")]
    public void An_alert_names_the_command_that_says_more(string rule, string command)
    {
        var composer = new MessageComposer(Fleet, new Dictionary<string, McpServer>(StringComparer.Ordinal) { ["my web"] = McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "my web") });
        Assert.Equal(command, composer.Alert(AlertEvent.Told("my web", rule, AlertSeverity.Critical, "It is.", Start)).Command);
    }

    private AlertMessage Message(OutboxEntry entry) => new MessageComposer(Fleet, new Dictionary<string, McpServer>(StringComparer.Ordinal)).Compose(_state, entry, Start);

    private static AlertEvent Event(string kind, string server, int seconds, string episode = "a") => new()
    {
        Kind = kind, Server = server, Rule = "health", Episode = episode, Severity = "critical", At = Start.AddSeconds(seconds), Since = Start, Verdict = "Unreachable",
        State = kind is "resolved" ? AlertState.Resolved : AlertState.Firing, Until = kind is "resolved" ? Start.AddSeconds(seconds) : null, Message = "Nothing listens.",
    };
}
