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

    [Theory]
    [InlineData("", "", "")]
    [InlineData("removed", "warning", "'b': it is gone")]
    [InlineData("renamed", "warning", "'c': it was called 'b'")]
    [InlineData("schema", "warning", "schema")]
    [InlineData("description", "warning", "text changed")]
    [InlineData("release", "warning", "its version was 1 and is 2")]
    [InlineData("added", "information", "'d': it is new")]
    [InlineData("order", "", "")]
    public void What_a_server_offers_is_compared_with_what_it_offered_first_or_with_what_the_lock_file_says(string change, string severity, string text)
    {
        var state = new WatchState();
        var plan = WatchPlan.Of(McpFleet.None, [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web")]);
        var server = plan.Servers[0];
        var (a, b) = (Tool("a"), Tool("b"));
        var before = Health("web", [a, b]) with { ServerVersion = "1" };
        Assert.Empty(ToolDrift.Observe(state, plan, server, before, Sample("web", 0)));
        Assert.Equal(ObservedResult.Good, Assert.Single(ToolDrift.Observe(state, plan, server, before, Sample("web", 0))).Result);
        IReadOnlyList<McpTool> now = change switch
        {
            "removed" => [a],
            "renamed" => [a, b with { Name = "c" }],
            "schema" => [a, b with { InputSchemaText = "{\"type\":\"array\"}" }],
            "description" or "release" => [a, b with { Description = "Another." }],
            "added" => [a, b, Tool("d") with { Description = "New." }],
            "order" => [b, a with { InputSchemaText = "{ \"x\": 1, \"type\": \"object\" }" }],
            _ => [a, b],
        };
        var health = Health("web", now) with { ServerVersion = change is "release" ? "2" : "1" };
        for (var round = 1; round < 4; round++)
        {
            Says(Assert.Single(ToolDrift.Observe(state, plan, server, health, Sample("web", round))), "mcpops watch --accept web");
        }

        Assert.Equal(severity.Length > 0, ToolDrift.Accept(state, "web"));
        Assert.Equal(ObservedResult.Good, Assert.Single(ToolDrift.Observe(state, plan, server, health, Sample("web", 9))).Result);

        // What an audit accepted wins, and nothing is remembered beside it.
        var locked = plan with { Accepted = OrdinalMap<LockedServer>.Of([new("web", LockedServer.Of([a, b], "1", null, null))]) };
        Says(Assert.Single(ToolDrift.Observe(state, locked, server, health, Sample("web", 10))), "mcpops audit web --accept");
        Assert.Equal((null, null), (state.Servers.Find("web")!.FirstSeen, state.Servers.Find("web")!.Seen));
        Assert.Empty(ToolDrift.Observe(state, plan with { Accepted = null }, server, health, Sample("web", 11)));

        void Says(Observation seen, string accept)
        {
            Assert.Equal((severity, severity.Length > 0 ? ObservedResult.Bad : ObservedResult.Good), (seen.Severity, seen.Result));
            Assert.Contains(text, seen.Message, StringComparison.Ordinal);
            Assert.Contains(severity.Length > 0 ? accept : "", seen.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A machine that is busy for a moment makes a server be spoken to in an older version, in which it may offer less.</summary>
    [Theory]
    [InlineData("..o.....", "")]
    [InlineData("..oo....", "")]
    [InlineData("..o.o.o.o.o.o.o.o.o.o.o.o.", "")]
    [InlineData("..ooo...", "fired resolved")]
    [InlineData("o.......", "")]
    [InlineData(".o......", "")]
    public void One_look_is_no_drift_and_no_baseline(string looks, string told)
    {
        var (state, events) = (new WatchState(), new List<AlertEvent>());
        var plan = WatchPlan.Of(McpFleet.None, [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web")]);
        foreach (var (look, minute) in looks.Select((look, minute) => (look, minute)))
        {
            var health = look is 'o' ? Health("web", [Tool("a")]) with { ProtocolVersion = "2024-11-05" } : Health("web", [Tool("a"), Tool("b")]) with { ProtocolVersion = "2025-11-25" };
            events.AddRange(WatchJudge.Judge(plan, state, plan.Servers[0], [Sample("web", minute)], ToolDrift.Observe(state, plan, plan.Servers[0], health, Sample("web", minute)), Sample("web", minute).Slot));
        }

        Assert.Equal(told, string.Join(' ', events.Select(one => one.Kind)));
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

    [Theory]
    [InlineData("hits_total", 7.0)]
    [InlineData("hits_total{code=\"200\"}", 5.0)]
    [InlineData("hits_total{code=~\"4..|5..\"}", 2.0)]
    [InlineData("hits_total{code=\"404\",path=\"/a \\\"b\\\"\"}", 2.0)]
    [InlineData("hits", 1.5)]
    [InlineData("missing", null)]
    public void A_series_is_read_from_Prometheus_text(string series, double? value) => Assert.Equal(value, PrometheusText.Value("# HELP hits x\nhits 1.5 1700000000\nhits_total{code=\"200\",path=\"/\"} 5\nhits_total{ code=\"404\", path=\"/a \\\"b\\\"\" } 2\nnan NaN\n", series));

    [Fact]
    public async Task Figures_of_a_tool_and_of_logs_are_taken()
    {
        await using var web = await Probing.ReplyingServer.StartAsync(Probing.ReplyingServer.ReadOnlyTool, call => call["name"]!.GetValue<string>() is "status" ? """{"content":[{"type":"text","text":"{\"queue\":7}"}]}""" : """{"content":[{"type":"text","text":"12.5"}]}""");
        var log = Path.Combine(_folder.FullName, "web.log");
        await File.WriteAllLinesAsync(log, Enumerable.Range(0, 4).Select(index => $"{Start.AddSeconds(-50 + (10 * index)):yyyy-MM-dd'T'HH:mm:ss'Z'} {(index == 0 ? "INFO" : "ERROR")} It is {index}"), Stop);
        var server = McpServer.FromUrl(web.Url, name: "web") with
        {
            Logs = [log],
            Metrics = [new McpMetricSource("queue") { Tool = "status", Path = "$.queue" }, new McpMetricSource("plain") { Tool = "other" }, new McpMetricSource("errors") { Logs = "errors" }, new McpMetricSource("entries") { Logs = "entries" }],
        };
        using var collector = new MetricCollector(new EngineContext { Notices = new Sink(_notices) });
        var figures = await collector.CollectAsync(WatchedServer.Of(server, new McpWatchPlan()), Start, TimeSpan.FromSeconds(60), Stop);
        Assert.Empty(_notices);
        Assert.Equal(["entries=4", "errors=3", "plain=12.5", "queue=7"], figures.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value}")));
    }

    [Fact]
    public async Task Figures_that_the_inventory_names_are_taken_and_one_that_fails_is_said_once()
    {
        await using var web = await LoopbackWeb.StartAsync(LoopbackWeb.Json("{\"cache\":{\"size\":42,\"on\":true}}"));
        var file = Path.Combine(_folder.FullName, "figures.jsonl");
        await File.WriteAllTextAsync(file, "{\"rate\":0.1}\n{\"rate\":0.7}\n{\"ra", Stop);
        var server = McpServer.FromUrl(web.Url, name: "web") with
        {
            Endpoints = [new McpEndpoint("stats", web.Url.ToString())],
            Metrics =
            [
                new McpMetricSource("size") { Endpoint = "stats", Path = "$.cache.size" },
                new McpMetricSource("on") { Endpoint = "stats", Path = "$.cache.on" },
                new McpMetricSource("rate") { File = file, Path = "$.rate" },
                new McpMetricSource("none") { Endpoint = "stats", Path = "$.none" },
            ],
        };
        using var collector = new MetricCollector(new EngineContext { Notices = new Sink(_notices) });
        for (var round = 0; round < 3; round++)
        {
            var figures = await collector.CollectAsync(WatchedServer.Of(server, new McpWatchPlan()), Start, TimeSpan.FromSeconds(20), Stop);
            Assert.Equal(["on=1", "rate=0.7", "size=42"], figures.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value}")));
        }

        Assert.Contains("'none'", Assert.Single(_notices).Message, StringComparison.Ordinal);
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

    private static McpTool Tool(string name) => new() { Server = "web", Name = name, Description = $"Does {name}.", InputSchemaText = name is "a" ? "{\"type\":\"object\",\"x\":1}" : "{\"type\":\"object\"}" };

    private sealed class Sink(List<McpNotice> notices) : IProgress<McpNotice>
    {
        public void Report(McpNotice value) => notices.Add(value);
    }
}
