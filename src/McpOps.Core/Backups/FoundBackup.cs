using McpOps.Backups.Manifests;
using McpOps.Backups.Stores;

namespace McpOps.Backups;

/// <summary>A backup with its manifest, or with what is wrong with it.</summary>
/// <param name="Stored">Where it lies in the store.</param>
/// <param name="Manifest">What it says of itself; null when that cannot be read.</param>
/// <param name="Damage">Why it cannot be read; null when it can.</param>
internal sealed record FoundBackup(StoredBackup Stored, Manifest? Manifest, McpOpsException? Damage = null);
