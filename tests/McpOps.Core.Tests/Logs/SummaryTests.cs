using System.IO.Compression;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpOps.Logs;
using McpOps.Logs.Summaries;

namespace McpOps.Core.Tests.Logs;

public sealed class SummaryTests
{
    private static readonly DateTime Start = new(2026, 11, 18, 22, 0, 0, DateTimeKind.Unspecified);

    [Theory]
    [InlineData(8 << 20)]
    [InlineData(2048)]
    public async Task Errors_of_a_chosen_day_are_compared_with_the_day_before(int pieceBytes)
    {
        using var folder = new TemporaryFolder();
        var lines = Enumerable.Range(0, 3 * 1440).Select(minute => (Time: new DateTime(2026, 11, 18).AddMinutes(minute), minute))
            .Select(pair => $"{pair.Time:yyyy-MM-dd HH:mm:ss},000 - app - {Said(pair.Time.Day, pair.minute)}\n");
        await File.WriteAllTextAsync(folder["app.log"], string.Concat(lines), TestContext.Current.CancellationToken);
        var day = new DateTimeOffset(2026, 11, 19, 0, 0, 0, TimeSpan.Zero);
        var summary = await new LogRun().SummarizeAsync(LogRun.Of(folder["app.log"]) with { Since = day, Until = day.AddDays(1), PieceBytes = pieceBytes });
        Assert.Equal((1440, 144 + 48), (summary.Entries, summary.Errors));
        var old = summary.TopErrors[0];
        Assert.Equal((144, 72, 100.0, false), (old.Recent, old.Previous, old.TrendPercent, old.IsNew));
        Assert.Equal((48, 0, null, true), (summary.TopErrors[1].Recent, summary.TopErrors[1].Previous, summary.TopErrors[1].TrendPercent, summary.TopErrors[1].IsNew));
        var saved = LogReader.Merge([summary.State.Data], summary.Server, new LogOptions { TimeZone = TimeZoneInfo.Utc });
        Assert.Equal(JsonSerializer.Serialize(summary), JsonSerializer.Serialize(saved with { Host = summary.Host }));

        static string Said(int day, int minute) => (day, minute % 10, minute % 30) switch
        {
            (18, _, _) when minute % 20 == 0 => "ERROR - Old trouble with item " + minute,
            (19, 0, _) => "ERROR - Old trouble with item " + minute,
            (19, _, 3) => "ERROR - Fresh trouble",
            _ => "INFO - All is well",
        };
    }

