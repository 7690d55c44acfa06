namespace McpOps.Backups.Stores;

/// <summary>Opens stores by what the user writes.</summary>
public static class BackupStores
{
    /// <summary>Opens a store: a folder, or <c>s3://bucket/prefix</c>.</summary>
    /// <param name="location">Where it is.</param>
    public static IBackupStore Open(string location)
    {
        if (string.IsNullOrWhiteSpace(location))
        {
            throw new McpOpsException("StoreMissing", McpErrorCategory.InvalidArgument, "No store is named. Name a folder, or s3://bucket/prefix.");
        }

        if (location.StartsWith("s3://", StringComparison.OrdinalIgnoreCase))
        {
            return new S3Store(location);
        }

        return location.Contains("://", StringComparison.Ordinal)
            ? throw new McpOpsException("UnknownStore", McpErrorCategory.InvalidArgument, $"'{location}' is no store that is known. Name a folder, or s3://bucket/prefix.", location)
            : new FolderStore(location);
    }
}
