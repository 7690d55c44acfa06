using McpOps.Backups.Manifests;
using McpOps.Backups.Stores;
using McpOps.Backups.Verification;
using McpOps.Servers;

namespace McpOps.Backups.Databases;

/// <summary>Puts the dump of a backup into its database.</summary>
internal sealed class PostgresRestore(EngineContext context, McpServer? server, string? identity)
{
    public async Task RestoreAsync(string location, string backupId, string name, CancellationToken cancellationToken)
    {
        var database = server?.Databases.FirstOrDefault(database => database.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && database.Kind == "postgres")
            ?? throw new McpOpsException("DatabaseUnknown", McpErrorCategory.ObjectNotFound,
                $"The inventory does not say how to reach the database '{name}'. Name the server, restore to a folder with --destination (-Destination), or leave it out with --set (-Set).", name);
        var store = BackupStores.Open(location);
        var (stored, manifest) = await new BackupCatalog(context with { Notices = null }, store).FindAsync(backupId, null, cancellationToken);
        var part = manifest.Parts.First(part => part.Kind is PartKind.Postgres && part.Name == name);
        await using var dump = await new PartReader(store, stored, identity).OpenAsync(part.File, part.Encryption, cancellationToken);
        await new PostgresTools(context, server!, database).RestoreAsync(dump, cancellationToken);
    }
}
