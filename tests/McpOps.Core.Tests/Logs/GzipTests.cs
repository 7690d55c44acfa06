using System.IO.Compression;
using System.Text;

namespace McpOps.Core.Tests.Logs;

/// <summary>Compressed logs that are broken: a warning, and every line that stands before the break.</summary>
public sealed class GzipTests : IDisposable
{
    private const int Lines = 5000;
    private static readonly byte[] Whole = Pack(Lines);
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public async Task All_lines_are_read_when_only_the_trailer_is_cut(int missing) =>
        Assert.Equal((Lines, "the end is missing"), await ReadAsync(Whole[..^missing]));

    [Fact]
    public async Task A_wrong_check_sum_is_told_of() =>
        Assert.Equal("the bytes are damaged", (await ReadAsync([.. Whole[..^8], 1, 2, 3, 4, .. Whole[^4..]])).Warning);

    [Fact]
    public async Task A_second_member_that_is_cut_is_told_of()
    {
        var (entries, warning) = await ReadAsync([.. Whole, .. Whole[..^2000]]);
        Assert.Equal("the end is missing", warning);
        Assert.InRange(entries, Lines + 1, (2 * Lines) - 1);
    }

    [Fact]
    public async Task What_stands_behind_the_last_member_is_passed_over() => Assert.Equal((Lines, null), await ReadAsync([.. Whole, .. new byte[512]]));

    [Fact]
    public async Task Any_cut_gives_the_lines_before_it_and_none_twice()
    {
        for (var cut = 30; cut < Whole.Length; cut += Whole.Length / 7)
        {
            var (entries, warning) = await ReadAsync(Whole[..cut]);
            Assert.NotNull(warning);
            Assert.InRange(entries, 0, Lines);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static string Text(int lines) => string.Concat(Enumerable.Range(0, lines).Select(index => $"2026-11-20 06:{index / 60 % 60:00}:{index % 60:00},000 - app - INFO - {Message(index)}\n"));

    private static string Message(int index) => $"Done with {index * 7919 % 10007}";

    private static byte[] Pack(int lines)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Text(lines)));
        }

        return packed.ToArray();
    }

    // The entries whose line is whole and one of the log, and the reason that the warning gives.
    private async Task<(int Entries, string? Warning)> ReadAsync(byte[] packed)
    {
        var path = _folder["app.log.gz"];
        await File.WriteAllBytesAsync(path, packed, TestContext.Current.CancellationToken);
        var run = new LogRun();
        var entries = await run.ReadAsync(LogRun.Of(path));
        var whole = Math.Max(0, entries.Count - 1);
        Assert.Equal(Enumerable.Range(0, whole).Select(index => Message(index % Lines)), entries.Take(whole).Select(entry => entry.Message));
        var warning = run.Notices.SingleOrDefault(notice => notice.Id == "LogTruncatedGzip")?.Message;
        var open = warning?.LastIndexOf('(') + 1;
        return (entries.Count, open is { } from ? warning![from..^1] : null);
    }
}
