using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Which databases are looked after.</summary>
public sealed record DatabaseOptions
{
    /// <summary>The servers whose rules are followed.</summary>
    public required IReadOnlyList<McpServer> Servers { get; init; }

    /// <summary>Only these databases, by their names in the inventory; all when empty.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary><c>vacuum</c>, <c>reindex</c> or <c>retain</c> alone; all that the inventory says when null.</summary>
    public string? Action { get; init; }

    internal bool Does(string action) => Action is null || Action == action;

    /// <summary>True to say what would be done, and do nothing.</summary>
    public bool DryRun { get; init; }
}
