namespace McpOps.Servers;

/// <summary>What is done for a database of a server.</summary>
/// <param name="Database">The database, by its name among the server's.</param>
public sealed record McpMaintainRule(string Database)
{
    /// <summary>Whether tables are vacuumed and analyzed where they need it; of SQLite whether it is optimized and its log checkpointed. True by default.</summary>
    public bool Vacuum { get; init; } = true;

    /// <summary>Whether indexes of PostgreSQL that are not valid, or half empty, are made anew beside their writers. False by default.</summary>
    public bool Reindex { get; init; }

    /// <summary>Rows that are removed when they are old.</summary>
    public IReadOnlyList<McpRetainRule> Retain { get; init => field = Readable.List(value); } = Readable.List<McpRetainRule>([]);

    /// <inheritdoc/>
    public override string ToString() => $"{Database}{(Vacuum ? " vacuum" : "")}{(Reindex ? " reindex" : "")}{string.Concat(Retain.Select(rule => $" {rule}"))}";
}

/// <summary>Rows of a table that are removed when they are old.</summary>
/// <param name="Table">The table, with its schema where it is not on the search path.</param>
/// <param name="Column">The column that says how old a row is: a date or a time stamp that an index begins with.</param>
/// <param name="Keep">How long rows are kept, by the database's clock.</param>
public sealed record McpRetainRule(string Table, string Column, TimeSpan Keep)
{
    /// <summary>How many rows are removed at once. 2,000 by default; fewer where that takes long.</summary>
    public int Batch { get; init; } = 2000;

    /// <summary>A folder into which rows are written before they are removed, as JSON lines in gzip; null where they are only removed.</summary>
    public string? Archive { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Table} by {Column} for {TimeLength.Words(Keep)}";
}
