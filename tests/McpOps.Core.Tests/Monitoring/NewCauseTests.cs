using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;
using Microsoft.Extensions.Time.Testing;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>One alert that several figures can be the cause of: each that comes to it is told, and whoever acknowledged one has not acknowledged the next. In virtual time.</summary>
public sealed class NewCauseTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly McpFleet Fleet = McpFleet.None with
    {
        Channels = [new McpChannel("slack", "slack"), new McpChannel("pager", "pagerduty")],
        Alerts = new McpAlertPlan { Routes = [new McpAlertRoute(["slack"]), new McpAlertRoute(["pager"]) { Severity = "critical" }], Remind = [TimeSpan.FromHours(1)] },
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-causes-");
    private readonly FakeTimeProvider _time = new(Start);
    private readonly WatchPlan _plan = WatchPlan.Of(Fleet, [McpServer.FromUrl(new Uri("http://127.0.0.1/mcp"), name: "web")], TimeSpan.FromMinutes(1));
    private readonly List<AlertEvent> _events = [];
    private readonly JsonLinesStore _store;
    private readonly TurnKeeper _turns;
    private readonly WatchSession _session;

    public NewCauseTests()
    {
        var context = new EngineContext { Time = _time };
        _store = new JsonLinesStore(_folder.FullName);
        _turns = new TurnKeeper(context, _store);
        _session = new WatchSession(context, _plan, _store, _turns, new WatchClock(_time), waits: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("cpu 94", "disk:/ 97", HostWatch.Name, HostWatch.Name)]
    [InlineData("process-cpu 94", "process-memory 97", "web", Observations.Health)]
    public async Task A_figure_that_joins_another_is_told_by_its_name_and_ends_the_acknowledgement(string first, string second, string server, string rule)
    {
        await PlayAsync(5, first);
        await DeliverAsync();
        await AcknowledgeAsync(server, rule);
        await PlayAsync(10, first);
        Assert.Equal(["fired"], Kinds());
        Assert.NotNull(await AcknowledgedAsync(server, rule));

        // It takes as many looks as a failure does, and is told once.
        await PlayAsync(20, first, second);
        Assert.Equal(2, _events.Count);
        Assert.Equal(Start.AddMinutes(17), _events[1].At);
        Assert.Contains(second.Split(' ')[0], _events[1].Message, StringComparison.Ordinal);
        Assert.Contains(first.Split(' ')[0], _events[1].Message, StringComparison.Ordinal);
        Assert.Null(await AcknowledgedAsync(server, rule));

        // An hour after the second, and not after the first.
        await DeliverAsync();
        await PlayAsync(40, first, second);
        Assert.Equal(2, _events.Count);
        await PlayAsync(10, first, second);
        Assert.Equal("reminder", _events[^1].Kind);
    }

    [Fact]
    public async Task A_figure_that_comes_and_goes_beside_another_is_told_once()
    {
        await PlayAsync(5, "cpu 94");
        for (var swing = 0; swing < 6; swing++)
        {
            await PlayAsync(4, "cpu 94", "disk:/ 91");
            await PlayAsync(4, "cpu 94");
        }

        Assert.Equal(2, _events.Count);
    }

    [Fact]
    public async Task Nobody_is_woken_for_a_figure_that_is_only_a_warning_and_it_is_told_all_the_same()
    {
        await PlayAsync(5, "cpu 99 critical");
        await PlayAsync(5, "cpu 99 critical", "disk:/ 91");
        Assert.Equal(2, _events.Count);
        await _turns.RunAsync(
            turn =>
            {
                var told = turn.State.Members.All.Where(member => member.Event.Message.Contains("disk:/", StringComparison.Ordinal)).Select(member => turn.State.Outbox.Find(member.Entry)!.Channel);
                Assert.Equal(["slack"], told);
                return true;
            },
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_got_graver_is_no_longer_what_was_acknowledged()
    {
        await PlayAsync(5, "cpu 94");
        await AcknowledgeAsync(HostWatch.Name, HostWatch.Name);
        await PlayAsync(5, "cpu 99 critical");
        Assert.Equal(["fired", "raised"], Kinds());
        Assert.Null(await AcknowledgedAsync(HostWatch.Name, HostWatch.Name));
    }

    [Fact]
    public async Task All_that_is_wrong_is_named()
    {
        await PlayAsync(5, "cpu 94", "disk:/ 91", "swap 88");
        Assert.All(new[] { "cpu 94 %", "disk:/ 91 %", "swap 88 %" }, figure => Assert.Contains(figure, Assert.Single(_events).Message, StringComparison.Ordinal));
    }

    private IEnumerable<string> Kinds() => _events.Select(one => one.Kind);

    // A figure is a check, its value, and whether it is critical.
    private async Task PlayAsync(int minutes, params string[] figures)
    {
        for (var minute = 0; minute < minutes; minute++, _time.Advance(TimeSpan.FromMinutes(1)))
        {
            var checks = figures.Select(figure => figure.Split(' ')).Select(part => new McpCheckResult
            {
                Name = part[0], Value = double.Parse(part[1], System.Globalization.CultureInfo.InvariantCulture), Unit = "%", Message = "It is much.", Status = part.Length > 2 ? HealthStatus.Unhealthy : HealthStatus.Degraded,
            }).Prepend(new McpCheckResult { Name = "protocol", Status = HealthStatus.Healthy }).ToList();
            var health = new McpHealth { Server = "web", Status = HealthStatus.Worst(checks.Select(check => check.Status)), Verdict = McpVerdict.Healthy, Message = HostFindings.Text(checks), CheckedAt = _time.GetUtcNow().LocalDateTime, Checks = checks };
            _events.AddRange((await _session.TakeAsync([new ProbedSample(_plan.Servers[0], health, SampleOf.Health(health, _time.GetUtcNow()))], TestContext.Current.CancellationToken)).Events);
        }
    }

    // Every channel takes every message at once.
    private Task DeliverAsync() => _turns.RunAsync(
        turn =>
        {
            foreach (var entry in OutboxSchedule.Due(turn.State, _time.GetUtcNow()))
            {
                OutboxLedger.Note(turn.State, _plan.Fleet, entry, new AlertMessage { Id = entry.Id, Kind = entry.Kind, Title = "" }, SendResult.Sent, _time.GetUtcNow());
            }

            return true;
        },
        TestContext.Current.CancellationToken);

    private Task AcknowledgeAsync(string server, string rule) => _turns.RunAsync(
        turn =>
        {
            turn.State.Rules.Put(turn.State.Rules.Find(RuleState.KeyOf(server, rule))! with { AcknowledgedAt = _time.GetUtcNow(), AcknowledgedBy = "ann" });
            return true;
        },
        TestContext.Current.CancellationToken);

    private Task<DateTimeOffset?> AcknowledgedAsync(string server, string rule) => _turns.RunAsync(turn => turn.State.Rules.Find(RuleState.KeyOf(server, rule))!.AcknowledgedAt, TestContext.Current.CancellationToken);
}
