using McpOps.Maintenance.Recovery;
using McpOps.Monitoring;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>What becomes of an alert that was told while a window or a dependency holds what is new about it: nothing is lost, and nothing told twice. In virtual time.</summary>
public sealed class HeldChangeTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    // A letter a minute: well, a warning, critical, or (-) no look at all; below it, whether it is held then (x).
    [Theory]
    [InlineData("wwwCCC-", "...xxx.", "2 fired warning, 6 raised critical")]
    [InlineData("wwwCCCC", "...xxx.", "2 fired warning, 6 raised critical")]
    [InlineData("wwwCCCCCC", "...xx....", "2 fired warning, 5 raised critical")]
    [InlineData("wwwCCCwwCCCC-", "...xxxxxxxxx.", "2 fired warning, 12 raised critical")]
    [InlineData("wwwCCCww---", "...xxxxx...", "2 fired warning")]
    [InlineData("wwwCCCgg-", "...xxxxx.", "2 fired warning, 7 resolved critical")]
    [InlineData("wwwCCCg--C", "...xxxx...", "2 fired warning, 9 raised critical")]
    [InlineData("wwwCCC-x-", "...xxx.x.", "2 fired warning, 6 raised critical")]
    [InlineData("wwwCCC-CCC", "...xxx.xx.", "2 fired warning, 6 raised critical")]
    [InlineData("CCCww-", "...xx.", "2 fired critical, 4 lowered warning")]
    [InlineData("CCCwwCCC-", "...xxxxx.", "2 fired critical, 4 lowered warning, 8 raised critical")]
    [InlineData("CCCwwCCCww-", "...xxxxxxx.", "2 fired critical, 4 lowered warning")]
    [InlineData("wwCCC-", "xxxxx.", "5 fired critical")]
    [InlineData("CCCww-", "xxxxx.", "5 fired warning")]
    public void What_changes_while_it_is_held_is_told_at_the_end_as_it_then_is(string samples, string holds, string told) => Assert.Equal(told, Told(Play(samples, holds).Events));

    [Fact]
    public void That_a_server_went_down_in_a_window_is_told_at_its_end_though_its_certificate_was_told_as_grave_before()
    {
        var (_, events) = Play("DDDCCC-", "...xxx.");
        Assert.Equal("2 fired critical, 6 raised critical", Told(events));
        Assert.Equal("It is down.", events[^1].Message);
    }

    [Fact]
    public void Who_holds_a_rise_wants_neither_a_restart_nor_a_reminder_of_it()
    {
        var (state, _) = Play("wwwCCC", "...xxx");
        Assert.Equal(("window:patching", AlertSeverity.Critical), (state.Muted, state.Severity));
        Assert.Equal(RecoveryAct.Nothing, RecoveryDecision.Of(state, null, new RecoveryMemory(), new McpRecoverPlan { Automatic = true }, Start.AddMinutes(6)));

        var known = new WatchState();
        known.Rules.Put(state);
        var fleet = McpFleet.None with { Alerts = McpFleet.None.Alerts with { Remind = [TimeSpan.FromMinutes(1)] } };
        Assert.Empty(Reminders.Dispatch(fleet, known, new Dispatcher(fleet, known, Start.AddHours(2)), Start.AddHours(2)));

        // When it is told, both begin.
        var (after, _) = Play("wwwCCC-", "...xxx.");
        Assert.Null(after.Muted);
        Assert.Null(Play("wwwCCCww", "...xxxxx").State.Muted);
    }

    [Fact]
    public void What_flaps_and_becomes_critical_while_it_is_held_is_raised_at_the_end()
    {
        var flapping = string.Concat(Enumerable.Repeat("wg", 10));
        var (_, events) = Play(flapping + "CCC-", new string('.', 20) + "xxx.");
        Assert.Equal(["flapping warning", "raised critical"], events.Select(one => $"{one.Kind} {one.Severity}"));
    }

    [Fact]
    public void What_was_told_and_then_flaps_in_a_window_is_told_to_be_well()
    {
        var samples = "CCC" + string.Concat(Enumerable.Repeat("gC", 12)) + new string('g', 30);
        var (state, events) = Play(samples, "..." + new string('x', samples.Length - 3));
        Assert.Equal(["fired", "resolved"], events.Select(one => one.Kind));
        Assert.False(state.Announced);
    }

    [Fact]
    public void What_flapped_and_stays_bad_in_a_window_is_told_at_its_end()
    {
        var samples = string.Concat(Enumerable.Repeat("Cg", 10)) + new string('C', 40);
        var (_, events) = Play(samples + "-", new string('.', 20) + new string('x', 40) + ".");
        Assert.Equal(["flapping", "settled"], events.Select(one => one.Kind));
        Assert.Equal((Start.AddMinutes(60), AlertState.Firing), (events[^1].At, events[^1].State));
    }

    /// <summary>Whatever happens, and however often it is held: as soon as nothing holds it, what was told last is what is.</summary>
    [Fact]
    public void What_was_told_last_is_what_is_whenever_nothing_holds_it()
    {
        var random = new Random(20261130);
        for (var run = 0; run < 3000; run++)
        {
            var (state, told, held) = (new RuleState { Server = "web", Rule = "health" }, "", false);
            for (var minute = 0; minute < 120; minute++)
            {
                held = random.Next(4) == 0 ? !held : held;
                (state, var events) = Tick(state, "gwwCCCwD?-"[random.Next(10)], minute, held);
                foreach (var one in events.Where(one => one.Kind is not AlertEventKind.Muted))
                {
                    Assert.False(one.Kind is AlertEventKind.Raised && (held || told == one.Severity && !one.Message.Contains("down", StringComparison.Ordinal)), $"{one.Kind} after {told}");
                    Assert.False(one.Kind is AlertEventKind.Fired && told.Length > 0);
                    told = one.State is AlertState.Resolved ? "" : one.Severity;
                }

                if (!held && state is { Announced: true, Flapping: false, Phase: RulePhase.Firing })
                {
                    Assert.Equal(state.Severity, told);
                    Assert.Null(state.Muted);
                }
            }
        }
    }

    private static (RuleState State, List<AlertEvent> Events) Play(string samples, string holds)
    {
        var (state, all) = (new RuleState { Server = "web", Rule = "health" }, new List<AlertEvent>());
        for (var minute = 0; minute < samples.Length; minute++)
        {
            (state, var events) = Tick(state, samples[minute], minute, holds[minute] is 'x');
            all.AddRange(events);
        }

        return (state, all);
    }

    // As the watch does: what was seen is judged, and then what is no longer held is released.
    private static (RuleState State, IReadOnlyList<AlertEvent> Events) Tick(RuleState state, char sample, int minute, bool held)
    {
        var (at, hold) = (Start.AddMinutes(minute), held ? new Hold("window:patching") : Hold.No);
        var (next, events) = sample is '-' or 'x' ? (state, []) : AlertMachine.Step(state, See(sample, at), hold);
        var (last, released) = AlertMachine.Release(next, at, hold);
        return (last, [.. events, .. released]);
    }

    private static Observation See(char sample, DateTimeOffset at) => new("web", "health", at, sample switch { 'g' => ObservedResult.Good, '?' => ObservedResult.Unknown, _ => ObservedResult.Bad })
    {
        Severity = sample switch { 'w' => AlertSeverity.Warning, 'g' or '?' => "", _ => AlertSeverity.Critical },
        Verdict = sample is 'C' ? McpVerdict.Unreachable : McpVerdict.Healthy,
        Message = sample switch { 'C' => "It is down.", 'D' => "Its certificate is over.", _ => "It is slow." },
    };

    private static string Told(IEnumerable<AlertEvent> events) => string.Join(", ", events.Select(one => $"{(one.At - Start).TotalMinutes:0} {one.Kind} {one.Severity}"));
}
