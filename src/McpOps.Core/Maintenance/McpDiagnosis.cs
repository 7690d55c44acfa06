namespace McpOps.Maintenance;

/// <summary>One line of a diagnosis: what was seen, and what follows.</summary>
public sealed record McpDiagnosis : IHostRecord
{
    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>What was looked at, such as <c>sockets</c>.</summary>
    public required string Area { get; init; }

    /// <summary><c>Healthy</c>, <c>Degraded</c>, <c>Unhealthy</c> or <c>Unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>What was seen.</summary>
    public required string Fact { get; init; }

    /// <summary>And so: what it means, and what to do next.</summary>
    public string AndSo { get; init => field = value ?? ""; } = "";

    /// <summary>When it was looked at.</summary>
    public DateTime SeenAt { get; init; }
}
