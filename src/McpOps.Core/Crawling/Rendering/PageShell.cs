namespace McpOps.Crawling.Rendering;

/// <summary>Tells the shell of a page, which scripts fill in a browser, from a page.</summary>
internal static class PageShell
{
    private const int FewWords = 40;
    private const double LittleText = 0.02;

    /// <summary>True for a page with hardly any words for its size that runs scripts.</summary>
    public static bool Is(McpPage page, long bytes) => page.HasScripts && page.WordCount < FewWords && page.Text.Length < Math.Max(200, LittleText * bytes);
}
