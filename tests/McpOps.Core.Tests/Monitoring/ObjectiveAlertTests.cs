using FsCheck;
using FsCheck.Fluent;
using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;
using Microsoft.Extensions.Time.Testing;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>Objectives whose errors come too fast, as alerts; in virtual time.</summary>
public sealed class ObjectiveAlertTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-burn-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Failures_that_never_last_are_told_by_the_objective_and_fall_and_end_with_its_windows()
    {
        // Every tenth probe of six hours fails, which no count of failures in a row sees.
        var replay = Replay(Plan(), 1440, minute => minute < 360 && minute % 10 == 5);
        var events = Of(replay);
        Assert.DoesNotContain(replay.Events, one => one.Rule == "health");
        Assert.Equal(["fired critical", "lowered warning", "resolved warning"], events.Select(one => $"{one.Kind} {one.Severity}"));

        // After the third one, when the probe works again; no longer two of half an hour, and no longer two of six hours, each in two probes in a row.
        Assert.Equal([26, 345 + 30 + 1, 345 + 360 + 1], events.Select(one => (int)(new DateTimeOffset(one.At) - Start).TotalMinutes));
        Assert.Contains("3 of 360 probes in 6 h", events[0].Message, StringComparison.Ordinal);
        Assert.Contains("mcpops slo web", events[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(14.4, 60, 5, "critical")]
    [InlineData(6, 360, 30, "critical")]
    [InlineData(3, 1440, 120, "warning")]
    [InlineData(1, 4320, 360, "warning")]
    public void Each_pair_of_windows_burns_from_its_factor_on_and_not_below_it(double factor, int minutes, int shorter, string severity)
    {
        // At a target of 99 %: the least number of bad slots that burns, as many as needed of them in the short window. One less, here or there, does not.
        var (bad, inShort) = ((int)Math.Ceiling(factor * 0.01 * minutes), Math.Max(2, (int)Math.Ceiling(factor * 0.01 * shorter)));
        Assert.Equal(severity, Fastest(bad, inShort));
        Assert.Null(Fastest(bad - 1, inShort));
        Assert.Null(Fastest(bad, inShort - 1));

        string? Fastest(int all, int newest) => Burn.Fastest(time => time.TotalMinutes >= minutes ? all : newest, Minute, 99)?.Severity;
    }

    [Fact]
    public void An_outage_is_told_once_and_by_the_probe()
    {
        var replay = Replay(Plan(), 600, minute => minute is >= 60 and < 120);
        Assert.Equal(["fired", "resolved"], replay.Events.Where(one => one.Rule == "health").Select(one => one.Kind));

        // Nor afterwards, while it still burns over the longer windows: nothing failed since.
        Assert.DoesNotContain(Of(replay), one => one.Kind is "fired");

        // What fails anew is another matter.
        Assert.Contains(Of(Replay(Plan(), 600, minute => minute is (>= 60 and < 120) or 140 or 145 or 150)), one => one.Kind is "fired");
    }

    /// <summary>The errors in its windows are those of the outage that was told, while the server is only Degraded, or comes and goes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_outage_that_becomes_milder_is_not_told_again_by_its_objective(bool flaps)
    {
        var plan = WatchPlan.Of(McpFleet.None with { Channels = [new McpChannel("all", "file")] }, [.. Plan().Servers.Select(server => server.Server)], Minute);
        string StatusOf(int minute) => minute switch
        {
            < 60 or >= 240 => HealthStatus.Healthy,
            < 120 => flaps && minute % 7 < 3 ? HealthStatus.Healthy : HealthStatus.Unhealthy,
            _ => flaps && minute % 7 < 3 ? HealthStatus.Healthy : HealthStatus.Degraded,
        };
        var samples = Enumerable.Range(0, 400).Select(minute => Sample(minute, isBad: false) with { Status = StatusOf(minute), Verdict = StatusOf(minute) is HealthStatus.Unhealthy ? McpVerdict.Timeout : McpVerdict.Healthy });
        var replay = WatchReplay.Judge(plan, samples, Start, Start.AddMinutes(400), 0, Stop);
        Assert.Contains(replay.Events, one => one is { Rule: "health", Severity: "critical" });
        Assert.DoesNotContain(Of(replay), one => one.Kind is "fired");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void What_happens_in_maintenance_burns_nothing_unless_it_is_to_count(bool counts, bool told)
    {
        var plan = Plan(windows: [new McpAlertWindow("patching", "0 1 * * *", TimeSpan.FromHours(1)) { Counts = counts }]);
        var replay = Replay(plan, 300, minute => minute is >= 60 and < 120 && minute % 10 == 5);
        Assert.Equal(told, Of(replay).Count > 0);
        Assert.All(Of(replay), one => Assert.True(one.At >= (Start + TimeSpan.FromMinutes(120)).LocalDateTime));
    }

    [Fact]
    public void What_is_still_bad_at_the_end_of_maintenance_fires_then()
    {
        var plan = Plan(windows: [new McpAlertWindow("patching", "0 1 * * *", TimeSpan.FromHours(1))]);
        var fired = Replay(plan, 300, minute => minute >= 90).Events.First(one => one.Kind == "fired");
        Assert.Equal(("health", (Start + TimeSpan.FromMinutes(120)).LocalDateTime), (fired.Rule, fired.At));
    }

    [Fact]
    public void Who_wants_no_alert_of_an_objective_gets_none() => Assert.Empty(Of(Replay(Plan(alert: false), 1440, minute => minute % 10 == 5)));

    [Fact]
    public void An_objective_that_is_taken_away_ends_its_alert()
    {
        var (plan, state) = (Plan(), new WatchState());
        state.Rules.Put(new RuleState { Server = "web", Rule = "slo:availability", Phase = RulePhase.Firing, Announced = true, Severity = "critical", Since = Start, Episode = "1" });
        Assert.Empty(WatchJudge.Forget(plan, state, Start));
        Assert.Equal("unwatched", Assert.Single(WatchJudge.Forget(Plan(alert: false), state, Start)).Kind);
    }

    /// <summary>Whatever was bad, and whenever the watch was begun anew: it says what one that ran on says.</summary>
    [Fact]
    public async Task A_watch_that_begins_anew_says_what_one_that_ran_on_says()
    {
        var plan = Plan();
        var server = plan.Servers[0];
        await using var store = new JsonLinesStore(_folder.FullName);
        var random = new Random(11);
        var samples = Enumerable.Range(0, 5000).Select(minute => Sample(minute, random.NextDouble() < (minute / 500 % 3 == 0 ? 0.02 : 0))).ToList();
        await using (var turn = await store.BeginAsync(Stop))
        {
            await turn.AppendAsync(samples[..4000], Stop);
        }

        var ran = new ObjectiveBurns.Known(server);
        ran.Add(samples[..4000]);
        var (said, anew) = (0, new ObjectiveBurns(store));
        foreach (var (sample, index) in samples[4000..].Select((sample, index) => (sample, index)))
        {
            await using (var turn = await store.BeginAsync(Stop))
            {
                await turn.AppendAsync([sample], Stop);
            }

            ran.Add([sample]);
            anew = index % 100 == 0 ? new ObjectiveBurns(store) : anew;
            var expected = ran.Observe(server, sample);
            Assert.Equal(expected, await anew.AddAsync(server, sample, [], Stop));
            said += expected[0].Result is ObservedResult.Bad ? 1 : 0;
        }

        Assert.InRange(said, 1, 999);
    }

    [Fact]
    public async Task The_watch_marks_maintenance_in_its_samples_and_the_objective_says_how_much_it_was()
    {
        var time = new FakeTimeProvider(Start);
        var context = new EngineContext { Time = time };
        var plan = Plan(windows: [new McpAlertWindow("patching", "10 0 * * *", TimeSpan.FromMinutes(20))]);
        await using var store = new JsonLinesStore(_folder.FullName);
        var session = new WatchSession(context, plan, store, new TurnKeeper(context, store), new WatchClock(time), waits: false);
        for (var minute = 0; minute < 100; minute++, time.Advance(Minute))
        {
            var taken = await session.TakeAsync([new ProbedSample(plan.Servers[0], new McpHealth { Server = "web", Status = "Healthy", Verdict = "Healthy", CheckedAt = Start.LocalDateTime }, Sample(minute, minute is >= 12 and < 20))], Stop);
            Assert.Equal(minute is >= 10 and < 30 ? "window:patching" : null, taken.Samples[0].Mark);
        }

        var found = Assert.Single(await ObjectiveCounter.JudgeAsync(store, plan.Servers[0], Start.AddMinutes(100), Stop), one => one.Objective == "availability");
        var share = 100 * 20 / (30 * 1440.0);
        Assert.Equal((80, 0, 100.0), (found.Good, found.Bad, found.Achieved));
        Assert.Equal(share, found.MaintenanceShare, 2);
        Assert.Equal(100 - (100 * 100 / (30 * 1440.0)), found.UnknownShare, 2);
        Assert.Contains("Maintenance", found.Message, StringComparison.Ordinal);

        // The roll-ups of a closed month know it too.
        await store.RetainAsync(new RetentionPlan(Start.AddDays(-1), Start.AddDays(-1), Start.AddDays(60)), Stop);
        Assert.Equal(found with { From = default, To = default, Subject = null, BurnRate = 0, BurnRates = [] }, Assert.Single(await ObjectiveCounter.JudgeAsync(store, plan.Servers[0], Start.AddMinutes(100), Stop), one => one.Objective == "availability") with { From = default, To = default, Subject = null, BurnRate = 0, BurnRates = [] });
    }

    /// <summary>Slots that were bad, counted bit by bit, are those counted one by one; in any order, and however far apart.</summary>
    [Fact]
    public void Bad_slots_are_counted_right() => Prop.ForAll(
        Gen.Choose(0, 6 * 1440 * 60).ListOf(60).ToArbitrary(), Gen.Elements(1, 30, 60, 300, 600).ToArbitrary(), Gen.Choose(0, 7 * 86_400).ToArbitrary(), (seconds, every, at) =>
        {
            var bad = new BadSlots(TimeSpan.FromSeconds(every), seconds.Select(one => (long)one));
            var newest = seconds.Count == 0 ? 0 : seconds.Max() / every;
            return Burn.Pairs.SelectMany(pair => new[] { pair.Long, pair.Short }).All(window =>
            {
                var (end, length) = (at / every, Math.Max(1, (int)window.TotalSeconds / every));

                // Of what is three days older than the newest nothing is kept.
                var expected = seconds.Select(one => one / every).Distinct().Count(slot => slot > end - length && slot <= end && slot > newest - (3 * 86_400 / every));
                var counted = bad.Count(window, DateTimeOffset.FromUnixTimeSeconds(at));
                return at / every < newest ? counted >= expected : counted == expected;
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static List<McpWatchRecord> Of(McpReplay replay) => [.. replay.Events.Where(one => one.Rule == "slo:availability")];

    private static McpReplay Replay(WatchPlan plan, int minutes, Func<int, bool> isBad) =>
        WatchReplay.Judge(plan, Enumerable.Range(0, minutes).Select(minute => Sample(minute, isBad(minute))), Start, Start.AddMinutes(minutes), 0, Stop);

    private static McpSample Sample(int minute, bool isBad) => new()
    {
        Server = "web", Slot = Start.AddMinutes(minute), Status = isBad ? HealthStatus.Unhealthy : HealthStatus.Healthy, Verdict = isBad ? McpVerdict.Timeout : McpVerdict.Healthy,
    };

    private static WatchPlan Plan(bool alert = true, IReadOnlyList<McpAlertWindow>? windows = null) => WatchPlan.Of(
        McpFleet.None with { Alerts = McpFleet.None.Alerts with { Windows = windows ?? [] } },
        [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web") with { Targets = [new McpTarget("availability", "success", 99.9) { Alert = alert }] }], Minute);
}
