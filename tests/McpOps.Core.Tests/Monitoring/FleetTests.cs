using System.Collections.Concurrent;
using System.Text.Json;
using McpOps.Core.Tests.Servers;
using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>Many servers, many messages, and clocks that jump: what reaches people.</summary>
public sealed class FleetTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeMachine _machine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    /// <summary>The whole watch, a thousand real refusals, and receivers that hold the limits of the real ones.</summary>
    [Fact]
    public async Task A_thousand_servers_that_fail_at_once_are_one_message_a_channel_and_none_is_refused()
    {
        string[] kinds = ["slack", "teams", "discord", "pagerduty"];
        var (received, refusals) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        await using var web = await LoopbackWeb.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var (kind, body) = (kinds.First(kind => context.Request.Path.Value!.Contains(kind, StringComparison.Ordinal)), await reader.ReadToEndAsync());
            received.Enqueue(kind);
            foreach (var refusal in Limits.Of(kind, body))
            {
                refusals.Enqueue($"{kind}: {refusal}");
            }

            context.Response.StatusCode = refusals.IsEmpty ? 202 : 400;
        });
        var channels = string.Join(", ", kinds.Select(kind => $"\"{kind}\": {{ \"kind\": \"{kind}\", \"url\": \"{web.Url}{kind}\", \"key\": \"{new string('k', 32)}\" }}".Replace(kind is "pagerduty" ? "\0" : $", \"key\": \"{new string('k', 32)}\"", "", StringComparison.Ordinal)));
        var servers = string.Join(", ", Enumerable.Range(0, 1000).Select(index => $"\"s{index}\": {{ \"url\": \"http://127.0.0.1:1/mcp\" }}"));
        _machine.Write("mcpops.json", $$"""{ "history": { "store": "history" }, "channels": { {{channels}} }, "watch": { "failures": 1 }, "alerts": { "routes": [{ "rules": "health", "to": ["slack", "teams", "discord", "pagerduty"] }] }, "servers": { {{servers}} } }""");
        var fired = 0;
        await foreach (var record in new WatchEngine(_machine.Context, _machine.Paths).RunAsync(new WatchOptions { Once = true, Timeout = TimeSpan.FromMinutes(2) }, Stop))
        {
            fired += record is { Kind: "fired", Rule: "health" } ? 1 : 0;
        }

        Assert.Equal(1000, fired);
        Assert.Empty(refusals);
        Assert.Equal(kinds.Order(StringComparer.Ordinal), received.Order(StringComparer.Ordinal));
    }

    /// <summary>Whoever is woken has what is wrong, since when, what to do, the last errors of its log without secrets, and where to look; and whoever waits for the watch's own sign of life has it.</summary>
    [Fact]
    public async Task A_message_says_what_one_needs_to_know_and_the_dead_mans_address_is_asked_each_round()
    {
        var asked = 0;
        await using var web = await LoopbackWeb.StartAsync(_ =>
        {
            Interlocked.Increment(ref asked);
            return Task.CompletedTask;
        });
        var now = TimeProvider.System.GetUtcNow();
        _machine.Write("web.log", $"{now.AddMinutes(-2):yyyy-MM-dd'T'HH:mm:ss'Z'} ERROR cannot log in with password=hunter2secret\n{now.AddMinutes(-1):yyyy-MM-dd'T'HH:mm:ss'Z'} INFO all is well\n");
        _machine.Write("mcpops.json", $$"""{ "history": { "store": "history" }, "channels": { "log": { "kind": "file", "path": "alerts.jsonl" } }, "alerts": { "routes": [{ "rules": "health", "to": ["log"] }] }, "watch": { "failures": 1, "deadMan": "{{web.Url}}" }, "servers": { "gone": { "url": "http://127.0.0.1:1/mcp", "logs": ["web.log"] } } }""");
        await foreach (var record in new WatchEngine(_machine.Context, _machine.Paths).RunAsync(new WatchOptions { Once = true, Timeout = TimeSpan.FromMinutes(2) }, Stop))
        {
            Assert.NotEmpty(record.Kind);
        }

        Assert.Equal(1, asked);
        using var sent = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(_machine.Whole("alerts.jsonl"), Stop)));
        Assert.Equal(("gone", "critical", "mcpops health gone --details"), (sent.RootElement.GetProperty("server").GetString(), sent.RootElement.GetProperty("severity").GetString(), sent.RootElement.GetProperty("command").GetString()));
        Assert.InRange(sent.RootElement.GetProperty("since").GetDateTimeOffset(), now.AddMinutes(-5), now.AddMinutes(5));
        Assert.Contains("Start", sent.RootElement.GetProperty("message").GetString(), StringComparison.OrdinalIgnoreCase);
        var line = Assert.Single(sent.RootElement.GetProperty("logLines").EnumerateArray()).GetString();
        Assert.Contains("cannot log in", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_hour_of_good_and_bad_in_turns_is_two_messages()
    {
        var server = McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web");
        var plan = WatchPlan.Of(new McpFleet { Channels = [new McpChannel("ops", "slack")] }, [server]);
        var samples = Enumerable.Range(0, 120).Select(minute => Sample(minute, bad: minute < 60 && minute % 2 == 0));
        var replay = WatchReplay.Judge(plan, samples, Start, Start.AddHours(2), 0, Stop);
        Assert.Equal(2, replay.Messages);
        Assert.Equal(["flapping", "settled"], replay.Events.Select(one => one.Kind));
    }

    /// <summary>An hour forth and an hour back: alerts are neither late nor doubled, no window opens twice, no reminder comes again.</summary>
    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task A_clock_that_jumps_an_hour_delays_no_alert_and_repeats_no_reminder(int minutes)
    {
        var time = new JumpingTime(Start);
        var context = new EngineContext { Time = time };
        var file = Path.Combine(_machine.Root, "alerts.jsonl");
        var fleet = new McpFleet { Channels = [new McpChannel("log", "file") { Texts = new Dictionary<string, string> { ["path"] = file } }], Alerts = new McpAlertPlan { Remind = [TimeSpan.FromHours(4)], GroupWait = TimeSpan.FromSeconds(10) } };
        var plan = WatchPlan.Of(fleet, [McpServer.FromUrl(new Uri("http://192.0.2.1/mcp"), name: "web")]);
        await using var store = new JsonLinesStore(Path.Combine(_machine.Root, "history"));
        var session = new WatchSession(context, plan, store, new TurnKeeper(context, store), new WatchClock(time), waits: true);
        for (var minute = 0; minute < 30; minute++)
        {
            if (minute == 2)
            {
                time.Pass(TimeSpan.Zero, TimeSpan.FromMinutes(minutes));
            }

            var slot = SampleOf.Whole(session.Clock.Now);
            var health = new McpHealth { Server = "web", Status = HealthStatus.Unhealthy, Verdict = "Timeout", CheckedAt = slot.LocalDateTime };
            await session.TakeAsync([new ProbedSample(plan.Servers[0], health, SampleOf.Health(health, slot))], Stop);
            time.Pass(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15));
            await session.TickAsync(Stop);
            await session.Sender.PumpAsync(Stop);

            // The third bad sample is told at once, whatever the machine's clock says.
            Assert.Equal(minute < 2 ? 0 : 1, File.Exists(file) ? (await File.ReadAllLinesAsync(file, Stop)).Length : 0);
            time.Pass(TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(45));
        }
    }

    private static McpSample Sample(int minute, bool bad) => new() { Server = "web", Slot = Start.AddMinutes(minute), Status = bad ? HealthStatus.Unhealthy : HealthStatus.Healthy, Verdict = bad ? "Timeout" : "Healthy" };
}
