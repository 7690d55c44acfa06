using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Which advice, and whether it is followed.</summary>
public sealed record AdviceOptions
{
    /// <summary>The servers.</summary>
    public required IReadOnlyList<McpServer> Servers { get; init; }

    /// <summary>Only these rules below <c>advice</c>; all when empty.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>True to change the settings as advised.</summary>
    public bool Apply { get; init; }

    /// <summary>True to take back what was applied, the newest first.</summary>
    public bool Undo { get; init; }

    /// <summary>True to let stand what is set now where it was applied or changed since: it is undone no more.</summary>
    public bool Forget { get; init; }

    /// <summary>True to say what would be changed, and change nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Where history is kept; what the inventory says when null.</summary>
    public string? History { get; init; }
}
