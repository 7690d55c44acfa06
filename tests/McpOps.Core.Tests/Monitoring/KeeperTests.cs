using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;
using Microsoft.Extensions.Time.Testing;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>What goes wrong around the watch: a store that fails, a clock that jumps, the own network, tools that change.</summary>
public sealed class KeeperTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-keeper-");
    private readonly List<McpNotice> _notices = [];
    private readonly FakeTimeProvider _time = new(Start);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private EngineContext Context => new() { Time = _time, Notices = new Sink(_notices) };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_store_that_fails_is_said_once_and_what_happened_is_in_it_when_it_is_back()
    {
        await using var store = new JsonLinesStore(_folder.FullName);
        var turns = new TurnKeeper(Context, store);
        await TakeAsync(turns, 1);
        var samples = Path.Combine(_folder.FullName, "samples");
        Directory.Move(samples, samples + ".away");
        await File.WriteAllTextAsync(samples, "in the way", Stop);
        for (var index = 2; index < 20; index++)
        {
            await TakeAsync(turns, index);
        }

        Assert.Equal("HistoryFailing", Assert.Single(_notices).Id);
        File.Delete(samples);
        Directory.Move(samples + ".away", samples);
        await TakeAsync(turns, 20);
        await TakeAsync(turns, 21);
        Assert.Equal("HistoryBack", _notices[^1].Id);
        Assert.Equal(21, (await store.ReadAsync("web", Start, Start.AddDays(1), Stop).ToListAsync(Stop)).Count);
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_go_back()
    {
        var time = new JumpingTime(Start);
        var clock = new WatchClock(time);
        var mark = time.GetTimestamp();
        Assert.Equal(Start, clock.Now);
        time.Pass(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        Assert.Equal(Start.AddMinutes(1), clock.Now);
        Assert.Null(clock.Jump(ref mark));
        time.Pass(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(-59));
        Assert.Equal(Start.AddMinutes(2), clock.Now);
        Assert.Equal(TimeSpan.FromHours(-1), clock.Jump(ref mark));
        time.Pass(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        Assert.Equal(Start.AddMinutes(3), clock.Now);
        time.Pass(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(181));
        Assert.Equal(TimeSpan.FromHours(3), clock.Jump(ref mark));
        Assert.True(clock.Now > Start.AddMinutes(60));
    }

    [Fact]
    public void Slots_stay_on_their_grid_and_are_spread_over_the_interval()
    {
        var every = TimeSpan.FromSeconds(60);
        var first = Slots.After("web", every, Start);
        Assert.Equal(first.AddSeconds(60), Slots.After("web", every, first));
        Assert.Equal(first.AddSeconds(600), Slots.After("web", every, first.AddSeconds(555)));
        var places = Enumerable.Range(0, 1000).GroupBy(index => Slots.At($"server{index}", every, Start).Second).ToList();
        Assert.InRange(places.Count, 55, 60);
        Assert.All(places, place => Assert.InRange(place.Count(), 1, 45));
    }

    [Theory]
    [InlineData("127.0.0.1:1", false)]
    [InlineData("nobody : nowhere", true)]
    public async Task When_no_witness_answers_samples_say_nothing_of_the_servers(string witness, bool blind)
    {
        var servers = Enumerable.Range(1, 4).Select(index => McpServer.FromUrl(new Uri($"http://192.0.2.{index}/mcp"), name: $"s{index}")).ToList();
        var plan = WatchPlan.Of(new McpFleet { Watch = new McpWatchPlan { Witnesses = [witness] } }, servers);
        var network = new OwnNetwork(new EngineContext(), plan);
        var probed = plan.Servers.Select((server, index) => new ProbedSample(server, Health(server.Name, []), Sample(server.Name, index) with { Verdict = McpVerdict.Unreachable, Status = HealthStatus.Unhealthy })).ToList();
        var marked = await network.MarkAsync(probed, Stop);
        Assert.All(marked, one => Assert.Equal(blind ? OwnNetwork.Mark : null, one.Sample.Mark));
        Assert.Null((await new OwnNetwork(new EngineContext(), plan).MarkAsync([probed[0]], Stop))[0].Sample.Mark);
    }

    /// <summary>What is to be done for a server is a matter of its own: that it works again is told, and speaks of nothing else.</summary>
    [Fact]
    public void A_duty_that_failed_keeps_no_recovery_from_being_told()
    {
        var (state, events) = (new WatchState(), new List<AlertEvent>());
        var plan = WatchPlan.Of(McpFleet.None, [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web")]);
        for (var minute = 0; minute < 12; minute++)
        {
            var (alive, done) = (minute is < 2 or > 6, minute < 2);
            McpCheckResult[] checks =
            [
                new() { Name = "protocol", Status = alive ? HealthStatus.Healthy : HealthStatus.Unhealthy, Message = alive ? "" : "Nothing listens." },
                .. minute > 10 ? Array.Empty<McpCheckResult>() : [new() { Name = "duties:daily", Status = done ? HealthStatus.Healthy : HealthStatus.Degraded, Message = done ? "" : "Begun last at 02:00: Failed." }],
            ];
            var health = Health("web", []) with { Verdict = alive ? McpVerdict.Healthy : McpVerdict.Unreachable, Status = HealthStatus.Worst(checks.Select(check => check.Status)), Message = alive ? "" : "Nothing listens.", Checks = checks };
            var sample = SampleOf.Health(health, Sample("web", minute).Slot);
            Assert.Equal(alive ? HealthStatus.Healthy : HealthStatus.Unhealthy, sample.Status);
            events.AddRange(WatchJudge.Judge(plan, state, plan.Servers[0], [sample], Upkeep.Observe(state, plan.Servers[0], health, sample.Slot), sample.Slot));
        }

        Assert.Equal(["health fired", "duties fired", "health resolved"], events.Select(one => $"{one.Rule} {one.Kind}"));
        Assert.DoesNotContain("duties", events[^1].Message, StringComparison.Ordinal);
        Assert.Contains("Failed", events[1].Message, StringComparison.Ordinal);
        Assert.Empty(WatchJudge.Forget(plan, state, Sample("web", 12).Slot));
    }

    /// <summary>A full disk is one alert of the machine, and none of each server that has a rule about it, unless that is graver.</summary>
    [Theory]
    [InlineData(AlertSeverity.Critical, "disk:/data 97 %: 1 GiB available", "")]
    [InlineData(AlertSeverity.Warning, "disk:/data 97 %: 1 GiB available", "fired")]
    [InlineData(AlertSeverity.Critical, "memory 97 %: little left", "fired")]
    public void A_rule_is_held_while_the_machine_is_told_of_the_same(string severity, string message, string told)
    {
        var (state, events) = (new WatchState(), new List<AlertEvent>());
        var plan = WatchPlan.Of(McpFleet.None, [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web") with { Rules = [new McpRule("full", "disk") { Above = new McpThreshold(80, 90) }] }]);
        state.Rules.Put(new RuleState { Server = HostWatch.Name, Rule = HostWatch.Name, Phase = RulePhase.Firing, Severity = severity, Message = message, Announced = true });
        for (var minute = 0; minute < 5; minute++)
        {
            var sample = Sample("web", minute) with { Values = new Dictionary<string, double> { ["disk"] = 97 } };
            events.AddRange(WatchJudge.Judge(plan, state, plan.Servers[0], [sample], [], sample.Slot));
        }

        Assert.Equal(told, string.Join(' ', events.Where(one => one.Rule is "full").Select(one => one.Kind)));
    }

    /// <summary>Hosts that write into one database have inventories of their own, and none ends the alerts of another.</summary>
    [Fact]
    public void What_another_host_watches_in_a_shared_history_is_left_to_it()
    {
        var state = new WatchState();
        WatchPlan Plan(string host, params string[] names) => WatchPlan.Of(McpFleet.None, names.Select(name => McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: name))) with { Host = host };
        var (a, b) = (Plan("a", "web"), Plan("b", "db"));
        for (var minute = 0; minute < 4; minute++)
        {
            WatchJudge.Judge(a, state, a.Servers[0], [Sample("web", minute) with { Status = "Unhealthy", Verdict = "Unreachable" }], [], Sample("web", minute).Slot);
        }

        state.Rules.Put(state.Rules.All.Single() with { Muted = "dependsOn" });
        Assert.Empty(WatchJudge.Release(b, state, Sample("web", 5).Slot));
        Assert.Equal("dependsOn", state.Rules.All.Single().Muted);
        Assert.Empty(WatchJudge.Forget(b, state, Sample("web", 5).Slot));
        Assert.Single(WatchJudge.Forget(Plan("a", "other"), state, Sample("web", 5).Slot));
        Assert.Empty(state.Rules.All);
    }

    [Theory]
    [InlineData("health")]
    [InlineData("duties")]
    public void A_rule_of_the_inventory_has_no_name_of_a_rule_that_every_server_has(string name)
    {
        var server = McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web") with { Rules = [new McpRule(name, "latency") { Above = new McpThreshold(1, 2) }] };
        Assert.Equal("RuleNameTaken", Assert.Throws<McpOpsException>(() => WatchPlan.Of(McpFleet.None, [server])).ErrorId);
    }

    [Fact]
    public void What_another_run_looks_at_is_left_to_it_until_it_ends_or_is_gone()
    {
        var (state, now) = (new WatchState(), Sample("web", 0).Slot);
        Assert.Equal(["a", "b"], ProbeLeases.Take(state, "host:1:x", ["a", "b"], now, _ => true));
        Assert.Equal(["c"], ProbeLeases.Take(state, "host:2:y", ["b", "c"], now, _ => true));
        Assert.Empty(ProbeLeases.Take(state, "host:3:z", ["a", "b", "c"], now, _ => true));
        Assert.Equal(["a", "b"], ProbeLeases.Take(state, "host:3:z", ["a", "b", "c"], now, owner => owner != "host:1:x"));
        Assert.Equal(["a", "b", "c"], ProbeLeases.Take(state, "host:4:w", ["a", "b", "c"], now.AddMinutes(3), _ => true));

        // A watch that runs on and on keeps its own, whatever their names; another host's it leaves.
        ProbeLeases.Keep(state, "a:5:v", ["a*"], now.AddMinutes(6));
        Assert.Equal(["b", "ab"], ProbeLeases.Take(state, "b:6:u", ["a*", "b", "ab"], now.AddMinutes(6), _ => true));
        ProbeLeases.Keep(state, "a:5:v", ["a*", "c"], now.AddMinutes(6));
        Assert.Empty(ProbeLeases.Take(state, "b:7:t", ["a*", "c"], now.AddMinutes(6), _ => true));
        Assert.True(ProbeLeases.Lives(ProbeLeases.NewOwner()));
        Assert.True(ProbeLeases.Lives("another machine:1:x"));
        Assert.False(ProbeLeases.Lives($"{Environment.MachineName}:{int.MaxValue}:x"));
    }

    /// <summary>A receiver that is away for half an hour gets everything once, with its first time, within a minute of its return.</summary>
    [Fact]
    public async Task What_a_receiver_missed_arrives_once_when_it_is_back()
    {
        var (up, bodies) = (false, new List<string>());
        await using var web = await LoopbackWeb.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            context.Response.StatusCode = up ? 200 : 503;
            if (up)
            {
                lock (bodies)
                {
                    bodies.Add(body);
                }
            }
        });
        var fleet = new McpFleet { Channels = [new McpChannel("hook", "webhook") { Texts = new Dictionary<string, string> { ["url"] = web.Url.ToString() } }] };
        await using var store = new JsonLinesStore(_folder.FullName);
        var turns = new TurnKeeper(Context, store);
        var sender = new OutboxSender(Context, turns, new ChannelFactory(Context).All(fleet.Channels), new MessageComposer(fleet, new Dictionary<string, McpServer>(StringComparer.Ordinal)), new WatchClock(_time));
        var began = _time.GetUtcNow();
        for (var second = 0; second < 1800 + 360; second += 5)
        {
            if (second < 1500 && second % 300 == 0)
            {
                var fired = new AlertEvent { Kind = "fired", Server = $"s{second}", Rule = $"r{second}", Episode = "a", Severity = "critical", At = _time.GetUtcNow(), Since = _time.GetUtcNow(), Message = "Bad." };
                await turns.RunAsync(
                    turn =>
                    {
                        new Dispatcher(fleet, turn.State, _time.GetUtcNow()).Dispatch([fired]);
                        return true;
                    },
                    Stop);
            }

            up = second >= 1800;
            await sender.PumpAsync(Stop);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(5, bodies.Count);
        Assert.Contains("Delayed by", bodies[0], StringComparison.Ordinal);
        Assert.Contains(bodies, body => body.Contains(began.ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Assert.Empty((await store.ReadStateAsync(Stop)).Outbox.All);
    }

    private async Task TakeAsync(TurnKeeper turns, int index) => await turns.RunAsync(turn => turn.AppendAsync([Sample("web", index)], Stop), Stop);

    private static McpSample Sample(string server, int index) => new() { Server = server, Slot = Start.AddMinutes(index), Status = HealthStatus.Healthy, Verdict = McpVerdict.Healthy };

    private static McpHealth Health(string server, IReadOnlyList<McpTool> tools) => new() { Server = server, Status = HealthStatus.Healthy, Verdict = McpVerdict.Healthy, CheckedAt = Start.LocalDateTime, Tools = tools };

    private sealed class Sink(List<McpNotice> notices) : IProgress<McpNotice>
    {
        public void Report(McpNotice value) => notices.Add(value);
    }
}
