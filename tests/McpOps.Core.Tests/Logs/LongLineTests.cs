using System.Text;
using McpOps.Logs;

namespace McpOps.Core.Tests.Logs;

/// <summary>Lines of any length: their ends are left out and told of, in bounded memory, and what stands before and behind them counts.</summary>
public sealed class LongLineTests : IDisposable
{
    private const int Mebibyte = 1 << 20;
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    public async Task A_long_line_with_a_header_is_an_entry(int mebibytes)
    {
        var run = new LogRun();
        var summary = await run.SummarizeAsync(LogRun.Of(Write(mebibytes)));
        Assert.Equal((3, 3, 2, 0), (summary.Lines, summary.Entries, summary.Errors, summary.Unparsed));
        Assert.Equal("LogLineTooLong", Assert.Single(run.Notices).Id);
    }

    [Fact]
    public async Task Following_tells_of_a_long_line_once_and_goes_on_behind_it()
    {
        var run = new LogRun();
        var entries = new List<McpLogEntry>();
        await foreach (var batch in new LogReader(run.Context).FollowAsync(LogRun.Of(Write(20)), tail: 10, wait: false, TestContext.Current.CancellationToken))
        {
            entries.AddRange(batch);
        }

        Assert.Equal([("INFO", 1L), ("ERROR", 2), ("ERROR", 3)], entries.Select(entry => (entry.Level!, entry.Line!.Value)));
        Assert.Equal("Behind", entries[2].Message);
        Assert.Equal("LogLineTooLong", Assert.Single(run.Notices).Id);
    }

    [Fact]
    public async Task A_long_message_is_an_error_like_others()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 2000));
        var summary = await new LogRun().SummarizeAsync(LogRun.OfText($"2026-11-20 06:00:00 ERROR {words}\n2026-11-20 06:00:01 ERROR {words}\n"));
        Assert.Equal((2, 2), (summary.Errors, Assert.Single(summary.TopErrors).Count));
    }

    public void Dispose() => _folder.Dispose();

    private string Write(int mebibytes)
    {
        var path = _folder["long.log"];
        using var stream = File.Create(path);
        stream.Write("2026-11-20 06:00:00,000 - app - INFO - Before\n2026-11-20 06:00:01,000 - app - ERROR - "u8);
        var block = Encoding.UTF8.GetBytes(new string('x', Mebibyte));
        for (var i = 0; i < mebibytes; i++)
        {
            stream.Write(block);
        }

        stream.Write("\n2026-11-20 06:00:02,000 - app - ERROR - Behind\n"u8);
        return path;
    }
}
