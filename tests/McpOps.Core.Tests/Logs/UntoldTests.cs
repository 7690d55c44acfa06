using McpOps.Logs;

namespace McpOps.Core.Tests.Logs;

/// <summary>A log that tells no times is not quiet in the last hour: nobody can say, and that is said.</summary>
public sealed class UntoldTests
{
    // uvicorn's default, and a time of day alone.
    private const string Uvicorn = """
        INFO:     Started server process [2114]
        INFO:     127.0.0.1:50234 - "POST /mcp HTTP/1.1" 200 OK
        ERROR:    Exception in ASGI application
        INFO:     127.0.0.1:50240 - "POST /mcp HTTP/1.1" 500 Internal Server Error

        """;

    private const string TimeOfDay = """
        [08:00:01] INFO started
        [08:00:02] ERROR disk lost
        [08:00:03] INFO going on

        """;

    private static LogOptions LastHour => new() { Since = TimeProvider.System.GetUtcNow().AddHours(-1), TimeZone = TimeZoneInfo.Utc };

    public static TheoryData<string, LogOptions, int> Cases => new()
    {
        { Uvicorn, LastHour, 4 },
        { TimeOfDay, LastHour, 3 },
        { TimeOfDay, LastHour with { Level = "error" }, 1 },
        { TimeOfDay, LastHour with { Tail = 2 }, 3 },
        { string.Concat(Enumerable.Repeat(TimeOfDay, 20_000)), LastHour with { PieceBytes = 64 << 10 }, 60_000 },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task What_has_no_times_is_told_of_and_counted_where_a_time_is_asked_for(string text, LogOptions options, int entries)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["app.log"], text, TestContext.Current.CancellationToken);
        options = options with { Paths = [folder["app.log"]] };
        var run = new LogRun();
        var summary = await run.SummarizeAsync(options);
        Assert.Equal((0, entries), (summary.Entries, Assert.Single(summary.Formats).Untold));
        Assert.Contains($"its {entries:N0} entries have no times, so they cannot be told to lie in the time that was asked for, and none was taken.", Assert.Single(run.Notices, notice => notice.Id == "LogNoTimes").Message, StringComparison.Ordinal);
        Assert.Contains($"{entries:N0} entries without times", LogReaderTexts(summary), StringComparison.Ordinal);

        run = new LogRun();
        Assert.Empty(await run.ReadAsync(options));
        Assert.Contains($"its {entries:N0} entries", Assert.Single(run.Notices, notice => notice.Id == "LogNoTimes").Message, StringComparison.Ordinal);

        // Merged it is known still.
        Assert.Equal(entries, Assert.Single(LogReader.Merge([summary.State.Data], "all", new LogOptions()).Formats).Untold);
    }

    [Fact]
    public async Task Up_to_a_time_all_of_it_is_taken_and_told_of()
    {
        var run = new LogRun();
        var summary = await run.SummarizeAsync(LogRun.OfText(Uvicorn) with { Until = TimeProvider.System.GetUtcNow() });
        Assert.Equal(4, summary.Entries);
        Assert.Contains("and all were taken.", Assert.Single(run.Notices).Message, StringComparison.Ordinal);
    }

    /// <summary>What has no time goes with the entry before it, and the end of a stack trace at the beginning of a rotated file is no such log.</summary>
    [Fact]
    public async Task A_log_with_times_and_one_of_which_no_time_is_asked_are_not_warned_of()
    {
        var run = new LogRun();
        await run.SummarizeAsync(LogRun.OfText(Uvicorn));
        await run.SummarizeAsync(LogRun.OfText(Uvicorn + "2020-11-16 10:00:01,000 - app - ERROR - Failed\n") with { Since = LastHour.Since });
        await run.SummarizeAsync(LogRun.OfText("2020-11-16 10:00:01,000 - app - INFO - Failed\n[08:00:02] ERROR disk lost\n") with { Since = LastHour.Since, Level = "error" });
        Assert.DoesNotContain(run.Notices, notice => notice.Id == "LogNoTimes");
    }

    private static string LogReaderTexts(McpLogSummary summary) => string.Join('\n', McpOps.Logs.Summaries.LogFormatLines.Of(summary));
}
