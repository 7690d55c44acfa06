using System.ComponentModel;
using System.Text;
using McpOps.Logs.Sources;
using ZstdSharp;

namespace McpOps.Core.Tests.Logs;

/// <summary>Logs that are compressed with zstd, xz and bzip2 are read like those of gzip, by their bytes and whatever their name.</summary>
public sealed class PackedTests : IDisposable
{
    private const int Lines = 20_000;
    private static readonly string Text = string.Concat(Enumerable.Range(0, Lines).Select(index => $"2026-11-20 06:{index / 60 % 60:00}:{index % 60:00},000 - app - {(index % 100 == 0 ? "ERROR" : "INFO")} - Done with {index * 7919 % 10007}\n"));
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("gzip", "app.log.2.gz")]
    [InlineData("zstd", "app.log.2.zst")]
    [InlineData("xz", "app.log.2.xz")]
    [InlineData("bzip2", "app.log.2.bz2")]
    [InlineData("xz", "other-name.log")]
    public async Task What_a_tool_packed_is_read(string tool, string name)
    {
        await File.WriteAllBytesAsync(_folder[name], await PackAsync(tool), Cancellation);
        var run = new LogRun();
        var summary = await run.SummarizeAsync(LogRun.Of(_folder[name]));
        Assert.Equal((Lines, Lines, Lines / 100), (summary.Lines, summary.Entries, summary.Errors));
        Assert.Equal(new FileInfo(_folder[name]).Length, summary.Bytes);
        Assert.Equal("Done with 7919", (await run.ReadAsync(LogRun.Of(_folder[name])))[1].Message);
        Assert.Empty(run.Notices);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("xz")]
    [InlineData("bzip2")]
    public async Task A_cut_gives_what_came_before_and_a_warning(string tool)
    {
        var packed = await PackAsync(tool);
        await File.WriteAllBytesAsync(_folder["cut.log"], packed[..(packed.Length - 5)], Cancellation);
        var run = new LogRun();
        var summary = await run.SummarizeAsync(LogRun.Of(_folder["cut.log"]));
        Assert.Equal("LogTruncatedGzip", Assert.Single(run.Notices).Id);
        Assert.InRange(summary.Lines, 1, Lines);
    }

    [Fact]
    public async Task Frames_in_a_row_are_one_log()
    {
        await File.WriteAllBytesAsync(_folder["app.log.zst"], [.. Zstd(), .. Zstd()], Cancellation);
        Assert.Equal(2 * Lines, (await new LogRun().SummarizeAsync(LogRun.Of(_folder["app.log.zst"]))).Lines);
    }

    [Fact]
    public async Task Damaged_zstd_is_told_of()
    {
        var packed = Zstd();
        packed.AsSpan(packed.Length / 2, 40).Fill(0xFF);
        await File.WriteAllBytesAsync(_folder["app.log.zst"], packed, Cancellation);
        var run = new LogRun();
        await run.SummarizeAsync(LogRun.Of(_folder["app.log.zst"]));
        Assert.Equal("LogTruncatedGzip", Assert.Single(run.Notices).Id);
    }

    [Fact]
    public async Task A_rotated_set_is_read_once_and_in_order()
    {
        await File.WriteAllBytesAsync(_folder["app.log.2.zst"], Zstd(), Cancellation);
        await File.WriteAllTextAsync(_folder["app.log.2"], Text, Cancellation);
        await File.WriteAllTextAsync(_folder["app.log"], "2026-11-21 06:00:00,000 - app - ERROR - Last\n", Cancellation);
        var entries = await new LogRun().ReadAsync(LogRun.Of(Path.GetDirectoryName(_folder["app.log"])!));
        Assert.Equal((Lines + 1, "Last"), (entries.Count, entries[^1].Message));
    }

    [Fact]
    public void A_tool_that_is_not_there_is_named()
    {
        var run = new LogRun();
        using var input = new StreamInput("app.log.xz", Stream.Null);
        InputReading.Guard(run.Context, input, () => Packing.Unpack("mcpops-no-such-tool", Stream.Null));
        var notice = Assert.Single(run.Notices);
        Assert.Equal(("LogUnpackerMissing", "app.log.xz"), (notice.Id, notice.Target));
        Assert.Contains("Install it", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stops_early_is_not_kept_waiting()
    {
        using (var stream = new UnpackedText("xz", new MemoryStream(await PackAsync("xz"))))
        {
            Assert.Equal((byte)'2', stream.ReadByte());
        }
    }

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static byte[] Zstd()
    {
        using var compressor = new Compressor();
        return compressor.Wrap(Encoding.UTF8.GetBytes(Text)).ToArray();
    }

    private async Task<byte[]> PackAsync(string tool)
    {
        var path = _folder["plain"];
        await File.WriteAllTextAsync(path, Text, Cancellation);
        try
        {
            var result = await Command.RunAsync(tool, ["-k", path], Cancellation);
            Assert.True(result.ExitCode == 0, result.Error);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"'{tool}' is not installed.");
        }

        var packed = Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "plain.*").Single(file => file != path);
        var bytes = await File.ReadAllBytesAsync(packed, Cancellation);
        File.Delete(packed);
        File.Delete(path);
        return bytes;
    }
}
