using McpOps.Backups.Stores;
using McpOps.Servers;

namespace McpOps.Backups.Retention;

/// <summary>Which rules hold for the backups of which server: those that were given, else those that the inventory names for it.</summary>
/// <param name="given">The rules that were given; none of them set means the inventory's.</param>
/// <param name="inventory">The servers of the inventory.</param>
public sealed class RetentionChoice(McpRetention given, IReadOnlyList<McpServer> inventory)
{
    /// <summary>The rules of a server; none is set where nothing says what to keep.</summary>
    /// <param name="server">The server's name, or that of its folder in the store.</param>
    public McpRetention For(string server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return !RetentionRules.IsEmpty(given) ? given
            : inventory.FirstOrDefault(known => BackupName.ServerFolder(known.Name).Equals(BackupName.ServerFolder(server), StringComparison.OrdinalIgnoreCase))?.Backup?.Retention ?? given;
    }
}
