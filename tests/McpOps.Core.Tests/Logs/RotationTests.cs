using System.IO.Compression;
using System.Text;
using McpOps.Logs;
using McpOps.Logs.Sources;

namespace McpOps.Core.Tests.Logs;

/// <summary>Rotated sets, and files that are written, renamed or cut short while they are read.</summary>
public sealed class RotationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_rotated_set_is_read_in_the_order_of_time_and_nothing_twice()
    {
        Write("app.log", 5, 6);
        Write("app.log.1", 3, 4);
        Write("app.log.2", 1, 2);
        Pack("app.log.2.gz", 1, 2);
        Pack("app.log.10.gz", 0, 0);
        Assert.Equal(Enumerable.Range(0, 7), await NumbersAsync(_folder["app.log*"]));
        Assert.Equal(Enumerable.Range(0, 7), await NumbersAsync(Path.GetDirectoryName(_folder["x"])!, _folder["app.log"]));
    }

    [Fact]
    public async Task Dates_in_names_order_a_set()
    {
        Write("metrics.20261119.jsonl", 1, 2);
        Write("metrics.20261118.jsonl", 0, 0);
        Write("metrics.jsonl", 3, 3);
        Assert.Equal(Enumerable.Range(0, 4), await NumbersAsync(_folder["metrics*.jsonl"]));
        Write("b.log-20261101", 4, 4);
        Write("b.log", 5, 5);
        Assert.Equal([4, 5], await NumbersAsync(_folder["b.log*"]));
    }

    [Fact]
    public async Task What_was_rotated_out_of_a_file_in_the_time_that_is_asked_for_is_read_too()
    {
        Write("app.log", 8, 9);
        Write("app.log.1", 6, 7);
        Pack("app.log-20261120.gz", 4, 5);
        Write("app.2.log", 2, 3);
        Write("app.log.3", 0, 1);
        File.SetLastWriteTimeUtc(_folder["app.log.3"], new DateTime(2026, 11, 19, 0, 0, 0, DateTimeKind.Utc));
        var options = LogRun.Of(_folder["app.log"]) with { Since = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero) };
        Assert.Equal([8, 9], (await new LogRun().ReadAsync(options)).Select(Number));
        Assert.Equal(Enumerable.Range(4, 6), (await new LogRun().ReadAsync(options with { Rotated = true })).Select(Number));
        Assert.Equal([8, 9], (await new LogRun().ReadAsync(options with { Rotated = true, Since = null })).Select(Number));
    }

    [Fact]
    public void A_file_that_is_renamed_after_it_was_found_is_still_read()
    {
        Write("app.log", 0, 9);
        using var input = new FileInput(_folder["app.log"]);
        File.Move(_folder["app.log"], _folder["app.log.1"]);
        Write("app.log", 10, 19);
        Assert.Equal(10, Count(input));
    }

    [Fact]
    public void A_file_that_is_copied_and_cut_short_is_read_on_in_the_copy()
    {
        Write("app.log", 0, 99);
        using var input = new FileInput(_folder["app.log"]);
        Span<byte> half = new byte[input.Length / 2];
        Assert.Equal(half.Length, input.Read(0, half));
        File.Copy(_folder["app.log"], _folder["app.log.1"]);
        using (var stream = new FileStream(_folder["app.log"], FileMode.Open, FileAccess.Write))
        {
            stream.SetLength(0);
        }

        var rest = new byte[input.Length];
        var read = input.Read(half.Length, rest);
        Assert.Equal(Text(0, 99), Encoding.UTF8.GetString(half) + Encoding.UTF8.GetString(rest, 0, read));
    }

    [Theory]
    [InlineData("rename")]
    [InlineData("copytruncate")]
    [InlineData("copytruncate, compressed")]
    public async Task Following_goes_on_through_rotation(string how)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(60));
        var path = _folder["app.log"];
        Write("app.log", 0, 19);
        var numbers = new List<int>();
        var written = 20;
        await foreach (var batch in new LogReader(new LogRun().Context).FollowAsync(LogRun.Of(path), tail: 3, wait: true, stop.Token))
        {
            numbers.AddRange(batch.Select(Number));
            if (numbers[^1] != written - 1)
            {
                continue;
            }

            if (written == 60)
            {
                break;
            }

            Append(path, written, written + 4);
            Rotate(path, how);
            Append(path, written + 5, written + 9);
            written += 10;
        }

        Assert.Equal(Enumerable.Range(17, 43), numbers);
    }

    [Fact]
    public async Task The_last_lines_have_their_true_numbers_and_a_last_line_without_an_end_is_one()
    {
        Write("app.log", 0, 199);
        await File.AppendAllTextAsync(_folder["app.log"], "2026-11-20 07:00:00,000 - app - INFO - Number 200 was cut", TestContext.Current.CancellationToken);
        var entries = new List<McpLogEntry>();
        await foreach (var batch in new LogReader(new LogRun().Context).FollowAsync(LogRun.Of(_folder["app.log"]), tail: 3, wait: false, TestContext.Current.CancellationToken))
        {
            entries.AddRange(batch);
        }

        Assert.Equal([199L, 200L, 201L], entries.Select(entry => entry.Line));
        Assert.Equal("Number 200 was cut", entries[^1].Message);
    }

    [Fact]
    public async Task A_log_that_a_container_engine_wraps_is_followed_as_what_the_program_wrote()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(60));
        await File.WriteAllTextAsync(_folder["c-json.log"], Wrapped(0, 9), stop.Token);
        var entries = new List<McpLogEntry>();
        await foreach (var batch in new LogReader(new LogRun().Context).FollowAsync(LogRun.Of(_folder["c-json.log"]), tail: 2, wait: true, stop.Token))
        {
            entries.AddRange(batch);
            if (entries.Count == 2)
            {
                var more = Wrapped(10, 11);
                await File.AppendAllTextAsync(_folder["c-json.log"], more[..50], stop.Token);
                await File.AppendAllTextAsync(_folder["c-json.log"], more[50..], stop.Token);
            }

            if (entries.Count >= 4)
            {
                break;
            }
        }

        Assert.Equal([8, 9, 10, 11], entries.Select(Number));
        Assert.Equal([9L, 10, 11, 12], entries.Select(entry => entry.Line));

        static string Wrapped(int from, int to) => string.Concat(Text(from, to).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => System.Text.Json.JsonSerializer.Serialize(new { log = line + "\n", stream = "stdout", time = "2026-11-20T06:00:00Z" }) + "\n"));
    }

    [Fact]
    public async Task Entries_of_a_file_that_is_entered_by_bisection_have_their_true_numbers()
    {
        Write("app.log", 0, 2999);
        var since = new DateTimeOffset(2026, 11, 20, 6, 40, 0, TimeSpan.Zero);
        var options = LogRun.Of(_folder["app.log"]) with { PieceBytes = 4096, Since = since, Until = since.AddMinutes(1) };
        var entries = await new LogRun().ReadAsync(options);
        Assert.Equal(Enumerable.Range(2401, 60).Select(line => (long?)line), entries.Select(entry => entry.Line));
        Assert.Equal(2400, Number(entries[0]));
    }

    [Fact]
    public async Task A_file_that_grows_while_it_is_read_gives_whole_lines_and_each_once()
    {
        var path = _folder["grow.log"];
        Write("grow.log", 0, 999);
        using var done = new CancellationTokenSource();
        var writer = Task.Run(
            () =>
            {
                for (var number = 1000; !done.IsCancellationRequested; number++)
                {
                    Append(path, number, number);
                }
            },
            TestContext.Current.CancellationToken);
        for (var run = 0; run < 5; run++)
        {
            var summary = await new LogRun().SummarizeAsync(LogRun.Of(path) with { PieceBytes = 4096 });
            Assert.True(summary.Entries >= 1000);
            Assert.Equal(0, summary.Unparsed);
        }

        await done.CancelAsync();
        await writer;
    }

    public void Dispose() => _folder.Dispose();

    private static void Rotate(string path, string how)
    {
        File.Delete(path + ".1");
        if (how == "rename")
        {
            File.Move(path, path + ".1");
            return;
        }

        File.Copy(path, path + ".1");
        if (how.EndsWith("compressed", StringComparison.Ordinal))
        {
            using (var gzip = new GZipStream(File.Create(path + ".1.gz"), CompressionLevel.Fastest))
            {
                gzip.Write(File.ReadAllBytes(path));
            }

            File.Delete(path + ".1");
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.SetLength(0);
    }

    private static async Task<List<int>> NumbersAsync(params string[] paths) => [.. (await new LogRun().ReadAsync(LogRun.Of(paths))).Select(Number)];

    private static int Number(McpLogEntry entry) => int.Parse(entry.Message.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(int from, int to) => string.Concat(Enumerable.Range(from, to - from + 1).Select(number => $"2026-11-20 06:{number / 60 % 60:00}:{number % 60:00},000 - app - INFO - Number {number} was written\n"));

    private static int Count(FileInput input)
    {
        using var reader = new StreamReader(input.Open());
        return reader.ReadToEnd().Count(letter => letter == '\n');
    }

    private static void Append(string path, int from, int to) => File.AppendAllText(path, Text(from, to));

    private void Write(string name, int from, int to) => File.WriteAllText(_folder[name], Text(from, to));

    private void Pack(string name, int from, int to)
    {
        using var gzip = new GZipStream(File.Create(_folder[name]), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(Text(from, to)));
    }
}
