using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Which files are cleaned.</summary>
public sealed record CleanOptions
{
    /// <summary>The servers whose rules are followed.</summary>
    public required IReadOnlyList<McpServer> Servers { get; init; }

    /// <summary>All servers of the inventory: nothing below the destination of their backups is touched.</summary>
    public IReadOnlyList<McpServer> Inventory { get; init; } = [];

    /// <summary>Only these rules; all when empty.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>True to say what would be removed, and remove nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>True to remove more than a rule's limits allow.</summary>
    public bool Force { get; init; }
}
