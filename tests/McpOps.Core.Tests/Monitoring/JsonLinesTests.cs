using McpOps.Monitoring;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>History in a folder.</summary>
public sealed class JsonLinesTests : HistoryTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-history-");

    private string Segment => Path.Combine(_folder.FullName, "samples", "web", "2026-11.jsonl");

    private protected override IHistoryStore Open() => new JsonLinesStore(_folder.FullName);

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_is_left_of_a_retention_that_was_killed_is_not_read_and_is_cleared_away()
    {
        await using var store = Open();
        await AppendAsync(store, [.. Enumerable.Range(0, 10).Select(Sample)]);
        File.Copy(Segment, Segment + SegmentClosing.Aside);
        File.Copy(Segment, Segment + ".gz.tmp");
        Assert.Equal(10, (await store.ReadAsync("web", Start, Start.AddDays(1), Stop).ToListAsync(Stop)).Count);
        await store.RetainAsync(new RetentionPlan(Start.AddDays(-1), Start.AddDays(-1), Start.AddDays(60)), Stop);
        Assert.Equal(10, (await store.ReadAsync("web", Start, Start.AddDays(1), Stop).ToListAsync(Stop)).Count);
        Assert.Equal([Segment + ".gz"], Directory.GetFiles(Path.GetDirectoryName(Segment)!));
    }

    /// <summary>At the turn of a month a single run takes no longer than any other: what is left is for the next one.</summary>
    [Fact]
    public async Task Who_has_little_time_closes_some_and_leaves_the_others_to_the_next()
    {
        await using var store = Open();
        await AppendAsync(store, [.. Enumerable.Range(0, 3).SelectMany(index => Enumerable.Range(0, 1000).Select(minute => Sample(minute) with { Server = $"s{index}" }))]);
        var plan = new RetentionPlan(Start.AddDays(-1), Start.AddDays(-1), Start.AddDays(60)) { Longest = TimeSpan.FromTicks(1) };
        for (var left = 2; left >= 0; left--)
        {
            await store.RetainAsync(plan, Stop);
            Assert.Equal(left, Left());
        }

        int Left() => Directory.GetFiles(Path.Combine(store.Description, "samples"), "*.jsonl", SearchOption.AllDirectories).Length;
    }

    [Fact]
    public async Task A_torn_last_line_never_happened_and_the_next_sample_is_whole()
    {
        await using var store = Open();
        await AppendAsync(store, [Sample(1), Sample(2)]);
        File.AppendAllText(Segment, "{\"t\":17");
        await AppendAsync(store, [Sample(3)]);
        Assert.Equal(3, (await store.ReadAsync("web", Start, Start.AddDays(1), Stop).ToListAsync(Stop)).Count);
        Assert.DoesNotContain("{\"t\":17{", await File.ReadAllTextAsync(Segment, Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_was_changed_is_left_out()
    {
        await using var store = Open();
        await AppendAsync(store, [Sample(1), Sample(2), Sample(4)]);
        File.WriteAllText(Segment, (await File.ReadAllTextAsync(Segment, Stop)).Replace("102", "103", StringComparison.Ordinal));
        Assert.Equal([101.0, 104.0], (await store.ReadAsync("web", Start, Start.AddDays(1), Stop).ToListAsync(Stop)).Select(sample => sample.Values["response"]));
    }

    [Fact]
    public async Task A_torn_line_of_the_journal_never_happened()
    {
        await using var store = Open();
        await ChangeAsync(store, state => state.Rules.Put(Rule("web", 1)));
        File.AppendAllText(Path.Combine(_folder.FullName, "journal.jsonl"), "{\"sequence\":2,");
        await using var other = Open();
        await ChangeAsync(other, state => state.Rules.Put(Rule("db", 1)));
        await using var third = Open();
        Assert.Equal(2, (await third.ReadStateAsync(Stop)).Rules.All.Count);
    }

    [Fact]
    public async Task A_snapshot_of_a_newer_program_is_not_touched()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "state.json"), "{\"version\":99,\"sequence\":5}", Stop);
        await using var store = Open();
        var error = await Assert.ThrowsAsync<McpOpsException>(() => store.BeginAsync(Stop));
        Assert.Equal("HistoryNewer", error.ErrorId);
    }

    [Fact]
    public async Task A_damaged_snapshot_says_what_to_do()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "state.json"), "{\"version\":1,\"sequ", Stop);
        await using var store = Open();
        var error = await Assert.ThrowsAsync<McpOpsException>(() => store.BeginAsync(Stop));
        Assert.Equal("HistoryNotReadable", error.ErrorId);
        Assert.Contains("Move it away", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_month_that_is_over_is_compressed_and_says_the_same()
    {
        await using var store = Open();
        await AppendAsync(store, [.. Enumerable.Range(0, 2000).Select(Sample)]);
        var before = await store.ReadAsync("web", Start, Start.AddDays(40), Stop).ToListAsync(Stop);
        await store.RetainAsync(new RetentionPlan(Start.AddDays(-1), Start.AddDays(-1), Start.AddDays(60)), Stop);
        Assert.False(File.Exists(Segment));
        Assert.True(File.Exists(Segment + ".gz"));
        var after = await store.ReadAsync("web", Start, Start.AddDays(40), Stop).ToListAsync(Stop);
        Assert.Equal(before.Select(sample => (sample.Slot, sample.Status, sample.Message, sample.Values.Count)), after.Select(sample => (sample.Slot, sample.Status, sample.Message, sample.Values.Count)));
        Assert.InRange(new FileInfo(Segment + ".gz").Length / 2000.0, 1, 20);
    }

    [Fact]
    public async Task In_the_first_days_of_a_month_the_newest_samples_are_still_read_from_the_end_of_the_last_one()
    {
        await using var store = Open();
        await AppendAsync(store, [.. Enumerable.Range(0, 100).Select(Sample)]);
        var next = new DateTimeOffset(Start.Year, Start.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
        await store.RetainAsync(new RetentionPlan(Start.AddDays(-1), Start.AddDays(-1), next.AddDays(2.9)), Stop);
        Assert.Equal(100, (await store.ReadTailAsync("web", Start, Stop)).Count);
        await store.RetainAsync(new RetentionPlan(Start.AddDays(-1), Start.AddDays(-1), next.AddDays(3)), Stop);
        Assert.True(File.Exists(Segment + ".gz"));
    }

    [Fact]
    public async Task An_archive_that_is_damaged_is_told_and_keeps_no_other_from_its_turn()
    {
        await using var store = Open();
        await AppendAsync(store, [Sample(1), Sample(1) with { Server = "zoo" }]);
        var plan = new RetentionPlan(Start.AddDays(-1), Start.AddDays(-1), Start.AddDays(60));
        await File.WriteAllTextAsync(Segment + ".gz", "no archive", Stop);
        File.Delete(Segment);
        Assert.Equal("HistoryNotReadable", (await Assert.ThrowsAsync<McpOpsException>(async () => await store.ReadAsync("web", Start, Start.AddDays(1), Stop).ToListAsync(Stop))).ErrorId);
        Assert.Equal("HistoryNotReadable", (await Assert.ThrowsAsync<McpOpsException>(() => store.RetainAsync(plan, Stop))).ErrorId);
        Assert.Single((await store.ReadRolledAsync("zoo", "response", 3600, Start.AddDays(-1), Start.AddDays(1), orphans: false, Stop)).Rollups);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_said_before_anything_is_done()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", Stop);
        await using var store = new JsonLinesStore(Path.Combine(file, "below"));
        Assert.Equal("HistoryNotWritable", (await Assert.ThrowsAsync<McpOpsException>(() => store.BeginAsync(Stop))).ErrorId);
    }
}
