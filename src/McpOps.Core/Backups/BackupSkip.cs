namespace McpOps.Backups;

/// <summary>Something that a backup lacks, or holds in doubt.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Reason"><c>AccessDenied</c>, <c>Missing</c>, <c>Vanished</c>, <c>ReadError</c>, <c>Changed</c>, <c>Device</c>, <c>Socket</c>, <c>Store</c> or <c>Database</c>; the last three are no loss.</param>
/// <param name="Message">What happened, in one sentence.</param>
public sealed record BackupSkip(string Path, string Reason, string Message)
{
    /// <summary>The path and the reason.</summary>
    public override string ToString() => $"{Path} ({Reason})";
}
