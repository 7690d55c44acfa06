using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Which server is diagnosed.</summary>
public sealed record DiagnosisOptions
{
    /// <summary>The server.</summary>
    public required McpServer Server { get; init; }

    /// <summary>Over which time processor and memory are compared. 2 seconds by default.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How far back logs and history are looked at. A day by default.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The inventory; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Where history is kept; what the inventory says when null.</summary>
    public string? History { get; init; }
}
