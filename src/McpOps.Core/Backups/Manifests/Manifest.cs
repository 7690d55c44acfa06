namespace McpOps.Backups.Manifests;

/// <summary>What <c>manifest.json</c> says of a backup.</summary>
internal sealed record Manifest
{
    /// <summary>The layout that this program writes.</summary>
    public const int CurrentSchema = 1;

    public int Schema { get; init; } = CurrentSchema;

    public required string Tool { get; init; }

    public required string Id { get; init; }

    public required string Server { get; init; }

    public required string Host { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts the backups of a server: it orders them even when the clock jumped.</summary>
    public required long Sequence { get; init; }

    public required double DurationMs { get; init; }

    /// <summary>One of <see cref="BackupStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary><c>Backup</c>, or <c>Snapshot</c> for the state that a restore replaced.</summary>
    public string Purpose { get; init => field = value ?? BackupPurpose.Backup; } = BackupPurpose.Backup;

    /// <summary>How consistency was reached: <c>Live</c>, or <c>ServiceStopped</c>.</summary>
    public string Consistency { get; init => field = value ?? "Live"; } = "Live";

    /// <summary>The server's health when the backup was made; null when it was not asked.</summary>
    public string? Health { get; init; }

    public required IReadOnlyList<ManifestPart> Parts { get; init; }

    public IReadOnlyList<BackupSkip> Skipped { get; init => field = value ?? []; } = [];

    /// <summary>How many were left out; more than are listed when it is very many.</summary>
    public long SkippedCount { get; init; }
}

/// <summary>One file of a backup that holds data.</summary>
internal sealed record ManifestPart
{
    /// <summary>The set or the database.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="PartKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its file, within the backup's folder.</summary>
    public required string File { get; init; }

    public required long Bytes { get; init; }

    public required string Sha256 { get; init; }

    /// <summary>The SHA-256 of each stretch of 16 MiB, so that a sample can be checked without reading all.</summary>
    public IReadOnlyList<string> Blocks { get; init => field = value ?? []; } = [];

    /// <summary>The list of its entries; null for a database.</summary>
    public ManifestFile? Index { get; init; }

    /// <summary>The files and folders that it saves, as whole paths; or the database.</summary>
    public IReadOnlyList<string> Roots { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Include { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Exclude { get; init => field = value ?? []; } = [];

    public long Files { get; init; }

    public long Folders { get; init; }

    /// <summary>Bytes of content, before compression.</summary>
    public long ContentBytes { get; init; }

    /// <summary>What the tree looked like, for the next backup to tell that nothing changed; null when that cannot be told.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The backup that wrote the file first, when it was not written again.</summary>
    public string? UnchangedSince { get; init; }

    /// <summary><c>age</c> or <c>gpg</c>; null when it is not encrypted.</summary>
    public string? Encryption { get; init; }

    /// <summary>What wrote a database's dump, such as <c>pg_dump 15.8</c>.</summary>
    public string? Source { get; init; }
}

/// <summary>A file of a backup.</summary>
/// <param name="File">Its name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its hash.</param>
internal sealed record ManifestFile(string File, long Bytes, string Sha256);

/// <summary>What a part holds.</summary>
internal static class PartKind
{
    public const string Files = "files";
    public const string Postgres = "postgres";
    public const string Sqlite = "sqlite";

    /// <summary>A dump in the words of SQL, which a script made.</summary>
    public const string Sql = "sql";

    /// <summary>A file or folder that a script copied.</summary>
    public const string Tree = "tree";
}
