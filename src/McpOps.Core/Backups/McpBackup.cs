namespace McpOps.Backups;

/// <summary>One backup of one server.</summary>
public sealed record McpBackup : IHostRecord
{
    /// <summary>What it is addressed by: the server's folder and the time in UTC, such as <c>docs/20261120T010000Z</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>One of <see cref="BackupStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>One of <see cref="BackupPurpose"/>.</summary>
    public string Purpose { get; init => field = value ?? BackupPurpose.Backup; } = BackupPurpose.Backup;

    /// <summary>When it was begun.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>Regular files that it holds.</summary>
    public long Files { get; init; }

    /// <summary>Bytes of content that it holds, before compression.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes that its parts take in the store; a part that it shares with an earlier backup counts too.</summary>
    public long StoredBytes { get; init; }

    /// <summary>Its folder, or its address in a bucket.</summary>
    public required string Path { get; init; }

    /// <summary>The store that it was found in.</summary>
    public required string Store { get; init; }

    /// <summary>One for each set and database.</summary>
    public IReadOnlyList<McpBackupPart> Parts { get; init => field = Readable.List(value); } = Readable.List<McpBackupPart>([]);

    /// <summary>What it lacks or holds in doubt, the first thousand.</summary>
    public IReadOnlyList<BackupSkip> Skipped { get; init => field = Readable.List(value); } = Readable.List<BackupSkip>([]);

    /// <summary>How many were skipped in all.</summary>
    public long SkippedCount { get; init; }

    /// <summary>How consistency was reached: <c>Live</c> or <c>ServiceStopped</c>; databases are consistent either way.</summary>
    public string? Consistency { get; init; }

    /// <summary>The server's health when it was made; null when it was not asked.</summary>
    public string? Health { get; init; }

    /// <summary>Why the service, which a backup stopped, does not work again; null where it does, or none was stopped. Only what makes a backup tells it.</summary>
    public string? ServiceDown { get; init; }

    /// <summary>The machine that made it.</summary>
    public string? Host { get; init; }

    /// <summary>When it was last verified; its making counts, for it is read back then.</summary>
    public DateTime? VerifiedAt { get; init; }

    /// <summary>What the last verification came to: one of <see cref="VerificationStatus"/>.</summary>
    public string? Verified { get; init; }

    /// <summary>Why retention keeps it, such as <c>last 3</c> or <c>daily 2026-11-20</c>; empty where retention was not asked.</summary>
    public string Keep { get; init => field = value ?? ""; } = "";
}

/// <summary>One file of a backup: an archive, or a database's dump.</summary>
public sealed record McpBackupPart
{
    /// <summary>The set's name, or the database's.</summary>
    public required string Name { get; init; }

    /// <summary><c>files</c>, <c>postgres</c> or <c>sqlite</c>; of a script also <c>sql</c> and <c>tree</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it is.</summary>
    public required string Path { get; init; }

    /// <summary>What its file is called in the folder of its backup.</summary>
    internal string File { get; init; } = "";

    /// <summary>Its length in the store.</summary>
    public required long Bytes { get; init; }

    /// <summary>The SHA-256 of the file at <see cref="Path"/>.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Regular files that it holds.</summary>
    public long Files { get; init; }

    /// <summary>Bytes of content, before compression.</summary>
    public long ContentBytes { get; init; }

    /// <summary>The backup that wrote it first, when nothing has changed since; null when it was written by this one.</summary>
    public string? UnchangedSince { get; init; }

    /// <summary><c>age</c> or <c>gpg</c>; null when it is not encrypted.</summary>
    public string? Encryption { get; init; }

    /// <summary>What it saves: files, folders or a database.</summary>
    public IReadOnlyList<string> Roots { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>Its name, for a list.</summary>
    public override string ToString() => Name;
}

/// <summary>What a verification came to.</summary>
public static class VerificationStatus
{
    /// <summary>Everything that was looked at is as it was written.</summary>
    public const string Valid = "Valid";

    /// <summary>Something is not; the problems name it.</summary>
    public const string Damaged = "Damaged";
}