    [Theory]
    [InlineData("Response time: 0.085", 85.0)]
    [InlineData("Context request done. Response time: 85 ms", 85.0)]
    [InlineData("Context 42 of session 7 was served to the client. Response time: 0.6s", 600.0)]
    [InlineData("Performance of the whole pipeline, measured: response_time=0.25", 250.0)]
    [InlineData("Tool context_1 of session 12 answered (elapsed: 1.5 seconds).", 1500.0)]
    [InlineData("Context request done for the client at port 8051", null)]
    [InlineData("Statistics of the process since it was started: uptime: 3600 s", null)]
    public async Task A_duration_that_is_named_counts_wherever_it_stands(string message, double? milliseconds)
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText($"2026-11-20 06:00:00,100 - server - INFO - {message}\n"));
        Assert.Equal(milliseconds, summary.LatencyMeanMs);
    }

    [Fact]
    public async Task The_guides_counts_come_out()
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText("""
            2026-11-20 06:00:00,100 - server - INFO - Extracting content from URL: https://example.com/a
            2026-11-20 06:00:01,100 - server - INFO - Successfully extracted 1234 characters from https://example.com/a in 1000 ms
            2026-11-20 06:00:02,100 - server - INFO - Extracting content from URL: http://example.org/b?c=d
            2026-11-20 06:00:03,100 - server - ERROR - Failed to extract http://example.org/b: TimeoutError
            2026-11-20 06:00:04,100 - server - INFO - Extracting content from URL: https://example.com/c
            2026-11-20 06:00:05,100 - server - INFO - Successfully extracted 99 characters from https://example.com/c in 500 ms

            """) with { By = "day" });
        Assert.Equal((3, 2, 1, 33.33), (summary.Requests, summary.Successes, summary.Errors, summary.ErrorRatePercent));
        Assert.Equal((2, 750, 1000), (summary.LatencyCount, summary.LatencyMeanMs, summary.LatencyMaxMs));
        Assert.Equal([("example.com", 2L), ("example.org", 1L)], summary.TopDomains.Select(domain => (domain.Name, domain.Count)));
        var error = Assert.Single(summary.TopErrors);
        Assert.Equal(("TimeoutError", 1, 4L), (error.ErrorType, error.Count, error.Line));
        Assert.Equal(3, Assert.Single(summary.Rows).Requests);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Any_number_of_workers_and_any_size_of_pieces_give_the_same(int workers)
    {
        using var folder = new TemporaryFolder();
        foreach (var seed in Enumerable.Range(1, 12))
        {
            var path = folder[$"{seed}.log"];
            await File.WriteAllTextAsync(path, Sample(new Random(seed), 400), TestContext.Current.CancellationToken);
            var whole = Json(await new LogRun().SummarizeAsync(LogRun.Of(path) with { By = "hour" }));
            foreach (var size in new[] { 97, 1000, 4096, 30000 })
            {
                Assert.Equal(whole, Json(await new LogRun().SummarizeAsync(LogRun.Of(path) with { By = "hour", Parallelism = workers, PieceBytes = size })));
            }
        }
    }

    [Fact]
    public async Task Any_number_of_workers_gives_the_same_for_many_files()
    {
        using var folder = new TemporaryFolder();
        for (var seed = 1; seed <= 24; seed++)
        {
            await using var file = File.Create(folder[$"app.log.{seed}.gz"]);
            await using var packed = new GZipStream(file, CompressionLevel.Fastest);
            await packed.WriteAsync(Encoding.UTF8.GetBytes(Sample(new Random(seed), 300)), TestContext.Current.CancellationToken);
        }

        await File.WriteAllBytesAsync(folder["app.log.25.gz"], [0x1F, 0x8B, 8, 0, 0, 0], TestContext.Current.CancellationToken);
        var alone = new LogRun();
        var whole = Json(await alone.SummarizeAsync(LogRun.Of(folder["app.log*"]) with { By = "hour", Parallelism = 1 }));
        foreach (var workers in (int[])[2, 7])
        {
            var run = new LogRun();
            Assert.Equal(whole, Json(await run.SummarizeAsync(LogRun.Of(folder["app.log*"]) with { By = "hour", Parallelism = workers })));
            Assert.Equal(alone.Notices, run.Notices);
        }
    }

    [Fact]
    public void Parts_merged_in_any_order_equal_the_whole() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        ArbMap.Default.ArbFor<PositiveInt>(),
        (seed, cuts) =>
        {
            var random = new Random(seed);
            var entries = Sample(random, 60).Split("\n2026", StringSplitOptions.RemoveEmptyEntries).Select((entry, index) => (index == 0 ? "" : "2026") + entry + "\n").ToList();
            var whole = State(string.Concat(entries));
            var parts = Cut(entries, 1 + (cuts.Get % 7), random).Select(State).ToList();
            var merged = new SummaryState();
            foreach (var part in parts.OrderBy(_ => random.Next()))
            {
                merged.Merge(StateText.Read(StateText.Write(part)));
            }

            Assert.Equal(Counts(whole), Counts(merged));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_quantile_is_within_one_percent() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<PositiveInt>>(),
        numbers =>
        {
            var sketch = new LatencySketch();
            var values = numbers.Get.Select(number => number.Get * 0.37).Order().ToList();
            values.ForEach(sketch.Add);
            foreach (var quantile in new[] { 0.0, 0.5, 0.9, 0.99, 1.0 })
            {
                var exact = values[(int)(quantile * (values.Count - 1))];
                Assert.InRange(sketch.Quantile(quantile)!.Value, exact * 0.99, exact * 1.0101);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_period_is_entered_by_bisection_and_counts_exactly()
    {
        using var folder = new TemporaryFolder();
        var path = folder["week.log"];
        var text = new StringBuilder();
        for (var minute = 0; minute < 7 * 1440; minute++)
        {
            text.Append(Start.AddMinutes(minute).ToString("yyyy-MM-dd HH:mm:ss,fff", System.Globalization.CultureInfo.InvariantCulture)).Append(" - app - INFO - Extracting content from URL: https://example.com/").Append(minute).Append('\n');
        }

        await File.WriteAllTextAsync(path, text.ToString(), TestContext.Current.CancellationToken);
        var since = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
        var day = await new LogRun().SummarizeAsync(LogRun.Of(path) with { Since = since, Until = since.AddDays(1), PieceBytes = 50000 });
        Assert.Equal((1440, 1440), (day.Entries, day.Requests));

        // The day, and the day before to compare with.
        Assert.True(day.Bytes < text.Length / 2, $"{day.Bytes} bytes were read of {text.Length}");
        Assert.Equal(1440, (await new LogRun().ReadAsync(LogRun.Of(path) with { Since = since, Until = since.AddDays(1) })).Count);
    }

    [Fact]
    public async Task Silences_restarts_and_availability_are_measured()
    {
        var text = new StringBuilder();
        for (var minute = 0; minute < 600; minute++)
        {
            if (minute is < 200 or >= 320)
            {
                text.Append(Start.AddMinutes(minute).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)).Append(" INFO ").Append(minute == 320 ? "Server started on port 1" : "tick").Append('\n');
            }
        }

        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(text.ToString()));
        var silence = Assert.Single(summary.Silences);
        Assert.Equal(121 * 60, silence.DurationSeconds);
        Assert.Equal(new DateTimeOffset(Start.AddMinutes(320), TimeSpan.Zero).LocalDateTime, Assert.Single(summary.Restarts));
        Assert.Equal(100 * (1 - (121.0 / 599)), summary.AvailabilityPercent!.Value, 2);
    }

    [Fact]
    public async Task Suspicious_lines_are_counted_by_kind()
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText("""
            Nov 20 06:00:00 host sshd[1]: Failed password for invalid user admin from 192.0.2.1 port 1 ssh2
            Nov 20 06:00:01 host app[2]: GET /files/../../etc/passwd
            Nov 20 06:00:02 host app[2]: query: 1 UNION SELECT password FROM users
            Nov 20 06:00:03 host app[2]: all is well

            """));
        Assert.Equal([("FailedLogin", 1L), ("Injection", 1L), ("Traversal", 1L)], summary.Suspicious.Select(kind => (kind.Kind, kind.Count)).Order());
        Assert.Equal(3, summary.Suspicious.Single(kind => kind.Kind == "Injection").Line);
    }

    [Fact]
    public async Task No_secret_leaves()
    {
        const string Text = "2026-11-20 06:00:00,000 - app - ERROR - Login with password=hunter2secret and card 4111 1111 1111 1111 failed at https://x.example/f?sig=abcdef0123456789\n";
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(Text));
        var everything = JsonSerializer.Serialize(summary) + JsonSerializer.Serialize(await new LogRun().ReadAsync(LogRun.OfText(Text)));
        foreach (var secret in new[] { "hunter2secret", "4111 1111", "abcdef0123456789" })
        {
            Assert.DoesNotContain(secret, everything, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("hunter2secret", JsonSerializer.Serialize(StateText.Read(summary.State.Data).Errors.Values.First().Sample), StringComparison.Ordinal);
        Assert.Contains("hunter2secret", (await new LogRun().ReadAsync(LogRun.OfText(Text) with { Raw = true }))[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_that_is_none_is_refused() =>
        Assert.Equal("InvalidLogSummary", Assert.Throws<McpOpsException>(() => LogReader.Merge(["no state"], "x", new LogOptions())).ErrorId);

    private static string Json(McpLogSummary summary) => JsonSerializer.Serialize(summary) + Counts(summary.Counts!);

    // What is saved, in an order of its own.
    private static string Counts(SummaryState state)
    {
        var data = StateData.From(state, 1);
        return JsonSerializer.Serialize(data with
        {
            Bytes = 0,
            Files = 0,
            Paths = [],
            UnparsedSamples = [],
            Suspicious = [],
            Errors = [.. data.Errors.Select(error => error with { Sample = null, Hours = error.Hours.OrderBy(pair => pair.Key).ToDictionary() }).OrderBy(error => error.Key + error.Type, StringComparer.Ordinal)],
            Hours = data.Hours.OrderBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value with { Bins = pair.Value.Bins.OrderBy(bin => bin.Key).ToDictionary() }),
        });
    }

    private static SummaryState State(string text) => new LogRun().SummarizeAsync(LogRun.OfText(text)).GetAwaiter().GetResult().Counts!;

    private static IEnumerable<string> Cut(List<string> entries, int parts, Random random)
    {
        var at = Enumerable.Range(0, parts - 1).Select(_ => random.Next(entries.Count + 1)).Append(0).Append(entries.Count).Order().ToList();
        return at.Zip(at.Skip(1)).Select(pair => string.Concat(entries[pair.First..pair.Second]));
    }

    // Entries of several kinds, with stack traces; the times run mostly forwards.
    private static string Sample(Random random, int count)
    {
        var text = new StringBuilder();
        var time = Start;
        for (var i = 0; i < count; i++)
        {
            time = time.AddSeconds(random.Next(-2, 60));
            text.Append(time.ToString("yyyy-MM-dd HH:mm:ss,fff", System.Globalization.CultureInfo.InvariantCulture)).Append(random.Next(6) switch
            {
                0 => $" - app - INFO - Extracting content from URL: https://host{random.Next(9)}.example/{random.Next(99)}\n",
                1 => $" - app - INFO - Successfully extracted {random.Next(999)} characters from https://host.example/ in {random.Next(9999)} ms\n",
                2 => $" - app - ERROR - Failed on item {random.Next(99)}\nTraceback (most recent call last):\n  File \"a.py\", line {random.Next(99)}\nValueError: bad {random.Next(99)}\n",
                3 => $" - app - ERROR - Connection to https://host{random.Next(3)}.example refused\n",
                4 => " - app - WARNING - Failed password for root\n",
                _ => " - app - DEBUG - nothing\n\n",
            });
        }

        return text.ToString();
    }
}
