namespace McpOps.Maintenance;

/// <summary>What was done for a database, or one of its tables.</summary>
public sealed record McpDatabaseWork : IHostRecord
{
    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>The database, by its name in the inventory.</summary>
    public required string Database { get; init; }

    /// <summary><c>vacuum</c>, <c>reindex</c>, <c>retain</c>, or of SQLite <c>optimize</c> and <c>checkpoint</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The table or index; of SQLite the file.</summary>
    public required string Target { get; init; }

    /// <summary>One of <see cref="StepOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Rows that were removed, or would be.</summary>
    public long Rows { get; init; }

    /// <summary>The longest that one batch took, in milliseconds: so long a writer of the same rows may have waited.</summary>
    public double LongestMs { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>Why it was done, or not.</summary>
    public string Message { get; init => field = value ?? ""; } = "";
}
