namespace McpOps.Monitoring;

/// <summary>Which alerts are meant.</summary>
public sealed record AlertQuery
{
    /// <summary>Names of servers, wildcards understood; all when empty.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Names of rules, wildcards understood; all when empty.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Ids of alerts; all when empty.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>The states, of <see cref="AlertState"/>; all but <c>Resolved</c> and <c>Pending</c> when empty.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>The inventory; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Where history is kept; what the inventory says when null.</summary>
    public string? History { get; init; }
}
