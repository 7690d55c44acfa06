using System.CommandLine;
using McpOps.Backups;
using McpOps.Backups.Retention;
using McpOps.Backups.Stores;
using McpOps.Cli.Output;
using McpOps.Servers;

namespace McpOps.Cli.Verbs.Backups;

/// <summary>What the verbs over backups share.</summary>
internal static class BackupArguments
{
    public static readonly IReadOnlyList<Column<McpBackup>> Columns =
    [
        new("Id", backup => backup.Id) { MaxWidth = 44 },
        new("Status", backup => backup.Status) { Color = backup => backup.Status switch { BackupStatus.Complete => 32, BackupStatus.Damaged => 31, _ => 33 } },
        new("Parts", backup => string.Join(',', backup.Parts.Select(part => part.Name))) { MaxWidth = 24 },
        new("Files", backup => backup.Files) { Right = true },
        new("Bytes", backup => backup.Bytes) { Right = true },
        new("StoredBytes", backup => backup.StoredBytes) { Title = "Stored", Right = true },
        new("Verified", backup => backup.Verified),
    ];

    public static Option<string?> Store() => new("--store") { Description = "Where backups are kept: a folder, s3://bucket/prefix or az://account/container/prefix; the inventory's destination when omitted.", HelpName = "STORE" };

    public static Option<string?> Identity() => new("--identity") { Description = "The file of the private key that opens parts encrypted by age.", HelpName = "FILE" };

    /// <summary>The store that was named, or the one that the inventory names: for a server, else for all of them.</summary>
    public static async Task<string> FindStoreAsync(CliConsole console, string? store, McpServer? server, string? config, CancellationToken cancellationToken) =>
        store ?? server?.Backup?.Destination ?? BackupStores.Shared(await InventoryAsync(console, config, cancellationToken));

    /// <summary>The store that was named, or all that the inventory names.</summary>
    public static async Task<IReadOnlyList<string>> FindStoresAsync(CliConsole console, string? store, McpServer? server, string? config, CancellationToken cancellationToken) =>
        (store ?? server?.Backup?.Destination) is { } one ? [one] : BackupStores.All(await InventoryAsync(console, config, cancellationToken));

    /// <summary>The server that a restore is of: the one that is named, that of the id, or of what a script made the one that keeps its backups in the store.</summary>
    public static async Task<McpServer?> FindOwnerAsync(CliConsole console, string? name, string? id, string? store, string? config, CancellationToken cancellationToken) =>
        name is null && LegacyOwner.IsLegacy(id) && await InventoryAsync(console, config, cancellationToken) is var servers
            ? store is not null ? LegacyOwner.Of(servers, store) : servers.Count(server => server.Backup?.Destination is not null) == 1 ? servers.First(server => server.Backup?.Destination is not null) : null
            : await FindServerAsync(console, name ?? id?.Split('/')[0], config, cancellationToken);

    /// <summary>How long to wait for the lock of a server's backups.</summary>
    public static Option<double?> LockWait() => SecondsOption.Create("--lock-wait", "Seconds to wait while another works on the backups of the same server; not at all when omitted.");

    /// <summary>The server of the inventory that a name means; null where there is none.</summary>
    public static async Task<McpServer?> FindServerAsync(CliConsole console, string? name, string? config, CancellationToken cancellationToken)
    {
        if (name is null)
        {
            return null;
        }

        var servers = await InventoryAsync(console, config, cancellationToken);
        return servers.FirstOrDefault(server => server.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The servers of the inventory; none where there is no inventory.</summary>
    public static async Task<IReadOnlyList<McpServer>> InventoryAsync(CliConsole console, string? config, CancellationToken cancellationToken)
    {
        var set = await new ServerCatalog(console.Context with { Notices = null }).LoadAsync(new ServerQuery { ConfigPath = config }, cancellationToken);
        return set.InventoryPath is null ? [] : set.Servers;
    }
}
