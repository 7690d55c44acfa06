namespace McpOps.Maintenance;

/// <summary>Which plans are scheduled, and where.</summary>
public sealed record ScheduleOptions
{
    /// <summary>The plans; all that have a time when empty.</summary>
    public IReadOnlyList<string> Plans { get; init; } = [];

    /// <summary>One of <see cref="ScheduleKind"/>; this system's own when null.</summary>
    public string? Kind { get; init; }

    /// <summary>Where the files are written instead of the scheduler's own folder; then nothing is switched on.</summary>
    public string? Folder { get; init; }

    /// <summary>The account that runs them; root (or SYSTEM's network service) when null.</summary>
    public string? Account { get; init; }

    /// <summary>The whole path of the program <c>mcpops</c>; this one, or that on the PATH, when null.</summary>
    public string? Command { get; init; }

    /// <summary>The inventory; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>True to write over what somebody changed by hand.</summary>
    public bool Force { get; init; }

    /// <summary>True to show the difference, and change nothing.</summary>
    public bool DryRun { get; init; }
}
