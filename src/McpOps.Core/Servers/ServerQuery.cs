namespace McpOps.Servers;

/// <summary>Which servers are meant.</summary>
public sealed record ServerQuery
{
    /// <summary>Names, with the wildcards <c>*</c>, <c>?</c> and <c>[a-z]</c>; all servers when empty.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Tags, of which a server has at least one; all servers when empty.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The inventory file; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>True for what the configurations of MCP clients hold, instead of the inventory.</summary>
    public bool Discover { get; init; }

    /// <summary>True where a part of the inventory that could be left out ends the reading.</summary>
    internal bool Strict { get; init; }
}

/// <summary>The servers that were found, and where.</summary>
/// <param name="Servers">The servers.</param>
/// <param name="InventoryPath">The inventory that they are of; null when they were discovered.</param>
public sealed record ServerSet(IReadOnlyList<McpServer> Servers, string? InventoryPath)
{
    /// <summary>What the inventory says of all its servers together.</summary>
    public McpFleet Fleet { get; init; } = McpFleet.None;

    /// <summary>How to begin, where there is no inventory, or nothing was found; null otherwise.</summary>
    public string? Hint { get; init; }

    /// <summary>The servers that a name or wildcard means.</summary>
    /// <param name="name">The name; upper and lower case do not count. <c>*</c>, <c>?</c> and <c>[a-z]</c> are wildcards.</param>
    /// <exception cref="McpOpsException">ServerNotFound: there is no server of that name. A wildcard that fits nothing gives nothing.</exception>
    public IReadOnlyList<McpServer> Select(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var exact = Servers.Where(server => string.Equals(server.Name, name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (exact.Count > 0)
        {
            return exact;
        }

        if (Wildcard.IsPattern(name))
        {
            var pattern = Wildcard.Of(name);
            return [.. Servers.Where(server => pattern.IsMatch(server.Name))];
        }

        throw NotFound(name);
    }

    /// <summary>The servers that have one of the tags; all where none is given.</summary>
    /// <param name="servers">The servers.</param>
    /// <param name="tags">The tags; upper and lower case do not count.</param>
    /// <exception cref="McpOpsException">ServerNotFound: none has.</exception>
    public static IReadOnlyList<McpServer> WithTag(IReadOnlyList<McpServer> servers, IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(servers);
        ArgumentNullException.ThrowIfNull(tags);
        IReadOnlyList<McpServer> tagged = tags.Count == 0 ? servers : [.. servers.Where(server => server.Tags.Any(tag => tags.Contains(tag, StringComparer.OrdinalIgnoreCase)))];
        return tagged.Count > 0 || tags.Count == 0 ? tagged : throw new McpOpsException("ServerNotFound", McpErrorCategory.ObjectNotFound,
            $"No server has the tag {string.Join(" or ", tags.Select(tag => $"'{tag}'"))}.{NearestName.Hint(tags[0], servers.SelectMany(server => server.Tags).Distinct(StringComparer.OrdinalIgnoreCase))}", tags[0]);
    }

    /// <summary>That there is no server of a name, and which was perhaps meant.</summary>
    /// <param name="name">The name.</param>
    public McpOpsException NotFound(string name)
    {
        var known = Servers.Select(server => server.Name);
        return new McpOpsException("ServerNotFound", McpErrorCategory.ObjectNotFound,
            $"There is no server '{name}' {(InventoryPath is null ? "in the configurations of MCP clients" : $"in {InventoryPath}")}.{NearestName.Hint(name, known)} 'mcpops servers' (Get-McpServer) lists them.", name);
    }
}
