namespace McpOps.Backups;

/// <summary>One restore: done, undone, or only planned.</summary>
public sealed record McpRestore : IHostRecord
{
    /// <summary>What it is addressed by, to resume or undo it.</summary>
    public required string Id { get; init; }

    /// <summary>The backup that it restores.</summary>
    public required string Backup { get; init; }

    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>One of <see cref="RestoreStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>What happened, in one sentence; empty when it went as it should. Of a restore that is only planned, what it does beside its files: the service that it stops, the commands that it runs.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>The files and folders that were replaced or made.</summary>
    public IReadOnlyList<string> Targets { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>The databases of PostgreSQL that were replaced, or made where there were none.</summary>
    public IReadOnlyList<string> Databases { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>Files that were restored.</summary>
    public long Files { get; init; }

    /// <summary>Bytes of content that were restored.</summary>
    public long Bytes { get; init; }

    /// <summary>How many entries are added; only known when the restore is planned.</summary>
    public long? Added { get; init; }

    /// <summary>How many entries are changed; only known when the restore is planned.</summary>
    public long? Changed { get; init; }

    /// <summary>How many entries are removed; only known when the restore is planned.</summary>
    public long? Removed { get; init; }

    /// <summary>The changes, when the restore is planned.</summary>
    public IReadOnlyList<McpRestoreChange> Changes { get; init => field = Readable.List(value); } = Readable.List<McpRestoreChange>([]);

    /// <summary>The backup that holds what was replaced; null when nothing was.</summary>
    public string? Snapshot { get; init; }

    /// <summary>The server's health after it; null when it was not asked.</summary>
    public string? Health { get; init; }

    /// <summary>Why the service, which ran before, does not work again after what was restored was taken back; null where it does.</summary>
    public string? ServiceDown { get; init; }

    /// <summary>The recovery point: when the backup was made. What was written since is not in it.</summary>
    public DateTime? BackedUpAt { get; init; }

    /// <summary>The recovery time: how long it took until the server worked, in milliseconds.</summary>
    public double DurationMs { get; init; }
}

/// <summary>A change that a restore makes.</summary>
/// <param name="Change"><c>Added</c>, <c>Changed</c> or <c>Removed</c>.</param>
/// <param name="Path">The file or folder, as it will be; <c>postgres:NAME</c> for a database, which is replaced whole.</param>
/// <param name="Bytes">Its size after the restore.</param>
/// <param name="OldBytes">Its size before; null when it is not there.</param>
public sealed record McpRestoreChange(string Change, string Path, long? Bytes, long? OldBytes)
{
    /// <summary>The change in a line.</summary>
    public override string ToString() => $"{Change} {Path}";
}

/// <summary>How a restore ended.</summary>
public static class RestoreStatus
{
    /// <summary>Everything is in place.</summary>
    public const string Restored = "Restored";

    /// <summary>Nothing was touched: it was only asked what would change.</summary>
    public const string Planned = "Planned";

    /// <summary>The server did not become healthy: everything is as it was before.</summary>
    public const string RolledBack = "RolledBack";

    /// <summary>An interrupted restore was taken back: everything is as it was before.</summary>
    public const string Undone = "Undone";
}
