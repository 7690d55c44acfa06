namespace McpOps.Backups;

/// <summary>How a backup ended.</summary>
public static class BackupStatus
{
    /// <summary>It holds all that it should.</summary>
    public const string Complete = "Complete";

    /// <summary>Something could not be saved; the manifest says what and why.</summary>
    public const string Partial = "Partial";

    /// <summary>Its manifest cannot be read or does not match its checksum.</summary>
    public const string Damaged = "Damaged";

    /// <summary>Tarballs of a script, without a manifest.</summary>
    public const string Legacy = "Legacy";
}

/// <summary>Why a backup was made.</summary>
public static class BackupPurpose
{
    /// <summary>Because somebody, or a schedule, asked for it.</summary>
    public const string Backup = "Backup";

    /// <summary>To keep the state that a restore was about to replace.</summary>
    public const string Snapshot = "Snapshot";
}
