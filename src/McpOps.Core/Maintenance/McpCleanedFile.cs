namespace McpOps.Maintenance;

/// <summary>A file or folder that was cleaned, would be, or was left although it is old.</summary>
public sealed record McpCleanedFile : IHostRecord
{
    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>The rule, such as <c>stale</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>Its whole path.</summary>
    public required string Path { get; init; }

    /// <summary>One of <see cref="CleanOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Bytes that it takes on the disk.</summary>
    public long Bytes { get; init; }

    /// <summary>How many files it is: 1, or all within a folder that goes whole.</summary>
    public long Files { get; init; } = 1;

    /// <summary>When it, or the newest within it, was last changed, renamed or given away.</summary>
    public DateTime? LastChanged { get; init; }

    /// <summary>Why it goes, or why it stays.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";
}

/// <summary>What became of a file.</summary>
public static class CleanOutcome
{
    /// <summary>It is gone.</summary>
    public const string Removed = "Removed";

    /// <summary>It would be removed.</summary>
    public const string WouldRemove = "WouldRemove";

    /// <summary>It is old, and stays: a process has it open, or it is not what the rule may touch.</summary>
    public const string Left = "Left";

    /// <summary>The rule would remove too much: nothing of it was removed.</summary>
    public const string Refused = "Refused";

    /// <summary>The system did not let it be removed.</summary>
    public const string Failed = "Failed";
}
