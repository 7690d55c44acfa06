using FsCheck;
using FsCheck.Fluent;
using McpOps.Auditing;
using McpOps.Monitoring;
using McpOps.Servers;
using Microsoft.Extensions.Time.Testing;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>Objectives against known truths.</summary>
public sealed class ObjectiveTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-objectives-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Inventory => Path.Combine(_folder.FullName, "mcpops.json");

    [Fact]
    public async Task What_was_achieved_is_what_the_samples_say_and_gaps_are_unknown()
    {
        // Ten days of minutes up to now, an hour of them bad three days ago, and a day without samples.
        await WriteAsync("""{ "availability": { "target": 99.5, "window": "10d" }, "response": { "target": 95, "below": 100, "window": "10d" } }""", minute => minute switch
        {
            >= 4 * 1440 and < 5 * 1440 => null,
            >= 7 * 1440 and < (7 * 1440) + 60 => ("Unhealthy", 0),
            _ => ("Healthy", minute % 10 == 0 ? 250 : 50),
        }, minutes: 14400);
        var found = await ReadAsync(new ObjectiveQuery());

        var up = found.Single(one => one.Objective == "availability");
        Assert.Equal((14400 - 1440 - 60, 60, 14400), (up.Good, up.Bad, up.Expected));
        Assert.Equal(Math.Round(100.0 * (14400 - 1440 - 60) / (14400 - 1440), 4), up.Achieved);
        Assert.Equal(10, up.UnknownShare);
        Assert.Equal((ObjectiveStatus.Met, "10d", 99.5), (up.Status, up.Window, up.Target));
        Assert.Equal(Math.Round(100 * (1 - (60 / (12960 * 0.005))), 4), up.BudgetLeft);

        var fast = found.Single(one => one.Objective == "response");
        Assert.Equal(ObjectiveStatus.Missed, fast.Status);
        Assert.True(fast.BudgetLeft < 0, fast.Message);
        Assert.Equal(90, fast.Achieved!.Value, 0.1);
    }

    [Theory]
    [InlineData(1, 99.9, null)]
    [InlineData(2, 99.9, null)]
    [InlineData(3, 99.9, "critical")]
    [InlineData(3, 90.0, null)]
    public async Task One_failed_probe_burns_nothing_and_three_of_an_hour_do(int failures, double target, string? burning)
    {
        await WriteAsync($$"""{ "availability": { "target": {{target.ToString(System.Globalization.CultureInfo.InvariantCulture)}} } }""", minute => minute >= 1440 - failures ? ("Unhealthy", 0) : ("Healthy", 50), minutes: 1440);
        Assert.Equal(burning, Assert.Single(await ReadAsync(new ObjectiveQuery())).Burning);
    }

    [Theory]
    [InlineData(4, 1, true)]
    [InlineData(5, 0, false)]
    [InlineData(400, 100, false)]
    public void That_a_verdict_rests_on_a_few_samples_is_said(int good, int bad, bool said) => Assert.Equal(said,
        ObjectiveJudge.Judge(new McpServer { Name = "web" }, new McpTarget("availability", "success", 99.5), new ObjectiveCounts(Now.AddDays(-30), Now, TimeSpan.FromMinutes(1), good, bad, [])).Message.Contains($"There are only {good + bad} samples so far", StringComparison.Ordinal));

    [Fact]
    public async Task Errors_that_came_and_went_burn_no_more()
    {
        await WriteAsync("""{ "availability": { "target": 99.9 } }""", minute => minute is >= 1390 and < 1400 ? ("Unhealthy", 0) : ("Healthy", 50), minutes: 1440);
        var one = Assert.Single(await ReadAsync(new ObjectiveQuery { Window = TimeSpan.FromDays(1) }));

        // The last six hours and half hour: 10 of 360 and none of 30.
        Assert.NotEqual("critical", one.Burning);
        Assert.True(one.BurnRate > 14.4);
        Assert.Equal(ObjectiveStatus.Missed, one.Status);
    }

    /// <summary>The inventory says a minute, and its timer runs <c>watch --once --every 15m</c>.</summary>
    [Fact]
    public async Task A_timer_that_looks_more_seldom_than_the_inventory_says_leaves_nothing_unknown()
    {
        await WriteAsync("""{ "availability": { "target": 99.9, "window": "1d" } }""", minute => minute % 15 == 0 ? ("Healthy", 50) : null, minutes: 1440, every: TimeSpan.FromMinutes(15));
        var one = Assert.Single(await ReadAsync(new ObjectiveQuery()));
        Assert.Equal((96, 96, 0.0), (one.Good, one.Expected, one.UnknownShare));
        var metrics = new List<McpMetric>();
        await foreach (var metric in new MetricReader(new EngineContext { Time = new FakeTimeProvider(Now) }).ReadAsync(new MetricQuery { ConfigPath = Inventory, Metrics = ["response"] }, Stop))
        {
            metrics.Add(metric);
        }

        Assert.Equal((96, 96), (Assert.Single(metrics).Samples, metrics[0].Expected));
    }

    [Fact]
    public async Task Where_nothing_is_known_nothing_is_said_to_be_met()
    {
        await WriteAsync("""{ "availability": { "target": 99.9 } }""", _ => null, minutes: 10);
        var one = Assert.Single(await ReadAsync(new ObjectiveQuery()));
        Assert.Equal((ObjectiveStatus.Unknown, null, 100.0), (one.Status, one.Achieved, one.UnknownShare));
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        await WriteAsync("""{ "availability": { "target": 99.9 } }""", _ => null, minutes: 1);
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => ReadAsync(new ObjectiveQuery { Objectives = ["avaliability"] }));
        Assert.Equal("ObjectiveNotFound", exception.ErrorId);
        Assert.Contains("availability", exception.Message, StringComparison.Ordinal);
        await WriteAsync("{}", _ => null, minutes: 1);
        Assert.Equal("NoObjectives", (await Assert.ThrowsAsync<McpOpsException>(() => ReadAsync(new ObjectiveQuery()))).ErrorId);
        await WriteAsync("""{ "size": { "target": 99, "below": 1 } }""", _ => null, minutes: 1);
        Assert.Equal("UnknownMetric", (await Assert.ThrowsAsync<McpOpsException>(() => ReadAsync(new ObjectiveQuery()))).ErrorId);
    }

    [Theory]
    [InlineData("""{ "availability": { } }""", "has no 'target'")]
    [InlineData("""{ "availability": { "target": 100 } }""", "below 100")]
    [InlineData("""{ "availability": { "target": 99, "below": 5 } }""", "takes no 'below'")]
    [InlineData("""{ "response": { "target": 99 } }""", "neither 'below' nor 'above'")]
    [InlineData("""{ "response": { "target": 99, "below": 1, "above": 2 } }""", "Write two objectives")]
    public async Task What_is_no_objective_is_a_mistake_of_the_inventory_with_its_place(string slo, string words)
    {
        await WriteAsync(slo, _ => null, minutes: 1);
        var notices = new List<McpNotice>();
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => ReadAsync(new ObjectiveQuery(), notices));
        Assert.Contains("names no objectives", exception.Message, StringComparison.Ordinal);
        var notice = Assert.Single(notices, notice => notice.Id is "InventoryPartInvalid");
        Assert.Contains(words, notice.Message, StringComparison.Ordinal);
        Assert.Contains("mcpops.json:", notice.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever was good and bad: a target that is just met has its whole budget spent or more left, and a worse one does not look better.</summary>
    [Fact]
    public void More_errors_never_look_better() => Prop.ForAll(Gen.Choose(1, 10_000).ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), Gen.Choose(1, 999).ToArbitrary(), (all, bad, permille) =>
    {
        bad = Math.Min(bad, all - 1);
        var target = new McpTarget("availability", "success", permille / 10.0);
        var (one, worse) = (Judge(target, all - bad, bad), Judge(target, all - bad - 1, bad + 1));
        return one.Achieved >= worse.Achieved && one.BudgetLeft >= worse.BudgetLeft && one.UnknownShare == worse.UnknownShare && (one.Status == ObjectiveStatus.Missed) == (one.Achieved < target.Target && one.BudgetLeft < 0);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    public void Dispose() => _folder.Delete(recursive: true);

    private static McpObjective Judge(McpTarget target, long good, long bad) =>
        ObjectiveJudge.Judge(new McpServer { Name = "web" }, target, new ObjectiveCounts(Now.AddDays(-30), Now, TimeSpan.FromMinutes(1), good, bad, []));

    private async Task<List<McpObjective>> ReadAsync(ObjectiveQuery query, List<McpNotice>? notices = null)
    {
        var reader = new ObjectiveReader(new EngineContext { Time = new FakeTimeProvider(Now), Notices = new NoticeList((notices ?? []).Add) });
        var found = new List<McpObjective>();
        await foreach (var one in reader.ReadAsync(query with { ConfigPath = Inventory }, Stop))
        {
            found.Add(one);
        }

        return found;
    }

    // The sample of each minute before now: its status and its response time, or none.
    private async Task WriteAsync(string slo, Func<int, (string Status, double Response)?> sample, int minutes, TimeSpan? every = null)
    {
        var place = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        await File.WriteAllTextAsync(Inventory, $$"""
            {
              "history": { "store": "{{place}}" },
              "servers": { "web": { "url": "http://127.0.0.1:1/mcp", "slo": {{slo}} } }
            }
            """, Stop);
        await using var store = new JsonLinesStore(place);
        await using var turn = await store.BeginAsync(Stop);
        var samples = Enumerable.Range(0, minutes).Select(minute => (At: Now.AddMinutes(minute - minutes), Found: sample(minute))).Where(one => one.Found is not null).Select(one => new McpSample
        {
            Server = "web", Slot = one.At, Status = one.Found!.Value.Status, Verdict = one.Found.Value.Status is "Healthy" ? "Healthy" : "Unreachable",
            Values = one.Found.Value.Status is "Healthy" ? new Dictionary<string, double>(StringComparer.Ordinal) { ["response"] = one.Found.Value.Response } : [],
        });
        await turn.AppendAsync([.. samples], Stop);
        if (every is { } pace)
        {
            turn.State.Runs.Put(new WatchRun(WatchRuns.Watch, Now, pace.TotalSeconds));
        }

        await turn.CommitAsync(Now, Stop);
    }
}
