namespace McpOps.Maintenance;

/// <summary>One line of a diagnosis: what was seen, and what follows.</summary>
public sealed record McpDiagnosis
{
    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>What was looked at, such as <c>sockets</c>.</summary>
    public required string Area { get; init; }

    /// <summary><c>Healthy</c>, <c>Degraded</c>, <c>Unhealthy</c> or <c>Unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>What was seen.</summary>
    public required string Fact { get; init; }

    /// <summary>And so: what it means, and what to do next.</summary>
    public string AndSo { get; init; } = "";

    /// <summary>When it was looked at.</summary>
    public DateTime SeenAt { get; init; }
}
