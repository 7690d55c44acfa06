using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>What every store of history promises.</summary>
public abstract class HistoryTests : IAsyncDisposable
{
    private protected static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected abstract IHistoryStore Open();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Several_looks_within_one_interval_are_of_one_time_and_a_timer_that_is_late_loses_none()
    {
        await using var store = Open();
        await AppendAsync(store, [.. Enumerable.Range(0, 8).Select(second => At("hand", second)), .. new[] { 0, 62, 119, 181, 240, 299 }.Select(second => At("timer", second))]);
        var (hand, timer) = (await LooksAsync("hand"), await LooksAsync("timer"));
        Assert.Equal((8, 1), (hand.Count, hand.Looks));
        Assert.Equal((6, 6), (timer.Count, timer.Looks));
        var objective = Assert.Single(await ObjectiveCounter.JudgeAsync(store, McpServer.FromUrl(new Uri("http://127.0.0.1:1/mcp"), name: "hand"), [new McpTarget("availability", MetricNames.Success, 99)], _ => Start, Start.AddMinutes(10), TimeSpan.FromMinutes(1), Stop));
        Assert.Equal((8, 90), (objective.Good, objective.UnknownShare));

        static McpSample At(string server, int second) => Sample(1) with { Server = server, Slot = Start.AddSeconds(second) };

        async Task<Stretch> LooksAsync(string server) => Assert.Single(await new StretchReader(store, TimeSpan.FromMinutes(1)).ReadAsync(server, MetricNames.Success, Start, Start.AddMinutes(10), window: null, Stop));
    }

    /// <summary>What wants a person at once is not for that reason down.</summary>
    [Theory]
    [InlineData(100, "certificates:site", 5.0, 7.0)]
    [InlineData(0, "certificates:site", -1.0, 7.0, true)]
    [InlineData(0, "certificates:site", 5.0, 7.0, true)]
    [InlineData(0, "certificates:site", 60.0, 7.0, true)]
    [InlineData(100, "process-memory", 300.0, 200.0)]
    [InlineData(0, "response", 9000.0, 5000.0)]
    [InlineData(0, "tool", null, null)]
    public async Task A_server_that_works_is_up_though_a_figure_is_beyond_its_bound(double up, string check, double? value, double? critical, bool isRefused = false)
    {
        var ill = new McpCheckResult { Name = check, Status = HealthStatus.Unhealthy, Value = value, Critical = critical, IsRefused = isRefused };
        var health = new McpHealth { Server = "web", Status = HealthStatus.Unhealthy, Verdict = "Healthy", CheckedAt = Start.LocalDateTime, Checks = new McpCheckList([ill]) };
        var both = health with { Checks = new McpCheckList([ill, new McpCheckResult { Name = "call", Status = HealthStatus.Unhealthy }]) };
        McpSample[] samples = [Sample(1), SampleOf.Health(health, Start.AddMinutes(2)), SampleOf.Health(both, Start.AddMinutes(3)), SampleOf.Health(health with { Verdict = "Timeout" }, Start.AddMinutes(4))];
        await using var store = Open();
        await AppendAsync(store, samples);
        Assert.Equal([100, up, 0, 0], (await store.ReadSeriesAsync("web", MetricNames.Success, Start, Start.AddDays(1), Stop)).Values);
        Assert.Equal([100, up, 0, 0], samples.Select(sample => MetricNames.Value(sample, MetricNames.Success)!.Value));
        Assert.Equal((100 + up) / 4, Assert.Single(await new StretchReader(store, TimeSpan.FromMinutes(1)).ReadAsync("web", MetricNames.Success, Start, Start.AddHours(1), window: null, Stop)).Of("mean"));
    }

    [Fact]
    public async Task Samples_come_back_as_they_were_each_once()
    {
        await using var store = Open();
        var samples = Enumerable.Range(0, 500).Select(Sample).ToList();
        await AppendAsync(store, samples);
        Assert.Empty(await AppendAsync(store, samples[490..]));
        var read = await store.ReadAsync("web", Start, Start.AddDays(1), Stop).ToListAsync(Stop);
        Assert.Equal(samples.Select(Text), read.Select(Text));
    }

    [Fact]
    public async Task A_series_and_the_tail_are_parts_of_it()
    {
        await using var store = Open();
        await AppendAsync(store, [.. Enumerable.Range(0, 1000).Select(Sample)]);
        var series = await store.ReadSeriesAsync("web", "response", Start.AddMinutes(10), Start.AddMinutes(20), Stop);
        Assert.Equal(Enumerable.Range(10, 11).Select(index => (double)(100 + index)), series.Values);
        var tail = await store.ReadTailAsync("web", Start.AddMinutes(990), Stop);
        Assert.Equal(10, tail.Count);
        Assert.Equal(100 + 999, tail[^1].Values["response"]);
    }

