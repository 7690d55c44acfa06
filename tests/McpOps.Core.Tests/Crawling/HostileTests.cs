using System.Diagnostics;
using System.Text;
using McpOps.Crawling;

namespace McpOps.Core.Tests.Crawling;

/// <summary>Pages that want to stall or crash their reader: each ends in bounded time, with a result.</summary>
public sealed class HostileTests
{
    // Far above what they take on a machine that has time for them. One that has none may be slow, but not slower with each piece: a page four
    // times as long takes four times as long, where a quadratic step makes it sixteen.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(60);
    private const double MostGrowth = 8;

    public static TheoryData<string, int> Pages => new()
    {
        { "<div>", 1_000_000 },
        { "<b><i><a href=x><p>", 200_000 },
        { "<table><tr><td>", 50_000 },
        { "<blockquote><ul><li>", 20_000 },
        { "<svg><math><mi>", 100_000 },
        { "<select><option>", 200_000 },
        { "<p>nu\0ll\0", 200_000 },
        { "<a href=/x>l</a> ", 100_000 },
        { "<p>&amp;&lt;&#x1F600;&bogus;&#xFFFFFFFF;", 100_000 },
        { "<!--", 500_000 },
        { "</div></p></body>", 300_000 },
        { "<script>", 200_000 },
        { "<details><summary>", 50_000 },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_piece_over_and_over_is_read_in_time(string piece, int times)
    {
        AssertRead(times, count =>
        {
            var html = new StringBuilder("<p>Some text to begin with, long enough to count as running text.</p>");
            for (var time = 0; time < count; time++)
            {
                html.Append(piece);
            }

            return html.Append("<p>the end").ToString();
        });
    }

    [Fact]
    public void A_million_attributes_are_read_in_time() =>
        AssertRead(1_000_000, count => "<p " + string.Join(' ', Enumerable.Range(0, count).Select(number => $"a{number}=1")) + ">text</p>");

    [Fact]
    public void Spans_larger_than_the_table_are_read_in_time() =>
        AssertRead(20, count => "<table>" + string.Concat(Enumerable.Repeat("<tr>" + string.Concat(Enumerable.Repeat("<td rowspan=65000 colspan=1000>cell</td>", 100)) + "</tr>", count)) + "</table>");

    [Fact]
    public async Task Utf7_is_never_believed()
    {
        await using var reader = new PageReader(new EngineContext());
        var page = await reader.ReadStreamAsync(new MemoryStream("<meta charset=utf-7><p>+ADw-script+AD4-alert(1)+ADw-/script+AD4- and words."u8.ToArray()), null);
        Assert.Contains("+ADw-script", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_larger_than_the_limit_is_refused()
    {
        await using var reader = new PageReader(new EngineContext(), new PageOptions { MaxBytes = 1000 });
        var error = await Assert.ThrowsAsync<McpOpsException>(() => reader.ReadStreamAsync(new MemoryStream(new byte[1001]), null));
        Assert.Equal("PageTooLarge", error.ErrorId);
    }

    private static void AssertRead(int times, Func<int, string> page)
    {
        var taken = Read(page(times));
        if (taken > Enough)
        {
            Assert.InRange(taken / Read(page(times / 4)), 0, MostGrowth);
        }
    }

    private static TimeSpan Read(string html)
    {
        var started = Stopwatch.GetTimestamp();
        var page = new PageReader(new EngineContext()).Read(html, new Uri("https://example.org/"));
        Assert.NotNull(page.Text);
        return Stopwatch.GetElapsedTime(started);
    }
}
