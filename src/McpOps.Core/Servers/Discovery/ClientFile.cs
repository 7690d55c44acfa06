namespace McpOps.Servers;

/// <summary>A file in which an MCP client keeps its servers.</summary>
/// <param name="Client">The client, such as <c>Claude Desktop</c>.</param>
/// <param name="Scope"><c>managed</c>, <c>local</c>, <c>project</c>, <c>user</c> or <c>machine</c>.</param>
/// <param name="Path">The file.</param>
public sealed record ClientFile(string Client, string Scope, string Path)
{
    /// <summary>The name that stands for every member.</summary>
    internal const string Every = "*";

    /// <summary>Where in the file the servers may be: the names of members, one within the other. None stands for the file itself.</summary>
    internal IReadOnlyList<string[]> Containers { get; init; } = [["mcpServers"]];

    /// <summary>The folder that <c>${workspaceFolder}</c> means; null outside a project.</summary>
    internal string? Workspace { get; init; }

    /// <summary>Whether the client takes every <c>$name</c> for a variable of the environment, wherever it stands.</summary>
    internal bool ExpandsEveryDollar { get; init; }

    /// <summary>Whether an address without a type means the older HTTP+SSE transport in this client.</summary>
    internal bool UrlIsSse { get; init; }
}
