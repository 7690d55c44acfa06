namespace McpOps.Replicas;

/// <summary>The Crawl4AI MCP server.</summary>
internal static class Crawl4Ai
{
    public static IReadOnlyList<GuideSystem> All { get; } =
    [
        new("crawl4ai", "0.7.0", "var/log/crawl4ai-mcp.log")
        {
            Tools = [new("web_content_extract", "Extracts the content of a page.", "Example Domain. This domain is for use in examples.")],
            Pages = new Dictionary<string, string> { ["/health"] = """{"status":"{status}"}""" },
            Folders = ["tmp", "backup", "var/cache/crawl4ai"],
            Files = new Dictionary<string, string>
            {
                ["opt/crawl4ai-mcp-server/.env"] = "CRAWL4AI_TIMEOUT=90\nMAX_CONCURRENT_REQUESTS=200\nLOG_LEVEL=DEBUG\n",
                ["opt/crawl4ai-mcp-server/pyproject.toml"] = "[project]\nname = \"crawl4ai-mcp-server\"\n",
                ["opt/crawl4ai-mcp-server/server.py"] = "# serves pages\n",
                ["opt/crawl4ai-mcp-server/.venv/bin/python"] = "made anew\n",
                ["etc/systemd/system/crawl4ai-mcp-server.service"] = "[Unit]\nDescription=Crawl4AI\n",
                ["var/log/crawl4ai-mcp-error.log"] = "",
            },
            Done = url => $"Successfully extracted 1256 characters from {url} in 420 ms",
        },
    ];
}
