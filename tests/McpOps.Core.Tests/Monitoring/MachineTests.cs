using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>The state machine of an alert, in virtual time.</summary>
public sealed class MachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RuleState Fresh = new() { Server = "web", Rule = "health" };

    [Theory]
    [InlineData("b", "")]
    [InlineData("bb", "")]
    [InlineData("bbb", "fired")]
    [InlineData("bbbbbb", "fired")]
    [InlineData("bbgbb", "")]
    [InlineData("bbbg", "fired")]
    [InlineData("bbbgg", "fired resolved")]
    [InlineData("bbbgbgg", "fired resolved")]
    [InlineData("bbbggbbb", "fired resolved fired")]
    [InlineData("b?b?b", "fired")]
    [InlineData("bbb??g?g", "fired resolved")]
    public void It_fires_after_three_bad_and_is_over_after_two_good(string samples, string told) => Assert.Equal(told, Kinds(Run(samples).Events));

    [Fact]
    public void A_resolved_alert_knows_when_it_began_and_ended()
    {
        var end = Run("gbbbbgg").Events[^1];
        Assert.Equal(Start.AddMinutes(1), end.Since);
        Assert.Equal(Start.AddMinutes(5), end.Until);
        Assert.Equal(4, end.BadSamples);
    }

    [Fact]
    public void What_is_over_is_told_by_what_it_was_and_not_by_what_failed_last()
    {
        var (state, events) = (Fresh, new List<AlertEvent>());
        foreach (var (sample, minute) in "bbbbwwwgg".Select((sample, minute) => (sample, minute)))
        {
            // It hangs; then it is restarted, and nothing listens; then it is slow; then it is well.
            var seen = See(sample, minute) with { Verdict = minute < 3 ? "Timeout" : "Unreachable", Message = minute < 3 ? "It hangs." : minute == 3 ? "Connection refused." : "It is slow." };
            (state, var told) = AlertMachine.Step(state, seen, Hold.No);
            events.AddRange(told);
        }

        Assert.Equal("fired lowered resolved", Kinds(events));
        Assert.Equal(("Timeout", "It hangs."), (events[^1].Verdict, events[^1].Message));
        Assert.Equal("It is slow.", events[1].Message);
    }

    [Fact]
    public void That_a_server_is_down_is_told_though_its_certificate_was_told_already_and_as_grave()
    {
        var (state, events) = (Fresh, new List<AlertEvent>());
        foreach (var (sample, minute) in "cccdcdddddgg".Select((sample, minute) => (sample, minute)))
        {
            var seen = See(sample is 'g' ? 'g' : 'C', minute) with { Verdict = sample is 'c' ? "Healthy" : "Unreachable", Message = sample is 'c' ? "Its certificate is over." : "Connection refused." };
            (state, var told) = AlertMachine.Step(state, seen, Hold.No);
            events.AddRange(told);
        }

        // One look alone is none, and it is told once.
        Assert.Equal("fired raised resolved", Kinds(events));
        Assert.Equal((Start.AddMinutes(7), "Connection refused."), (events[1].At, events[1].Message));
        Assert.Equal(Start.AddMinutes(5), events[1].Since);
        Assert.Equal("Connection refused.", events[2].Message);
        Assert.Equal(events[0].Episode, events[2].Episode);
    }

    /// <summary>One failed call of a server that has errors in its log is no outage: nobody is woken, and nothing restarted, for less than what a healthy one is.</summary>
    [Theory]
    [InlineData("wwwC", "fired", AlertSeverity.Warning)]
    [InlineData("wwwCC", "fired", AlertSeverity.Warning)]
    [InlineData("wwwCCC", "fired raised", AlertSeverity.Critical)]
    [InlineData("wwwCC?C", "fired raised", AlertSeverity.Critical)]
    [InlineData("wwwCCwCCgCCw", "fired", AlertSeverity.Warning)]
    [InlineData("wwwgC", "fired", AlertSeverity.Warning)]
    [InlineData("wwC", "", AlertSeverity.Critical)]
    [InlineData("wwCw", "fired", AlertSeverity.Warning)]
    [InlineData("wCCC", "fired", AlertSeverity.Critical)]
    [InlineData("CCw", "fired", AlertSeverity.Warning)]
    [InlineData("CCwC", "fired", AlertSeverity.Warning)]
    [InlineData("CCC", "fired", AlertSeverity.Critical)]
    public void What_is_critical_takes_as_many_samples_as_from_ok(string samples, string told, string severity)
    {
        var (state, events) = Run(samples);
        Assert.Equal(told, Kinds(events));
        Assert.Equal(severity, state.Severity);
        Assert.All(events.Take(events.Count - 1), one => Assert.Equal(AlertSeverity.Warning, one.Severity));
        Assert.True(events.Count == 0 || events[^1].Severity == severity);
    }

    [Fact]
    public void A_severity_rises_after_the_count_of_a_failure_and_falls_after_the_count_of_recovery()
    {
        var (state, events) = Run("wwwCCCwCww");
        Assert.Equal("fired raised lowered", Kinds(events));
        Assert.Equal(AlertSeverity.Warning, state.Severity);
        Assert.Equal(["warning", "critical", "warning"], events.Select(one => one.Severity));
    }

    [Theory]
    [InlineData("wwwCCC", 3)]
    [InlineData("wCCC", 1)]
    [InlineData("wwCw", 0)]
    [InlineData("wwCwwCCC", 5)]
    [InlineData("wwwCCCwwCCC", 8)]
    [InlineData("CwCw", 0)]
    [InlineData("CwCCC", 0)]
    public void What_fired_dates_from_the_first_sample_that_was_as_bad(string samples, int minute)
    {
        var (state, events) = Run(samples);
        Assert.Equal(Start.AddMinutes(minute), state.Since);
        Assert.Equal(Start.AddMinutes(minute), events[^1].Since);
    }

    [Fact]
    public void What_gets_worse_is_reminded_of_and_escalated_anew()
    {
        var worse = AlertMachine.Step(Run("wwwCC").State with { Reminders = 2, Escalations = 1 }, See('C', 5), Hold.No).State;
        Assert.Equal((0, 0), (worse.Reminders, worse.Escalations));
    }

    /// <summary>A figure about its bound is no crash loop.</summary>
    [Fact]
    public void What_may_not_flap_unseen_is_told_as_flapping_only_after_it_fired()
    {
        Assert.Empty(Changing(string.Concat(Enumerable.Repeat("bg", 30))));
        Assert.Equal("fired flapping", Kinds(Changing("bbb" + string.Concat(Enumerable.Repeat("gb", 20)))));

        static List<AlertEvent> Changing(string samples)
        {
            var (state, all) = (Fresh, new List<AlertEvent>());
            foreach (var (sample, minute) in samples.Select((sample, minute) => (sample, minute)))
            {
                (state, var events) = AlertMachine.Step(state, See(sample, minute) with { FlapsUnseen = false }, Hold.No);
                all.AddRange(events);
            }

            return all;
        }
    }

    /// <summary>A processor at its bound for an afternoon is one thing to know, and not a message at each crossing.</summary>
    [Theory]
    [InlineData("bbbbgggg", 10, "fired resolved flapping settled")]
    [InlineData("bbbbbbbbgggggggg", 10, "fired resolved flapping settled")]
    [InlineData("bbbgg", 10, "fired resolved flapping settled")]
    [InlineData("bbbbggggggggggggggggg", 10, "fired resolved flapping settled")]
    [InlineData("bbbbgggggggggggggggggggggggggg", 3, "fired resolved fired resolved fired resolved")]
    [InlineData("bbg", 10, "")]
    public void A_figure_that_wanders_about_its_bound_is_told_as_flapping_once(string samples, int times, string told)
    {
        var (state, events) = Wander(string.Concat(Enumerable.Repeat(samples, times)) + new string('g', 40), unseen: false);
        Assert.Equal(told, Kinds(events));
        Assert.Equal((false, RulePhase.Ok), (state.Flapping, state.Phase));
    }

    [Fact]
    public void A_figure_that_wanders_about_its_graver_bound_is_raised_once()
    {
        Assert.Equal("fired raised resolved", Kinds(Wander("www" + string.Concat(Enumerable.Repeat("CCCww", 20)) + "wwgg").Events.Where(one => one.Kind is not AlertEventKind.Lowered)));

        // Weeks after a disk was nearly full it is so again.
        Assert.Equal("fired raised raised", Kinds(Wander("wwwCCC" + new string('w', 30) + "CCC").Events.Where(one => one.Kind is not AlertEventKind.Lowered)));

        // An outage is news each time.
        Assert.Equal("fired raised lowered raised", Kinds(Run("wwwCCCwwCCC").Events));
    }

    [Fact]
    public void A_processor_that_wanders_about_its_bounds_is_told_at_most_twice_and_its_end_as_often()
    {
        var server = McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web") with { Rules = [new McpRule("busy", "cpu") { Statistic = "last", Above = new McpThreshold(80, 96) }] };
        var plan = WatchPlan.Of(McpFleet.None, [server]);
        var (state, random, recent) = (new WatchState(), new Random(7), new List<McpSample>());
        var host = new HostWatch(new EngineContext(), plan, shared: false);
        for (var slot = 0; slot < 180; slot++)
        {
            var (at, cpu) = (Start.AddSeconds(5 * slot), 84 + (14 * Math.Sin(slot / 4.0)) + random.Next(-6, 7));
            recent.Add(new McpSample { Server = "web", Slot = at, Status = HealthStatus.Healthy, Verdict = McpVerdict.Healthy, Values = new Dictionary<string, double> { ["cpu"] = cpu } });
            WatchJudge.Judge(plan, state, plan.Find("web")!, recent, [], at);
            var check = new McpCheckResult { Name = "cpu", Status = cpu > 80 ? HealthStatus.Degraded : HealthStatus.Healthy, Value = cpu, Unit = "%", Message = "Busy." };
            var seen = host.Observe([("web", new McpHealth { Server = "web", Host = "here", Status = check.Status, Verdict = McpVerdict.Healthy, Checks = [check], CheckedAt = at.LocalDateTime })], at);
            WatchJudge.Judge(plan, state, seen!, at);
        }

        foreach (var rule in new[] { "busy", "host" })
        {
            var told = state.Events.Where(one => one.Rule == rule && one.Kind is not AlertEventKind.Lowered).Select(one => one.Kind).ToList();
            Assert.Equal("fired", told[0]);
            Assert.Equal("flapping", told.Last(kind => kind is not "raised"));
            Assert.True(told.Count <= (rule is "busy" ? 5 : 3), $"{rule}: {string.Join(' ', told)}");
        }
    }

    [Fact]
    public void An_hour_of_good_and_bad_in_turns_is_told_twice()
    {
        var samples = string.Concat(Enumerable.Repeat("bg", 30)) + new string('g', 40);
        var (state, events) = Run(samples);
        Assert.Equal("flapping settled", Kinds(events));
        Assert.Equal(AlertState.Resolved, events[^1].State);
        Assert.False(state.Flapping);
    }

    /// <summary>On-call is no reader of warnings.</summary>
    [Fact]
    public void What_flaps_as_a_warning_and_then_stays_down_is_raised_once()
    {
        var flapping = string.Concat(Enumerable.Repeat("wg", 10));
        Assert.Equal([("flapping", AlertSeverity.Warning), ("raised", AlertSeverity.Critical)], Run(flapping + "bbbb").Events.Select(one => (one.Kind, one.Severity)));
        Assert.Equal("flapping raised", Kinds(Run(flapping + "bbbgbbbwbbb").Events));
        Assert.Equal("flapping", Kinds(Run(flapping + "bgwwgbgww").Events));
        Assert.Equal("flapping", Kinds(Run(flapping + "bbg").Events));
        Assert.Equal("flapping", Kinds(Run(flapping + "wwwbb").Events));
        Assert.Equal("flapping raised", Kinds(Run(flapping + "wwwbbb").Events));
    }

    [Fact]
    public void What_flaps_and_stays_bad_is_told_with_the_state_that_then_holds()
    {
        var events = Run(string.Concat(Enumerable.Repeat("bg", 20)) + new string('b', 40)).Events;
        Assert.Equal("flapping settled", Kinds(events));
        Assert.Equal(AlertState.Firing, events[^1].State);
    }

    [Fact]
    public void What_is_still_bad_at_the_end_of_a_window_fires_at_once()
    {
        var state = Fresh;
        for (var minute = 0; minute < 5; minute++)
        {
            (state, var events) = AlertMachine.Step(state, See('b', minute), new Hold("window:patching"));
            Assert.Empty(events);
        }

        Assert.Equal("window:patching", state.Muted);
        Assert.Empty(AlertMachine.Release(state, Start.AddMinutes(5), new Hold("window:patching")).Events);
        var (told, fired) = AlertMachine.Release(state, Start.AddMinutes(6), Hold.No);
        Assert.Equal("fired", Kinds(fired));
        Assert.Equal(Start, fired[0].Since);
        Assert.Null(told.Muted);
        Assert.Empty(AlertMachine.Release(told, Start.AddMinutes(7), Hold.No).Events);
    }

    [Fact]
    public void A_recovery_passes_through_a_window_and_what_nobody_was_told_ends_in_silence()
    {
        var told = Run("bbb").State;
        (told, _) = AlertMachine.Step(told, See('g', 3), new Hold("window:patching"));
        Assert.Equal("resolved", Kinds(AlertMachine.Step(told, See('g', 4), new Hold("window:patching")).Events));

        var held = Fresh;
        var all = new List<AlertEvent>();
        foreach (var (sample, minute) in "bbbgg".Select((sample, minute) => (sample, minute)))
        {
            (held, var events) = AlertMachine.Step(held, See(sample, minute), new Hold("window:patching"));
            all.AddRange(events);
        }

        Assert.Equal("muted", Kinds(all));
    }

    [Fact]
    public void A_sample_that_was_taken_already_changes_nothing()
    {
        var (state, _) = Run("bbb");
        var (again, events) = AlertMachine.Step(state, See('b', 2), Hold.No);
        Assert.Empty(events);
        Assert.Equal(state, again);
    }

    /// <summary>What any run of samples must hold to.</summary>
    [Fact]
    public void Whatever_happens_starts_and_ends_alternate_and_a_restart_changes_nothing()
    {
        var random = new Random(20261128);
        for (var run = 0; run < 3000; run++)
        {
            var (state, told, open) = (Fresh, new List<string>(), false);
            for (var minute = 0; minute < 80; minute++)
            {
                var seen = See("ggbbwC?"[random.Next(7)], minute);
                var hold = random.Next(5) == 0 ? new Hold("window:x") : Hold.No;
                var (next, events) = AlertMachine.Step(state, seen, hold);
                var (other, same) = AlertMachine.Step(state with { }, seen, hold);
                Assert.Equal(next, other);
                Assert.Equal(events, same);
                foreach (var one in events.Where(one => one.Kind is not AlertEventKind.Muted))
                {
                    var begins = one.Kind is AlertEventKind.Fired || (one.Kind is AlertEventKind.FlappingStarted && !open);
                    Assert.True(begins ? !open : open, $"{one.Kind} when {(open ? "open" : "closed")} after {string.Join(' ', told)}");
                    open = one.State is not AlertState.Resolved;
                    told.Add(one.Kind);
                    Assert.NotEqual("", one.Episode);
                }

                Assert.Equal(open, next.Announced);
                Assert.True(next.Phase is not RulePhase.Ok || next.Flapping || next.Episode.Length == 0);
                state = next;
            }
        }
    }

    private static (RuleState State, IReadOnlyList<AlertEvent> Events) Run(string samples)
    {
        var (state, all) = (Fresh, new List<AlertEvent>());
        foreach (var (sample, minute) in samples.Select((sample, minute) => (sample, minute)))
        {
            (state, var events) = AlertMachine.Step(state, See(sample, minute), Hold.No);
            all.AddRange(events);
        }

        return (state, all);
    }

    private static (RuleState State, IReadOnlyList<AlertEvent> Events) Wander(string samples, bool unseen = true)
    {
        var (state, all) = (Fresh with { Rule = "busy" }, new List<AlertEvent>());
        foreach (var (sample, minute) in samples.Select((sample, minute) => (sample, minute)))
        {
            (state, var events) = AlertMachine.Step(state, See(sample, minute) with { Rule = "busy", Settles = TimeSpan.FromMinutes(20), FlapsUnseen = unseen }, Hold.No);
            all.AddRange(events);
        }

        return (state, all);
    }

    private static Observation See(char sample, int minute) => new("web", "health", Start.AddMinutes(minute), sample switch { 'g' => ObservedResult.Good, '?' => ObservedResult.Unknown, _ => ObservedResult.Bad })
    {
        Severity = sample switch { 'w' => AlertSeverity.Warning, 'g' or '?' => "", _ => AlertSeverity.Critical },
        Message = "It is bad.",
    };

    private static string Kinds(IEnumerable<AlertEvent> events) => string.Join(' ', events.Select(one => one.Kind));
}
