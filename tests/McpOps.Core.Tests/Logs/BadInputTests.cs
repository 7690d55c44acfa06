using System.IO.Compression;
using System.Text;

namespace McpOps.Core.Tests.Logs;

/// <summary>Every row of bad input: a warning that names the file, the rest summed up.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Good = "2026-11-20 06:00:00,000 - app - INFO - One\n2026-11-20 06:00:01,000 - app - ERROR - Two\n";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public Task A_binary_file_is_left_out() => WarnsAsync("LogNotText", Write("b.log", [.. Enumerable.Range(0, 5000).Select(index => (byte)(index * 7))]));

    [Fact]
    public Task A_truncated_gzip_gives_what_came_before()
    {
        var packed = Gzip(string.Concat(Enumerable.Range(0, 20000).Select(index => $"2026-11-20 06:00:00,000 - app - INFO - {Guid.NewGuid()} {index}\n")));
        return WarnsAsync("LogTruncatedGzip", Write("t.log.gz", packed[..(packed.Length / 2)]), atLeast: 1000);
    }

    [Theory]
    [InlineData(new byte[] { 0xFE, 0xFF })]
    [InlineData(new byte[] { 0x1F, 0x8B })]
    public async Task Two_bytes_that_look_like_another_kind_of_file_make_none_of_a_log(byte[] start)
    {
        var run = new LogRun();
        var summary = await run.SummarizeAsync(LogRun.Of(Write("s.log", [.. start, .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Good, 5)))])));
        Assert.Equal((10, 5), (summary.Lines, summary.Errors));
        Assert.Empty(run.Notices);
    }

    [Theory]
    [InlineData("[\n  {\n    \"message\": \"a\"\n  },\n  {\n    \"message\": \"b\",\n    \"x\": 1\n", 7)]
    [InlineData("{\"Records\":[{\"eventTime\":\"2026-05-20T08:00:00Z\",\"eventName\":\"a\"},{\"eventTime\":\"2026\n", 1)]
    [InlineData("{\"Records\":[{\"eventTime\":\"2026-05-20T08:00:00Z\"},{\"eventTime\":\n\"2026-05-20T08:00:01Z\"\n},{\n\n", 4)]
    public async Task An_array_that_was_cut_has_as_many_lines_as_its_file(string text, int lines) => Assert.Equal(lines, (await new LogRun().SummarizeAsync(LogRun.OfText(text))).Lines);

    [Fact]
    public async Task A_line_of_colours_alone_among_named_columns_counts_as_a_line()
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText("#Fields: date time cs-method sc-status\n\u001b[0m\n2026-11-20 06:00:00 GET 500\n"));
        Assert.Equal((3, 1), (summary.Lines, summary.Errors));
    }

    [Fact]
    public async Task A_line_end_in_an_engines_time_makes_no_line_more()
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText("{\"log\":\"up\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-20T06:00:00Z\"}\n{\"log\":\"on\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-20T06:00:01Z\\n\"}\n"));
        Assert.Equal(2, summary.Lines);
    }

    [Fact]
    public Task A_path_that_does_not_exist_is_named() => WarnsAsync("LogNotFound", _folder["missing.log"]);

    [Fact]
    public async Task A_very_long_line_is_cut_and_told()
    {
        var path = _folder["long.log"];
        await using (var stream = File.Create(path))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Good));
            var block = new byte[1 << 20];
            Array.Fill(block, (byte)'x');
            for (var i = 0; i < 40; i++)
            {
                await stream.WriteAsync(block);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes("\n" + Good));
        }

        var run = new LogRun();
        var summary = await run.SummarizeAsync(LogRun.Of(path));
        Assert.Equal((5, 2), (summary.Lines, summary.Errors));
        Assert.Equal("LogLineTooLong", Assert.Single(run.Notices.DistinctBy(notice => notice.Id)).Id);
    }

    [Fact]
    public async Task A_log_of_nothing_but_traces_has_an_entry_for_each()
    {
        const string trace = "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\n    x()\nValueError: bad\n";
        const string chained = trace + "\nDuring handling of the above exception, another exception occurred:\n\n" + trace;
        var summary = await new LogRun().SummarizeAsync(LogRun.Of(Write("traces.log", Encoding.UTF8.GetBytes(trace + trace + chained + trace))));
        Assert.Equal((4, 4, "ValueError"), (summary.Entries, summary.Errors, summary.TopErrors[0].ErrorType));
    }

    [Fact]
    public async Task Nul_bytes_among_text_make_no_other_file_of_it()
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.Of(Write("nul.log", Encoding.UTF8.GetBytes(Good + "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" + Good))));
        Assert.Equal((4, 2, 0), (summary.Entries, summary.Errors, summary.Unparsed));
    }

    [Fact]
    public async Task A_bracket_that_nothing_closes_is_a_sign_of_the_name()
    {
        Write("a[1.log", Encoding.UTF8.GetBytes(Good));
        Assert.Equal(2, (await new LogRun().SummarizeAsync(LogRun.Of(_folder["a[*.log"]))).Entries);
    }

    [Fact]
    public async Task A_named_pipe_is_read_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes among its files.");
        var path = _folder["pipe"];
        var result = await Command.RunAsync("mkfifo", [path], TestContext.Current.CancellationToken);
        Assert.Equal(0, result.ExitCode);
        var written = Task.Run(() => File.WriteAllText(path, Good), TestContext.Current.CancellationToken);
        Assert.Equal(2, (await new LogRun().SummarizeAsync(LogRun.Of(path))).Entries);
        await written;
    }

    [Fact]
    public async Task An_empty_file_is_no_fault()
    {
        var run = new LogRun();
        Assert.Equal(2, (await run.SummarizeAsync(LogRun.Of(Write("empty.log", []), Write("good.log", Encoding.UTF8.GetBytes(Good))))).Entries);
        Assert.Empty(run.Notices);
    }

    [Fact]
    public async Task Nothing_that_can_be_read_is_an_error()
    {
        var error = await Assert.ThrowsAsync<McpOpsException>(() => new LogRun().SummarizeAsync(LogRun.Of(_folder["missing.log"])));
        Assert.Equal("LogsNotFound", error.ErrorId);
    }

    public static TheoryData<string, byte[]> Readable => new()
    {
        { "utf-16 with mark", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Good)] },
        { "utf-16 without mark", Encoding.Unicode.GetBytes(Good) },
        { "utf-16 big-endian", [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Good)] },
        { "utf-8 with mark", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Good)] },
        { "carriage returns", Encoding.UTF8.GetBytes(Good.Replace("\n", "\r\n", StringComparison.Ordinal)) },
        { "invalid utf-8", [.. Encoding.UTF8.GetBytes(Good.Replace("One", "\u0001", StringComparison.Ordinal)).Select(value => value == 1 ? (byte)0xFF : value)] },
        { "lone carriage returns", Encoding.UTF8.GetBytes(Good.Replace('\n', '\r')) },
        { "no line end", Encoding.UTF8.GetBytes(Good.TrimEnd()) },
        { "leading NULs", [.. new byte[4096], .. Encoding.UTF8.GetBytes(Good)] },
        { "gzip", Gzip(Good) },
        { "two gzip members", [.. Gzip(Good[..44]), .. Gzip(Good[44..])] },
        { "colours", Encoding.UTF8.GetBytes(Good.Replace("ERROR", "\u001b[31mERROR\u001b[0m", StringComparison.Ordinal)) },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task Odd_bytes_are_read(string kind, byte[] bytes)
    {
        var run = new LogRun();
        var summary = await run.SummarizeAsync(LogRun.Of(Write("odd.log", bytes)));
        Assert.True(run.Notices.Count == 0, kind);
        Assert.Equal((2, 1, 0), (summary.Entries, summary.Errors, summary.Unparsed));
    }

    [Fact]
    public async Task Clocks_that_go_back_or_ahead_lose_nothing()
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText("2026-11-20 06:00:00 INFO a\n2026-11-19 06:00:00 INFO b\n2099-01-01 00:00:00 INFO c\n1999-01-01 00:00:00 INFO d\n") with { By = "day" });
        Assert.Equal((4, 4), (summary.Entries, summary.Rows.Count));
        Assert.Equal((1999, 2099), (summary.First!.Value.Year, summary.Last!.Value.Year));
    }

    [Theory]
    [InlineData("2026-11-20 06:00:00 [su[:\n2026-11-20 06:00:01 su[: x\n")]
    [InlineData("GET /a ms - \nGET /a 200 5.4 ms - 2\nGET /a ms - /b c\n")]
    [InlineData("[pid: 1|app: 0|req: 1/1] 10.0.0.1 () {2 vars} [Fri Nov 20 12:00:00 2026] => generated 2 bytes in 3 msecs (HTTP/1.1 200)\n")]
    [InlineData("[pid: 1|app: 0|req: 1/1] 10.0.0.1 () {2 vars} [Fri Nov 20 12:00:00 2026] GET /a => generated 2 bytes in 3 msecs (HTTP/\n")]
    [InlineData("\n\n2026-11-20 06:00:00 INFO behind empty lines\n")]
    [InlineData("<Event>2026-11-20 06:00:00 INFO no event\n2026-11-20 06:00:01 INFO another\n")]
    [InlineData("{\"log\":\"one\\ntwo\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-20T06:00:00Z\"}\n")]
    [InlineData("<Event><System><Level>2</Level></System></Event><Event><System><Level>2</Level></System></Event>\n")]
    public async Task Lines_that_are_broken_off_are_counted_like_others(string text)
    {
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(text));
        Assert.Equal(text.Count(value => value == '\n'), summary.Lines);
        Assert.True(summary.Entries > 0);
    }

    [Fact]
    public async Task A_log_of_nothing_but_stack_traces_is_summed_up()
    {
        var trace = "Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: bad\n";
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText(string.Concat(Enumerable.Repeat(trace, 10))));
        Assert.Equal(30, summary.Lines);
        Assert.True(summary.Errors > 0);
        Assert.Equal("ValueError", summary.TopErrors[0].ErrorType);
    }

    public void Dispose() => _folder.Dispose();

    private async Task WarnsAsync(string id, string path, long atLeast = 0)
    {
        var run = new LogRun();
        var summary = await run.SummarizeAsync(LogRun.Of(path, Write("good.log", Encoding.UTF8.GetBytes(Good))));
        var notice = Assert.Single(run.Notices);
        Assert.Equal((id, path), (notice.Id, notice.Target));
        Assert.True(summary.Entries >= 2 + atLeast, $"{summary.Entries} entries");
    }

    private string Write(string name, byte[] bytes)
    {
        var path = _folder[name];
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
