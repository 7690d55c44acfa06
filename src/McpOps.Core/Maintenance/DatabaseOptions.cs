using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Which databases are looked after.</summary>
public sealed record DatabaseOptions
{
    /// <summary>The servers whose rules are followed.</summary>
    public required IReadOnlyList<McpServer> Servers { get; init; }

    /// <summary>Only these databases, by their names in the inventory; all when empty.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary><c>vacuum</c> or <c>retain</c> alone; both when null.</summary>
    public string? Action { get; init; }

    /// <summary>True to say what would be done, and do nothing.</summary>
    public bool DryRun { get; init; }
}
