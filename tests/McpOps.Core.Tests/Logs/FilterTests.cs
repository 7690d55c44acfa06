using McpOps.Logs;

namespace McpOps.Core.Tests.Logs;

/// <summary>Which entries count: entries and summaries agree.</summary>
public sealed class FilterTests
{
    private const string Text = """
        2026-11-16 10:00:01,000 - app - ERROR - Failed on item 1 in 20 ms
        Traceback (most recent call last):
        ValueError: odd
        2026-11-16 10:00:02,000 - app - INFO - Request completed in 1200 ms
        2026-11-16 10:00:03,000 - app - WARNING - Request completed in 2500 ms
        2026-11-16 10:00:04,000 - app - CRITICAL - Out of memory
        2026-11-16 10:00:05,000 - app - INFO - Request completed in 5 ms

        """;

    public static TheoryData<LogOptions, int[]> Cases => new()
    {
        { new LogOptions { Level = "error" }, [1, 6] },
        { new LogOptions { Level = "Warning" }, [1, 5, 6] },
        { new LogOptions { Match = "valueerror" }, [1] },
        { new LogOptions { Match = "completed in \\d{4}" }, [4, 5] },
        { new LogOptions { MinDuration = "1s" }, [4, 5] },
        { new LogOptions { MinDuration = "1200ms", Level = "WARNING" }, [5] },
        { new LogOptions { Tail = 2 }, [6, 7] },
        { new LogOptions { Tail = 1, Level = "error" }, [6] },
        { new LogOptions { Tail = 2, Match = "request" }, [5, 7] },
        { new LogOptions { Tail = 0 }, [] },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task Entries_and_summaries_take_the_same(LogOptions options, int[] lines)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["app.log"], Text, TestContext.Current.CancellationToken);
        options = options with { Paths = [folder["app.log"]], TimeZone = TimeZoneInfo.Utc };
        Assert.Equal(lines, (await new LogRun().ReadAsync(options)).Select(entry => (int)entry.Line!.Value));
        var summary = await new LogRun().SummarizeAsync(options);
        Assert.Equal(lines.Length, summary.Entries);
        Assert.Equal(lines.Count(line => line is 1 or 6), summary.Errors);
        Assert.All(summary.TopErrors, error => Assert.Contains((int)error.Line!.Value, lines));
    }

    [Fact]
    public async Task A_large_file_that_is_shared_by_workers_is_filtered_alike()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["app.log"], string.Concat(Enumerable.Repeat(Text, 2000)), TestContext.Current.CancellationToken);
        var summary = await new LogRun().SummarizeAsync(LogRun.Of(folder["app.log"]) with { Level = "WARNING", PieceBytes = 64 << 10 });
        Assert.Equal((6000, 4000), (summary.Entries, summary.Errors));
    }

    [Fact]
    public async Task Each_file_has_a_summary_of_its_own()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["a.log"], Text, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["b.log"], Text + Text, TestContext.Current.CancellationToken);
        var files = new List<McpLogSummary>();
        await foreach (var file in new LogReader(new EngineContext()).SummarizeByFileAsync(LogRun.Of(folder["a.log"], folder["b.log"]), TestContext.Current.CancellationToken))
        {
            files.Add(file);
        }

        Assert.Equal([(folder["a.log"], 5L), (folder["b.log"], 10L)], files.Select(file => (file.Server, file.Entries)));
    }

    [Theory]
    [InlineData("loud", null, null, "InvalidLevel")]
    [InlineData(null, "(", null, "InvalidMatch")]
    [InlineData(null, "(?=x)", null, "InvalidMatch")]
    [InlineData(null, null, "30", "InvalidDuration")]
    public async Task What_cannot_be_used_is_named(string? level, string? match, string? duration, string id)
    {
        var options = LogRun.OfText(Text) with { Level = level, Match = match, MinDuration = duration };
        Assert.Equal(id, (await Assert.ThrowsAsync<McpOpsException>(() => new LogRun().ReadAsync(options))).ErrorId);
        Assert.Equal(id, (await Assert.ThrowsAsync<McpOpsException>(() => new LogRun().SummarizeAsync(LogRun.OfText(Text) with { Level = level, Match = match, MinDuration = duration }))).ErrorId);
    }

    [Fact]
    public async Task Results_of_health_are_read()
    {
        var entries = await new LogRun().ReadAsync(LogRun.OfText("""
            {"server":"a","status":"Unhealthy","verdict":"Timeout","message":"no answer","latencyMs":12.5,"checkedAt":"2026-11-28T07:00:00.1+00:00","checks":[{"name":"x","status":"Unhealthy"}]}
            {"server":"a","status":"Degraded","message":"slow","checkedAt":"2026-11-28T07:05:00+00:00"}

            """));
        Assert.Equal([("ERROR", "no answer"), ("WARNING", "slow")], entries.Select(entry => (entry.Level!, entry.Message)));
        Assert.Equal(new DateTimeOffset(2026, 11, 28, 7, 5, 0, TimeSpan.Zero).LocalDateTime, entries[1].Time);
    }

    [Fact]
    public async Task A_time_of_which_no_log_was_given_is_no_downtime()
    {
        static string Day(DateTime start, int minutes) => string.Concat(Enumerable.Range(0, minutes).Select(minute => $"{start.AddMinutes(minute):yyyy-MM-dd HH:mm:ss} INFO tick\n"));
        var eras = Day(new DateTime(2026, 1, 1), 600) + Day(new DateTime(2026, 11, 1), 600);
        Assert.Equal(100, (await new LogRun().SummarizeAsync(LogRun.OfText(eras))).AvailabilityPercent);

        // A service that was down for two days of nine was down.
        var down = Day(new DateTime(2026, 1, 1), 5 * 1440) + Day(new DateTime(2026, 1, 8), 2 * 1440);
        Assert.InRange((await new LogRun().SummarizeAsync(LogRun.OfText(down))).AvailabilityPercent!.Value, 77, 78.5);
    }
}
