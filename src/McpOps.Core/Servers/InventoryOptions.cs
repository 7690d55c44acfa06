namespace McpOps.Servers;

/// <summary>Which first inventory is written.</summary>
public sealed record InventoryOptions
{
    /// <summary>The file; <c>$MCPOPS_CONFIG</c> when null, else <c>mcpops.json</c> where the user stands.</summary>
    public string? Path { get; init; }

    /// <summary>Which of the discovered servers, with wildcards; all when empty.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Servers to write instead of those that are discovered; null to discover.</summary>
    public IReadOnlyList<McpServer>? Servers { get; init; }

    /// <summary>Profiles that ship with McpOps, whose services are written instead of what is discovered.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>True to write over a file that is there.</summary>
    public bool Force { get; init; }
}

/// <summary>An inventory that was written, or would be.</summary>
public sealed record McpInventory
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>True when it was written; false when only planned.</summary>
    public bool Written { get; init; }

    /// <summary>The names of its servers.</summary>
    public required IReadOnlyList<string> Servers { get; init => field = Readable.List(value); }

    /// <summary>The environment variables that must be set before its servers are reached: they stand for secrets.</summary>
    public required IReadOnlyList<string> Variables { get; init => field = Readable.List(value); }

    /// <summary>The text of the file. It holds no secret.</summary>
    public required string Text { get; init; }
}
