using McpOps.Backups.Stores;

namespace McpOps.Backups.Retention;

/// <summary>Removes backups: those that no rule keeps, or one by its id.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="store">The store. Only this one: what is elsewhere is not touched.</param>
public sealed class BackupPruner(EngineContext context, IBackupStore store)
{
    /// <summary>How long to wait while another works on the backups of a server; not at all by default.</summary>
    public TimeSpan LockWait { get; init; }

    /// <summary>The server whose rules hold for what scripts left in the store; null to leave that alone.</summary>
    public string? LegacyOwner { get; init; }

    /// <summary>Says of every backup why it is kept; an empty <see cref="McpBackup.Keep"/> means that it goes.</summary>
    /// <param name="server">Those of one server; all, each server by itself, when null.</param>
    /// <param name="rules">The rules of each server.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<IReadOnlyList<McpBackup>> PlanAsync(string? server, RetentionChoice rules, CancellationToken cancellationToken = default)
    {
        var backups = await new BackupCatalog(context, store) { LegacyOwner = LegacyOwner }.ListAsync(server, cancellationToken);
        var keep = new Dictionary<string, string>(StringComparer.Ordinal);

        // What a restore saved is counted apart: it must not push out the backups of its day.
        foreach (var group in backups.Where(backup => backup.Status is not BackupStatus.Damaged && (LegacyOwner is not null || backup.Status is not BackupStatus.Legacy)).GroupBy(backup => (backup.Server, backup.Purpose)))
        {
            var whole = group.Any(IsWhole);
            var items = group.Select(backup => new RetentionItem(backup.Id, new DateTimeOffset(backup.CreatedAt), whole ? IsWhole(backup) : backup.Verified is VerificationStatus.Valid)).ToList();
            foreach (var decision in RetentionRules.Decide(items, rules.For(RuledBy(group.Key.Server)), context.Time.LocalTimeZone, context.Time.GetUtcNow()))
            {
                keep[decision.Item.Id] = string.Join(", ", decision.Reasons);
            }
        }

        return [.. backups.Select(backup => backup with { Keep = keep.GetValueOrDefault(backup.Id, backup.Status is BackupStatus.Legacy ? "made by a script: see --legacy (-Legacy)" : "damaged: remove it by its id") })];
    }

    /// <summary>The backups that no rule keeps.</summary>
    /// <param name="server">Those of one server; all, each server by itself, when null.</param>
    /// <param name="rules">The rules of each server; of one without rules everything is kept.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="McpOpsException"><c>RetentionMissing</c>: there are backups, and no rule for any of them.</exception>
    public async Task<IReadOnlyList<McpBackup>> PlanToRemoveAsync(string? server, RetentionChoice rules, CancellationToken cancellationToken = default)
    {
        var plan = await PlanAsync(server, rules, cancellationToken);
        return plan.Count == 0 || plan.Any(backup => !RetentionRules.IsEmpty(rules.For(RuledBy(backup.Server))))
            ? [.. plan.Where(backup => backup.Keep.Length == 0)]
            : throw new McpOpsException("RetentionMissing", McpErrorCategory.InvalidArgument, "Nothing says what to keep. Name at least one rule, such as --keep-daily 7 (-KeepDaily 7), or retention in the inventory.");
    }

    /// <summary>Removes the backups that no rule keeps.</summary>
    /// <param name="server">Those of one server; all, each server by itself, when null.</param>
    /// <param name="rules">The rules of each server; of one without rules everything is kept.</param>
    /// <param name="force">True to remove even though the last backup of a server failed.</param>
    /// <param name="cancellationToken">Ends the work; what is removed by then is removed.</param>
    /// <returns>The backups that were removed.</returns>
    public async Task<IReadOnlyList<McpBackup>> PruneAsync(string? server, RetentionChoice rules, bool force = false, CancellationToken cancellationToken = default)
    {
        var removed = new List<McpBackup>();
        foreach (var group in (await PlanToRemoveAsync(server, rules, cancellationToken)).GroupBy(backup => backup.Server))
        {
            await using var held = await store.LockAsync(BackupName.ServerFolder(group.Key), "prune", LockWait, context.Time, cancellationToken);
            if (!force && await UnfinishedBackup.ReadAsync(store, group.Key, cancellationToken) is { } failed)
            {
                context.Warn("LastBackupFailed", $"The last backup of '{group.Key}', begun {failed:u}, did not succeed: nothing of it is removed. Make one that does, or force it.", group.Key);
                continue;
            }

            // Under the lock the plan is made again: another process may have removed or added since.
            foreach (var backup in (await PlanAsync(group.Key, rules, cancellationToken)).Where(backup => backup.Keep.Length == 0))
            {
                await store.RemoveAsync(Stored(backup), cancellationToken);
                removed.Add(backup);
            }
        }

        return removed;
    }

    /// <summary>Removes one backup.</summary>
    /// <param name="id">Its whole id.</param>
    /// <param name="force">True to remove the newest verified one of its server.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<McpBackup> RemoveAsync(string id, bool force = false, CancellationToken cancellationToken = default)
    {
        var backups = await new BackupCatalog(context with { Notices = null }, store).ListAsync(null, cancellationToken);
        var matches = backups.Where(backup => backup.Id == id || backup.Id.EndsWith("/" + id, StringComparison.Ordinal)).ToList();
        if (matches is not [var backup])
        {
            throw new McpOpsException(matches.Count == 0 ? "BackupNotFound" : "BackupAmbiguous", matches.Count == 0 ? McpErrorCategory.ObjectNotFound : McpErrorCategory.InvalidArgument,
                $"'{id}' names {(matches.Count == 0 ? "no backup" : "several backups")} in '{store.Location}'. List what there is with 'mcpops backup list' (Get-McpBackup).", id);
        }

        var verified = backups.Where(other => other.Server == backup.Server && other.Verified is VerificationStatus.Valid).ToList();
        var newest = verified.Where(IsWhole).MaxBy(other => other.CreatedAt) ?? verified.MaxBy(other => other.CreatedAt);
        if (!force && newest == backup)
        {
            throw new McpOpsException("NewestVerified", McpErrorCategory.InvalidOperation, $"'{backup.Id}' is the newest verified backup of '{backup.Server}'. Make another first, or force it.", id);
        }

        await using var held = await store.LockAsync(Stored(backup).Server, "remove", LockWait, context.Time, cancellationToken);
        await store.RemoveAsync(Stored(backup), cancellationToken);
        return backup;
    }

    private string RuledBy(string server) => server == LegacyBackup.Server ? LegacyOwner ?? server : server;

    // One that lacks files is no reason to remove the last that does not.
    private static bool IsWhole(McpBackup backup) => backup.Status is BackupStatus.Complete && backup.Verified is VerificationStatus.Valid;

    private static StoredBackup Stored(McpBackup backup) => new(backup.Id.Split('/')[0], backup.Id.Split('/')[1]);
}
