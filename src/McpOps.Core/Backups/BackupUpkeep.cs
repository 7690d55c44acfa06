using McpOps.Backups.Restores;
using McpOps.Backups.Retention;
using McpOps.Backups.Stores;
using McpOps.Backups.Verification;
using McpOps.Servers;

namespace McpOps.Backups;

/// <summary>What a plan does for a server's backups: prove the newest, and remove those that no rule of the inventory keeps.</summary>
/// <param name="context">The clock, progress and notices.</param>
public sealed class BackupUpkeep(EngineContext context)
{
    /// <summary>How long to wait while another works on the backups of the server. Ten minutes by default.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Proves the newest backup of a server.</summary>
    /// <param name="server">The server; its inventory names the store.</param>
    /// <param name="options">How thoroughly.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="McpOpsException"><c>StoreMissing</c>, <c>StoreNotFound</c>, <c>BackupNotFound</c>, or the store cannot be read.</exception>
    public async Task<McpBackupVerification> VerifyNewestAsync(McpServer server, VerifyOptions options, CancellationToken cancellationToken)
    {
        var store = BackupStores.OpenExisting(Location(server));
        var backups = await new BackupCatalog(context with { Notices = null }, store).ListAsync(server.Name, cancellationToken);
        return BackupCatalog.Newest(backups) is [var newest, ..]
            ? await new BackupVerifier(context, store).VerifyAsync(newest.Id, options, cancellationToken)
            : throw new McpOpsException("BackupNotFound", McpErrorCategory.ObjectNotFound, $"'{store.Location}' holds no backup of '{server.Name}'. Make one with 'mcpops backup' (Invoke-McpBackup).", server.Name);
    }

    /// <summary>The backups of a server that no rule of its inventory keeps: removed, or only named.</summary>
    /// <param name="server">The server; its inventory names the store and the rules.</param>
    /// <param name="dryRun">True to remove nothing.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Null where the inventory names no rules, so that everything is kept.</returns>
    /// <exception cref="McpOpsException"><c>LastBackupFailed</c>: nothing is removed after a backup that failed.</exception>
    public async Task<IReadOnlyList<McpBackup>?> PruneAsync(McpServer server, bool dryRun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (server.Backup is not { Destination: not null, Retention: { } rules } || RetentionRules.IsEmpty(rules))
        {
            return null;
        }

        // Before the first backup there is no store, and nothing to remove.
        var store = BackupStores.Open(Location(server));
        if (store is FolderStore folder && !folder.Exists())
        {
            return [];
        }

        var choice = new RetentionChoice(new McpRetention(), [server]);
        var pruner = new BackupPruner(context, store) { LockWait = LockWait };
        if (dryRun)
        {
            return await pruner.PlanToRemoveAsync(server.Name, choice, cancellationToken);
        }

        return await UnfinishedBackup.ReadAsync(store, server.Name, cancellationToken) is { } failed
            ? throw new McpOpsException("LastBackupFailed", McpErrorCategory.InvalidOperation, $"The last backup of '{server.Name}', begun {failed:u}, did not succeed: nothing of it is removed. Make one that does.", server.Name)
            : await pruner.PruneAsync(server.Name, choice, force: false, cancellationToken);
    }

    /// <summary>The newest whole backup that was made while the server was healthy; null where there is none.</summary>
    /// <param name="server">The server; its inventory names the store.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<McpBackup?> LastHealthyAsync(McpServer server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (server.Backup?.Destination is null)
        {
            return null;
        }

        var backups = await new BackupCatalog(context with { Notices = null }, BackupStores.OpenExisting(Location(server))).ListAsync(server.Name, cancellationToken);
        return backups.FirstOrDefault(backup => backup is { Status: BackupStatus.Complete, Health: "Healthy", Purpose: BackupPurpose.Backup });
    }

    /// <summary>Restores that backup over what is there, which is saved first, and taken back when the server does not become healthy.</summary>
    /// <param name="server">The server; its inventory names the store.</param>
    /// <param name="timeout">How long its service may take to stop, to start, and the server to become healthy.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What came of it; null where there is no such backup.</returns>
    public async Task<McpRestore?> RestoreLastHealthyAsync(McpServer server, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (await LastHealthyAsync(server, cancellationToken) is not { } good)
        {
            return null;
        }

        // Forced, for what is replaced is not empty; the snapshot keeps it.
        var options = new RestoreOptions { Store = Location(server), Id = good.Id, ServerName = server.Name, Server = server, Force = true, HealthTimeout = timeout, ServiceTimeout = timeout };
        return await new RestoreEngine(context).RestoreAsync(options, cancellationToken);
    }

    private static string Location(McpServer server) => server.Backup?.Destination ?? throw new McpOpsException("StoreMissing", McpErrorCategory.InvalidArgument,
        $"Nothing says where the backups of '{server.Name}' are. Set backup.destination in the inventory.", server.Name);
}