    [Fact]
    public async Task State_is_shared_between_stores()
    {
        await using var one = Open();
        await using var other = Open();
        await ChangeAsync(one, state => state.Rules.Put(Rule("web", 1)));
        await ChangeAsync(other, state => state.Rules.Put(Rule("db", 2)));
        await ChangeAsync(one, state =>
        {
            Assert.Equal(2, state.Rules.Find(RuleState.KeyOf("db", "health"))!.Bad);
            state.Rules.Remove(RuleState.KeyOf("web", "health"));
        });
        await using var third = Open();
        var seen = await third.ReadStateAsync(Stop);
        Assert.Equal("db", Assert.Single(seen.Rules.All).Server);
    }

    [Fact]
    public async Task A_state_that_has_changed_thousands_of_times_is_read_fast_and_is_the_last_one()
    {
        await using var store = Open();
        for (var index = 1; index <= 3000; index++)
        {
            await ChangeAsync(store, state => state.Rules.Put(Rule("web", index) with { Message = new string('x', 200) }));
        }

        await using var other = Open();
        Assert.Equal(3000, Assert.Single((await other.ReadStateAsync(Stop)).Rules.All).Bad);
    }

    [Fact]
    public async Task Two_who_write_at_once_lose_nothing()
    {
        await using var one = Open();
        await using var other = Open();
        await Task.WhenAll(new[] { one, other }.Select((store, part) => Task.Run(async () =>
        {
            for (var index = 0; index < 100; index++)
            {
                await AppendAsync(store, [Sample((2 * index) + part), Sample(index) with { Server = "both" }]);
            }
        })));
        Assert.Equal(200, (await one.ReadAsync("web", Start, Start.AddDays(1), Stop).ToListAsync(Stop)).Count);
        Assert.Equal(100, (await one.ReadAsync("both", Start, Start.AddDays(1), Stop).ToListAsync(Stop)).Count);
    }

    [Fact]
    public async Task Old_months_are_removed_and_the_others_stay()
    {
        await using var store = Open();
        await AppendAsync(store, [Sample(0) with { Slot = Start.AddDays(-200) }, Sample(0) with { Slot = Start.AddDays(-40) }, Sample(0)]);
        await store.RetainAsync(new RetentionPlan(Start.AddDays(-100), Start.AddDays(-100), Start), Stop);
        var read = await store.ReadAsync("web", Start.AddDays(-400), Start.AddDays(1), Stop).ToListAsync(Stop);
        Assert.Equal([Start.AddDays(-40), Start], read.Select(sample => sample.Slot));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(300)]
    [InlineData(3600)]
    [InlineData(7200)]
    [InlineData(null)]
    public async Task A_month_that_is_over_says_the_same_in_roll_ups(int? seconds)
    {
        await using var store = Open();
        await AppendAsync(store, [.. Enumerable.Range(0, 3 * 1440).Select(Sample)]);
        var (from, to, window) = (Start.AddHours(1), Start.AddHours(70), seconds is { } length ? TimeSpan.FromSeconds(length) : (TimeSpan?)null);
        var before = await FiguresAsync(store, from, to, window);
        await store.RetainAsync(new RetentionPlan(Start.AddDays(-1), Start.AddDays(-1), Start.AddDays(60)), Stop);
        Assert.Equal(seconds is not 60, (await store.ReadRolledAsync("web", "response", StretchReader.Width(from, window) ?? 300, from, to, orphans: seconds is 60, Stop)).Rollups.Count > 0);
        AssertClose(before, await FiguresAsync(store, from, to, window));

        // Samples are gone, and what they were like is still known.
        await store.RetainAsync(new RetentionPlan(Start.AddDays(40), Start.AddDays(-1), Start.AddDays(60)), Stop);
        Assert.Empty(await store.ReadAsync("web", from, to, Stop).ToListAsync(Stop));
        if (seconds is not 60)
        {
            AssertClose(before, await FiguresAsync(store, from, to, window));
        }

        await store.RetainAsync(new RetentionPlan(Start.AddDays(40), Start.AddDays(40), Start.AddDays(60)), Stop);
        Assert.All(await FiguresAsync(store, from, to, window), figure => Assert.Null(figure));
    }

