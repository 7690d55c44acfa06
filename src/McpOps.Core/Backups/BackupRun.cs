using McpOps.Backups.Manifests;
using McpOps.Files;
using McpOps.Backups.Protection;
using McpOps.Backups.Stores;

namespace McpOps.Backups;

/// <summary>What the parts of one backup share while it is made.</summary>
internal sealed record BackupRun
{
    public required EngineContext Context { get; init; }

    public required IBackupDraft Draft { get; init; }

    public required PartEncryption Encryption { get; init; }

    public required BackupProgress Progress { get; init; }

    /// <summary>The newest backup of the server; null when this is its first.</summary>
    public (StoredBackup Backup, Manifest Manifest)? Previous { get; init; }

    /// <summary>Whole paths that are saved as databases.</summary>
    public IReadOnlySet<string> DatabaseFiles { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Folders that are left out: the store itself.</summary>
    public IReadOnlyCollection<(ulong Device, ulong Inode)> Avoid { get; init; } = [];

    public Accounts Accounts { get; } = Accounts.Load();
}
