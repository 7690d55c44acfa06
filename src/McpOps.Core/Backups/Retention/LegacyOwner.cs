using McpOps.Servers;

namespace McpOps.Backups.Retention;

/// <summary>Whose what scripts left in a store is.</summary>
public static class LegacyOwner
{
    /// <summary>The one server that keeps its backups in the store; null where there is none, or several.</summary>
    /// <param name="servers">The servers of the inventory.</param>
    /// <param name="location">The store.</param>
    public static McpServer? Of(IEnumerable<McpServer> servers, string location)
    {
        var owners = servers.Where(server => server.Backup?.Destination is { } destination && Same(destination, location)).Take(2).ToList();
        return owners.Count == 1 ? owners[0] : null;
    }

    /// <summary>Whether an id is that of a backup which a script made.</summary>
    /// <param name="id">The id.</param>
    public static bool IsLegacy(string? id) => id is not null && LegacyBackup.IsId(id);

    private static bool Same(string one, string other) =>
        one == other || (!one.Contains("://", StringComparison.Ordinal) && !other.Contains("://", StringComparison.Ordinal)
            && Path.TrimEndingDirectorySeparator(Path.GetFullPath(one)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(other)));
}