    [Fact]
    public async Task Days_that_begin_between_hours_or_have_another_length_are_the_same_in_roll_ups()
    {
        await using var store = Open();
        await AppendAsync(store, [.. Enumerable.Range(0, 3 * 1440).Select(Sample)]);

        // A day of India, whose clocks are half an hour beside; one of 25 hours; what is left.
        DateTimeOffset[] edges = [Start.AddHours(2.5).ToOffset(TimeSpan.FromHours(5.5)), Start.AddHours(26.5), Start.AddHours(51.5), Start.AddHours(70)];
        var india = new DateTimeOffset(edges[0].Date, TimeSpan.FromHours(5.5));
        var before = await ReadAsync();
        Assert.Equal([1440, 1500, 1110], (await new StretchReader(store).ReadAsync("web", "success", edges, Stop)).Select(stretch => (int)stretch.Count));
        await store.RetainAsync(new RetentionPlan(Start.AddDays(-1), Start.AddDays(-1), Start.AddDays(60)), Stop);
        AssertClose(before, await ReadAsync());

        async Task<IReadOnlyList<double?>> ReadAsync() =>
        [
            .. (await new StretchReader(store).ReadAsync("web", "response", edges, Stop)).SelectMany(stretch => McpOps.Servers.McpRule.Statistics.Select(stretch.Of)),
            .. (await new StretchReader(store).ReadAsync("web", "success", edges, Stop)).Select(stretch => stretch.Of("mean")),
            .. await FiguresAsync(store, india, india.AddDays(2), TimeSpan.FromHours(1)),
        ];
    }

    [Fact]
    public async Task What_comes_late_to_a_month_that_is_closed_is_in_it_and_in_its_roll_ups()
    {
        await using var store = Open();
        var plan = new RetentionPlan(Start.AddDays(-1), Start.AddDays(-1), Start.AddDays(60));
        await AppendAsync(store, [.. Enumerable.Range(0, 600).Where(index => index != 77).Select(Sample)]);
        await store.RetainAsync(plan, Stop);
        await AppendAsync(store, [Sample(77)]);
        var read = await store.ReadAsync("web", Start, Start.AddDays(1), Stop).ToListAsync(Stop);
        Assert.Equal(Enumerable.Range(0, 600).Select(index => Text(Sample(index))), read.Select(Text));
        Assert.Equal("588", Assert.Single(await CountsAsync(store)));
        await store.RetainAsync(plan, Stop);
        Assert.Equal("588", Assert.Single(await CountsAsync(store)));
        Assert.Equal(600, (await store.ReadAsync("web", Start, Start.AddDays(1), Stop).ToListAsync(Stop)).Count);
    }

    private static async Task<IEnumerable<string>> CountsAsync(IHistoryStore store) =>
        (await new StretchReader(store).ReadAsync("web", "response", Start, Start.AddHours(10), null, Stop)).Select(stretch => stretch.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static async Task<IReadOnlyList<double?>> FiguresAsync(IHistoryStore store, DateTimeOffset from, DateTimeOffset to, TimeSpan? window) =>
    [
        .. (await new StretchReader(store).ReadAsync("web", "response", from, to, window, Stop)).SelectMany(stretch => McpOps.Servers.McpRule.Statistics.Select(stretch.Of)),
        .. (await new StretchReader(store).ReadAsync("web", "success", from, to, window, Stop)).Select(stretch => stretch.Of("mean")),
    ];

    private static void AssertClose(IReadOnlyList<double?> expected, IReadOnlyList<double?> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.True(expected.Zip(actual).All(pair => pair.First is { } value ? pair.Second is { } rolled && Math.Abs(rolled - value) <= 0.02 * Math.Abs(value) : pair.Second is null));
    }

    private protected static async Task<IReadOnlyList<McpSample>> AppendAsync(IHistoryStore store, IReadOnlyList<McpSample> samples)
    {
        await using var turn = await store.BeginAsync(Stop);
        var fresh = await turn.AppendAsync(samples, Stop);
        await turn.CommitAsync(Start, Stop);
        return fresh;
    }

    private protected static async Task ChangeAsync(IHistoryStore store, Action<WatchState> change)
    {
        await using var turn = await store.BeginAsync(Stop);
        change(turn.State);
        await turn.CommitAsync(Start, Stop);
    }

    private protected static RuleState Rule(string server, int bad) => new() { Server = server, Rule = "health", Bad = bad, Phase = RulePhase.Firing, Since = Start, Severity = "critical" };

    private protected static McpSample Sample(int index) => new()
    {
        Server = "web",
        Slot = Start.AddMinutes(index),
        Status = index % 50 == 0 ? "Unhealthy" : "Healthy",
        Verdict = index % 50 == 0 ? "Timeout" : "Healthy",
        Message = index % 50 == 0 ? "It \"hangs\"\n…" : "",
        Values = index % 50 == 0 ? Readable.NoMap<double>() : index % 3 == 0 ? new Dictionary<string, double> { ["response"] = 100 + index, ["disk:/"] = 20.25 } : new Dictionary<string, double> { ["response"] = 100 + index },
    };

    private static string Text(McpSample sample) => $"{sample.Slot:O} {sample.Status} {sample.Verdict} {sample.Message} {string.Join(' ', sample.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal))}";
}
