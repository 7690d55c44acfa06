using McpOps.Servers;

namespace McpOps.Backups.Stores;

/// <summary>Opens stores by what the user writes.</summary>
public static class BackupStores
{
    /// <summary>The one store that all servers of an inventory keep their backups in.</summary>
    /// <param name="servers">The servers.</param>
    /// <exception cref="McpOpsException"><c>StoreMissing</c>: they name none, or several.</exception>
    public static string Shared(IEnumerable<McpServer> servers)
    {
        string[] named = [.. servers.Select(server => server.Backup?.Destination).OfType<string>().Distinct(StringComparer.Ordinal)];
        return named switch
        {
            [var only] => only,
            [] => throw Missing("No store is named. Name a folder, s3://bucket/prefix or az://account/container/prefix, with --store (-Store)."),
            _ => throw Missing($"The inventory names several stores: {string.Join(", ", named)}. Choose one with --store (-Store), or name the server."),
        };
    }

    /// <summary>Every store that the servers of an inventory keep their backups in.</summary>
    /// <param name="servers">The servers.</param>
    /// <exception cref="McpOpsException"><c>StoreMissing</c>: they name none.</exception>
    public static IReadOnlyList<string> All(IEnumerable<McpServer> servers)
    {
        string[] named = [.. servers.Select(server => server.Backup?.Destination).OfType<string>().Distinct(StringComparer.Ordinal)];
        return named.Length > 0 ? named : throw Missing("No store is named. Name a folder, or s3://bucket/prefix, with --store (-Store), or set backup.destination in the inventory.");
    }

    /// <summary>Opens a store that must be there already; one that is new holds nothing, and its name is likely misspelt.</summary>
    /// <param name="location">Where it is.</param>
    /// <exception cref="McpOpsException"><c>StoreNotFound</c>, or <c>AccessDenied</c>: nobody can say whether it is there.</exception>
    public static IBackupStore OpenExisting(string location)
    {
        var store = Open(location);
        return store is FolderStore folder && !folder.Exists()
            ? throw new McpOpsException("StoreNotFound", McpErrorCategory.ObjectNotFound, $"There is no folder '{folder.Root}'. Check the spelling; the first backup makes it.", folder.Root)
            : store;
    }

    /// <summary>Opens a store: a folder, <c>s3://bucket/prefix</c> or <c>az://account/container/prefix</c>.</summary>
    /// <param name="location">Where it is.</param>
    public static IBackupStore Open(string location)
    {
        if (string.IsNullOrWhiteSpace(location))
        {
            throw Missing("No store is named. Name a folder, s3://bucket/prefix or az://account/container/prefix.");
        }

        if (location.StartsWith("s3://", StringComparison.OrdinalIgnoreCase))
        {
            return new S3Store(new Uri(location), location);
        }

        if (location.StartsWith("az://", StringComparison.OrdinalIgnoreCase))
        {
            return new BlobStore(new Uri(location), location);
        }

        return location.Contains("://", StringComparison.Ordinal)
            ? throw new McpOpsException("UnknownStore", McpErrorCategory.InvalidArgument, $"'{location}' is no store that is known. Name a folder, s3://bucket/prefix or az://account/container/prefix.", location)
            : new FolderStore(location);
    }

    private static McpOpsException Missing(string message) => new("StoreMissing", McpErrorCategory.InvalidArgument, message);
}
