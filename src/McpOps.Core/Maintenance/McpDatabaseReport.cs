namespace McpOps.Maintenance;

/// <summary>One line of a report on a database: what was seen, and what follows.</summary>
public sealed record McpDatabaseReport : IHostRecord
{
    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>The database, by its name in the inventory.</summary>
    public required string Database { get; init; }

    /// <summary>What was looked at: <c>size</c>, <c>tables</c>, <c>vacuum</c>, <c>indexes</c>, <c>statements</c>, <c>connections</c>, <c>horizon</c>, or <c>connect</c> where it refuses, or does not answer.</summary>
    public required string Area { get; init; }

    /// <summary>The table, index, statement or state that the line is about; empty for the whole database.</summary>
    public string Subject { get; init => field = value ?? ""; } = "";

    /// <summary><c>Healthy</c>, <c>Degraded</c>, <c>Unhealthy</c>, or <c>Unknown</c> where it could not be looked at.</summary>
    public required string Status { get; init; }

    /// <summary>The figure; null where there is none.</summary>
    public double? Value { get; init; }

    /// <summary>Its unit, such as <c>bytes</c> or <c>ms</c>.</summary>
    public string Unit { get; init => field = value ?? ""; } = "";

    /// <summary>What was seen.</summary>
    public required string Fact { get; init; }

    /// <summary>And so: what it means, and what to do next.</summary>
    public string AndSo { get; init => field = value ?? ""; } = "";

    /// <summary>When it was looked at.</summary>
    public DateTime SeenAt { get; init; }
}
