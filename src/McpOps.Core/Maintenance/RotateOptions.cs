using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Which logs are rotated.</summary>
public sealed record RotateOptions
{
    /// <summary>The servers whose rules are followed.</summary>
    public required IReadOnlyList<McpServer> Servers { get; init; }

    /// <summary>Where history is kept; what the inventory says when null. When each log was rotated last stands there.</summary>
    public string? History { get; init; }

    /// <summary>True to rotate what is not due too.</summary>
    public bool Force { get; init; }

    /// <summary>True to say what would be done, and do nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>The root of logrotate's configuration; <c>/</c> unless a test plays a host.</summary>
    internal string HostRoot { get; init; } = "/";
}
