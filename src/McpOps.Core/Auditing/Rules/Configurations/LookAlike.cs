using McpOps.Auditing.Configurations;
using McpOps.Servers;

namespace McpOps.Auditing.Rules.Configurations;

/// <summary>A package whose name is one letter away from a well-known server's.</summary>
internal sealed class LookAlike : IServerRule
{
    // Published under these names by the projects themselves.
    private static readonly string[] Known =
    [
        "@modelcontextprotocol/server-everything", "@modelcontextprotocol/server-filesystem", "@modelcontextprotocol/server-memory", "@modelcontextprotocol/server-github", "@modelcontextprotocol/server-postgres",
        "@modelcontextprotocol/server-puppeteer", "@modelcontextprotocol/server-sequential-thinking", "@modelcontextprotocol/server-slack", "@modelcontextprotocol/server-brave-search", "@modelcontextprotocol/inspector",
        "@playwright/mcp", "@azure/mcp", "@upstash/context7-mcp", "@supabase/mcp-server-supabase", "@sentry/mcp-server", "@notionhq/notion-mcp-server", "@bytebase/dbhub", "@browsermcp/mcp", "mcp-remote", "mcp-proxy", "supergateway",
        "firecrawl-mcp", "tavily-mcp", "exa-mcp-server", "figma-developer-mcp", "mcp-server-fetch", "mcp-server-git", "mcp-server-time", "mcp-server-sqlite", "mcp-server-qdrant", "awslabs.core-mcp-server", "chrome-devtools-mcp", "desktop-commander",
    ];

    public string Id => "CONF007";

    public string? Judge(McpServer server, LaunchLine? line)
    {
        if (line?.Package is not { } package || line.IsContainer)
        {
            return null;
        }

        var name = Name(package);
        return Known.Contains(name, StringComparer.OrdinalIgnoreCase) ? null
            : Known.FirstOrDefault(known => IsOneEditAway(name.ToLowerInvariant(), known)) is { } near ? $"'{name}' is one letter away from '{near}'" : null;
    }

    private static string Name(string package)
    {
        var at = package.IndexOf('@', 1);
        var end = at > 0 ? at : package.IndexOf('=', StringComparison.Ordinal);
        return end > 0 ? package[..end] : package;
    }

    // One letter more, less, other, or two of them exchanged (Damerau 1964).
    internal static bool IsOneEditAway(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 1 || left == right)
        {
            return false;
        }

        var same = left.AsSpan().CommonPrefixLength(right);
        var one = left.AsSpan(same);
        var two = right.AsSpan(same);
        return left.Length == right.Length
            ? one[1..].SequenceEqual(two[1..]) || (one.Length > 1 && one[0] == two[1] && one[1] == two[0] && one[2..].SequenceEqual(two[2..]))
            : one.Length > two.Length ? one[1..].SequenceEqual(two) : two[1..].SequenceEqual(one);
    }
}
