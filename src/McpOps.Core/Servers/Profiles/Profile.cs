namespace McpOps.Servers;

/// <summary>A profile, or one part of a profile that describes several services.</summary>
/// <param name="Name">Its name, such as <c>crawl4ai</c> or <c>kilocode/mcp-memory</c>.</param>
/// <param name="Definition">A partial definition of a server.</param>
internal sealed record Profile(string Name, ConfigNode Definition)
{
    /// <summary>What it describes, in a sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>The names of its parts, in the order in which they are started; none where it describes one server.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>What stands for all servers in an inventory of it: channels, alerts.</summary>
    public ConfigNode? Inventory { get; init; }

    /// <summary>The profile that a part belongs to.</summary>
    public string Whole => Name.Split('/')[0];
}
