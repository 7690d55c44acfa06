using McpOps.Cli.Output;
using McpOps.Crawling;

namespace McpOps.Cli.Verbs;

/// <summary>The columns that <c>page</c> and <c>crawl</c> share.</summary>
internal static class PageColumns
{
    public static readonly IReadOnlyList<Column<McpPage>> All =
    [
        new("Status", page => page.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? page.Error) { Color = page => page.Error is null ? 32 : 31 },
        new("Depth", page => page.Depth) { Right = true },
        new("Uri", page => page.FinalUri ?? page.Uri) { MaxWidth = 50 },
        new("Title", page => page.Title) { MaxWidth = 34 },
        new("WordCount", page => page.WordCount) { Title = "Words", Right = true },
        new("Confidence", page => page.Confidence) { Right = true },
        new("FetchMs", page => page.FetchMs) { Right = true },
    ];
}
