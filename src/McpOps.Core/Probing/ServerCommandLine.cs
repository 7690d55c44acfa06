using System.Text.RegularExpressions;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Recognises the processes of stdio servers by their command lines.</summary>
internal static partial class ServerCommandLine
{
    // What starts others, and says nothing about which.
    private static readonly HashSet<string> Launchers = new(StringComparer.OrdinalIgnoreCase)
    {
        "npx", "npm", "node", "bun", "bunx", "deno", "pnpm", "yarn", "python", "python3", "uv", "uvx", "pipx", "dotnet", "java", "docker", "podman", "sh", "bash", "cmd", "pwsh", "env", "run", "exec", "dlx", "tool",
    };

    /// <summary>Whether a process is one of a server's: whatever is distinctive of its command stands in the process's command line.</summary>
    /// <remarks>A package runs under another command line than the one that asked for it: <c>npx -y @scope/server-x@1 /data</c> ends as <c>node …/server-x /data</c>.</remarks>
    public static bool IsOf(ProcessDetail process, McpServer server)
    {
        var words = Words(server);
        return words.Count > 0 && words.All(word => process.Arguments.Any(argument => argument.Contains(word, StringComparison.Ordinal)));
    }

    /// <summary>Whether a process looks like an MCP server of whomever.</summary>
    public static bool LooksLikeOne(ProcessDetail process) => process.Arguments.Any(argument => Mark().IsMatch(argument));

    private static List<string> Words(McpServer server) => server.Connection.Transport is McpTransport.Stdio
        ? [.. server.Connection.Arguments.Prepend(server.Connection.Command ?? "")
            .Where(word => word.Length > 0 && word[0] != '-' && !word.Contains("${", StringComparison.Ordinal))
            .Where(word => !Launchers.Contains(Path.GetFileNameWithoutExtension(word)))
            .Select(PackageName)]
        : [];

    private static string PackageName(string word) => Package().Match(word) is { Success: true } package ? package.Groups["name"].Value : word;

    [GeneratedRegex(@"^(?:@[\w.\-]+/)?(?<name>[\w.\-]+?)(?:@[\w.\-^~]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Package();

    [GeneratedRegex(@"(?<![a-z0-9])mcp(?![a-z0-9])|modelcontextprotocol", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Mark();
}
