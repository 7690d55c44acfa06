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
        var database = Database(server, name, legacy: false);
        var tools = new PostgresTools(context, server!, database);
        var store = BackupStores.Open(location);
        var (stored, manifest) = await new BackupCatalog(context with { Notices = null }, store).FindAsync(backupId, null, cancellationToken);
        var dumps = manifest.Parts.Where(part => part.Kind is PartKind.Postgres or PartKind.Sql).ToList();
        var part = dumps.Find(part => part.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? dumps[0];
        var parts = new PartReader(store, stored, identity);
        if (part.Kind is PartKind.Sql)
        {
            await RestoreSqlAsync(tools, parts, part, cancellationToken);
            return;
        }

        await tools.MakeAsync(cancellationToken);
        DumpRoles missing;
        await using (var head = await parts.OpenAsync(part.File, part.Encryption, cancellationToken))
        {
            missing = await tools.MissingRolesAsync(head, cancellationToken);
        }

        await using var dump = await parts.OpenAsync(part.File, part.Encryption, cancellationToken);
        await tools.RestoreAsync(dump, missing, cancellationToken);
    }

    private static async Task RestoreSqlAsync(PostgresTools tools, PartReader parts, ManifestPart part, CancellationToken cancellationToken)
    {
        await tools.MakeAsync(cancellationToken);
        DumpRoles named;
        bool drops;
        await using (var look = await SqlDump.OpenAsync(parts, part, cancellationToken))
        {
            (named, drops) = await SqlRoles.LookAsync(look, cancellationToken);
        }

        var missing = await tools.MissingAsync(named, cancellationToken);
        await using var words = await SqlDump.OpenAsync(parts, part, cancellationToken);
        await tools.RestoreSqlAsync(words, drops, missing, cancellationToken);
    }

    /// <summary>The database that a part is of; a script's only dump is of the only database, whatever it is called.</summary>
    /// <exception cref="McpOpsException"><c>DatabaseUnknown</c>.</exception>
    public static McpDatabase Database(McpServer? server, string name, bool legacy)
    {
        var known = server?.Databases.Where(database => database.Kind == "postgres").ToList() ?? [];
        return known.Find(database => database.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? (legacy && known is [var only] ? only
            : throw new McpOpsException("DatabaseUnknown", McpErrorCategory.ObjectNotFound,
                $"The inventory does not say how to reach the database '{name}'. Name the server, restore to a folder with --destination (-Destination), or leave it out with --set (-Set).", name));
    }
}
