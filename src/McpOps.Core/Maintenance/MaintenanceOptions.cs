namespace McpOps.Maintenance;

/// <summary>Which plan is run, on what.</summary>
public sealed record MaintenanceOptions
{
    /// <summary>The plan, such as <c>daily</c>.</summary>
    public required string Plan { get; init; }

    /// <summary>Names of servers, with wildcards; all that have the plan when empty.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Only servers with one of these tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Only these steps, by their ids; all when empty. What they need is not run with them.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>How long to wait while another run is at work here; not at all by default.</summary>
    public TimeSpan LockWait { get; init; }

    /// <summary>The inventory; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Where history is kept; what the inventory says when null.</summary>
    public string? History { get; init; }

    /// <summary>True to say what would be changed, and change nothing.</summary>
    public bool DryRun { get; init; }
}
