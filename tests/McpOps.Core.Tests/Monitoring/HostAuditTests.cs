using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;
using Microsoft.Extensions.Time.Testing;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>What an audit left open of the machine is one alert, and none of each of its servers. In virtual time.</summary>
public sealed class HostAuditTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-host-audit-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_an_audit_left_open_of_the_machine_is_told_once_and_its_end_too()
    {
        var time = new FakeTimeProvider(Start);
        var context = new EngineContext { Time = time };
        var plan = WatchPlan.Of(McpFleet.None, [.. new[] { "a", "b", "c" }.Select(name => McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: name))], TimeSpan.FromMinutes(1));
        await using var store = new JsonLinesStore(_folder.FullName);
        var session = new WatchSession(context, plan, store, new TurnKeeper(context, store), new WatchClock(time), waits: false);
        var events = new List<AlertEvent>();
        for (var minute = 0; minute < 30; minute++, time.Advance(TimeSpan.FromMinutes(1)))
        {
            var open = minute is >= 5 and < 20;
            var full = minute >= 10;
            var taken = await session.TakeAsync([.. plan.Servers.Select(server => Probe(server, Start.AddMinutes(minute), open, full))], Stop);
            events.AddRange(taken.Events);
            Assert.All(taken.Samples, sample => Assert.Equal(HealthStatus.Healthy, sample.Status));
        }

        // A disk that fills up meanwhile is other news, and is told as what it is.
        Assert.Equal(["host audit fired warning", "host host fired warning", "host audit resolved warning"], events.Select(one => $"{one.Server} {one.Rule} {one.Kind} {one.Severity}"));
        Assert.Equal("Open: 0 critical, 1 high, 0 others, such as PORT001 tcp/22.", events[0].Message);
        Assert.StartsWith("disk:/", events[1].Message, StringComparison.Ordinal);
        Assert.Equal("mcpops audit", new MessageComposer(plan.Fleet, new Dictionary<string, McpServer>()).Alert(events[0]).Command);
    }

    private static ProbedSample Probe(WatchedServer server, DateTimeOffset at, bool open, bool full)
    {
        var health = new McpHealth
        {
            Server = server.Name, Host = "here", Status = open || full ? HealthStatus.Degraded : HealthStatus.Healthy, Verdict = McpVerdict.Healthy, CheckedAt = at.LocalDateTime,
            Checks =
            [
                new McpCheckResult { Name = "protocol", Status = HealthStatus.Healthy },
                new McpCheckResult { Name = "audit", Status = HealthStatus.Healthy, Value = 1, Unit = "days" },
                new McpCheckResult { Name = "host-audit", Status = open ? HealthStatus.Degraded : HealthStatus.Healthy, Message = open ? "Open: 0 critical, 1 high, 0 others, such as PORT001 tcp/22." : "Nothing is open." },
                new McpCheckResult { Name = "disk:/", Status = full ? HealthStatus.Degraded : HealthStatus.Healthy, Value = full ? 85 : 10, Unit = "%", Message = "It fills up." },
            ],
        };
        var (status, message) = HostFindings.Without(health);
        return new ProbedSample(server, health, new McpSample { Server = server.Name, Slot = at, Status = status, Verdict = health.Verdict, Message = message });
    }
}
