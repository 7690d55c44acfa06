using System.Reflection;
using McpOps.Backups.Databases;
using McpOps.Backups.Manifests;
using McpOps.Files;
using McpOps.Backups.Protection;
using McpOps.Backups.Sources;
using McpOps.Backups.Stores;

namespace McpOps.Backups;

/// <summary>Makes backups.</summary>
/// <param name="context">The clock, progress and notices.</param>
public sealed class BackupEngine(EngineContext context)
{
    private const int ListedSkips = 1000;

    /// <summary>Makes one backup. It is there whole when this returns, or not at all.</summary>
    /// <param name="options">What, and where to.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="McpOpsException"><c>StoreMissing</c>, <c>NothingToBackUp</c>, <c>StoreLocked</c>, <c>StoreReadable</c>, <c>DiskFull</c>, <c>AccessDenied</c>, <c>ReadBackFailed</c> and others: no backup was made.</exception>
    public async Task<McpBackup> BackupAsync(BackupOptions options, CancellationToken cancellationToken = default)
    {
        var location = options.Store ?? options.Server.Backup?.Destination ?? throw new McpOpsException("StoreMissing", McpErrorCategory.InvalidArgument,
            $"Nothing says where the backups of '{options.Server.Name}' go. Name a store, or set backup.destination in the inventory.", options.Server.Name);
        var store = BackupStores.Open(location);
        try
        {
            await using var held = await store.LockAsync(BackupName.ServerFolder(options.Server.Name), "backup", options.LockWait, context.Time, cancellationToken);
            var service = new StoppedService(context, options, store);
            await service.RecoverAsync(cancellationToken);
            try
            {
                await StoppedService.RequireAsync(context, options, cancellationToken);
                var made = await BackupLockedAsync(options, store, service, cancellationToken);
                return made with { ServiceDown = await service.ProveAsync(cancellationToken) };
            }
            catch (Exception exception)
            {
                await service.TellAsync(prove: exception is not OperationCanceledException);
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Errno.ToMcpOps(exception, location);
        }
    }

    /// <summary>Says what a backup would do to the service, and whether it would be refused for that: for a dry run.</summary>
    /// <param name="options">What, and where to.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Whether the service would be stopped for the copy, and started again; one that does not run is left alone.</returns>
    /// <exception cref="McpOpsException"><c>ServiceMissing</c> or <c>ServiceNotStartable</c>.</exception>
    public Task<bool> RequireServiceAsync(BackupOptions options, CancellationToken cancellationToken = default) => StoppedService.RequireAsync(context, options, cancellationToken);

    /// <summary>Makes one backup for a caller that holds the lock.</summary>
    /// <param name="options">What, and where to.</param>
    /// <param name="store">The store.</param>
    /// <param name="service">What stops the service for the copy; null where the caller has done with it what is to be done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal async Task<McpBackup> BackupLockedAsync(BackupOptions options, IBackupStore store, StoppedService? service, CancellationToken cancellationToken)
    {
        var server = options.Server;
        var chosen = BackupSelection.From(options);
        var catalog = new BackupCatalog(context, store);
        var earlier = await catalog.ReadAllAsync(server.Name, cancellationToken);
        var previous = earlier.Where(backup => backup.Manifest is not null).OrderByDescending(backup => backup.Manifest!.Sequence).FirstOrDefault();
        var started = context.Time.GetTimestamp();
        var createdAt = context.Time.GetUtcNow();
        if (previous?.Manifest is { } last && last.CreatedAt > createdAt)
        {
            context.Warn("ClockBehind", $"The clock says {createdAt:u}, and backup {last.Id} is from {last.CreatedAt:u}: the clock jumped. Backups are ordered by their sequence as well.", last.Id);
        }

        var taken = earlier.Select(backup => backup.Stored.Name).ToHashSet(StringComparer.Ordinal);
        var stored = new StoredBackup(BackupName.ServerFolder(server.Name), BackupName.At(createdAt, taken));
        await UnfinishedBackup.WriteAsync(store, server.Name, createdAt, cancellationToken);
        await using var draft = await store.BeginAsync(stored, cancellationToken);
        var run = new BackupRun
        {
            Context = context,
            Draft = draft,
            Encryption = PartEncryption.For(options),
            Progress = new BackupProgress(context, $"Backing up {server.Name}", cancellationToken),
            Previous = options.Full || previous?.Manifest is not { } before ? null : (previous.Stored, before),
            DatabaseFiles = chosen.DatabaseFiles,
            Avoid = Folder(store),
        };

        var health = options.AskHealth ? (await ServerHealth.AskAsync(context, server, cancellationToken))?.Status : null;
        var writing = () => WritePartsAsync(run, options, store, chosen, cancellationToken);
        var (parts, skipped) = await (service is null ? writing() : service.RunAsync(health, writing, cancellationToken));
        if (parts.TrueForAll(part => part.Files + part.Folders == 0) && skipped.Find(skip => SkipReason.IsLoss(skip.Reason)) is { } lost)
        {
            throw new McpOpsException("NothingSaved", McpErrorCategory.ReadError, $"Nothing could be saved. {lost.Path}: {lost.Message} No backup was made; earlier ones are untouched.", lost.Path);
        }

        var manifest = new Manifest
        {
            Tool = "McpOps " + (typeof(BackupEngine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0"),
            Id = stored.Id,
            Server = server.Name,
            Host = context.Host,
            CreatedAt = createdAt,
            Sequence = (previous?.Manifest?.Sequence ?? 0) + 1,
            DurationMs = context.Time.GetElapsedTime(started).TotalMilliseconds,
            Status = skipped.Any(skip => SkipReason.IsLoss(skip.Reason)) ? BackupStatus.Partial : BackupStatus.Complete,
            Purpose = options.Purpose,
            Consistency = options.StopService ? "ServiceStopped" : "Live",
            Health = health,
            Parts = parts,
            Skipped = [.. skipped.Take(ListedSkips)],
            SkippedCount = skipped.Count,
        };
        await WriteManifestAsync(draft, manifest, cancellationToken);
        await draft.CommitAsync(cancellationToken);
        WarnOfEmpty(stored, parts, previous?.Manifest);
        await UnfinishedBackup.ClearAsync(store, server.Name, cancellationToken);
        foreach (var skip in skipped.Where(skip => SkipReason.IsLoss(skip.Reason)).Take(ListedSkips))
        {
            context.Warn("FileSkipped", $"{skip.Path}: {skip.Message.TrimEnd('.')}.{SkipReason.Remedy(skip.Reason)}", skip.Path);
        }

        return await catalog.DescribeAsync(stored, manifest, cancellationToken);
    }

    // A folder that was emptied, or whose disk is not mounted, is saved as it is, and is seldom meant.
    private void WarnOfEmpty(StoredBackup stored, IReadOnlyList<ManifestPart> parts, Manifest? before)
    {
        foreach (var part in parts.Where(part => part is { Kind: PartKind.Files, Files: 0 }))
        {
            if (before?.Parts.FirstOrDefault(old => old.Name == part.Name && old.Kind == part.Kind) is { Files: > 0 } held)
            {
                context.Warn("SetEmpty", $"The set '{part.Name}' of {stored.Id} holds no file, and held {held.Files} in {before.Id}. Is all that it saves still there, and its disk mounted? {string.Join(", ", part.Roots)}", stored.Id);
            }
        }
    }

    private async Task<(List<ManifestPart> Parts, List<BackupSkip> Skipped)> WritePartsAsync(BackupRun run, BackupOptions options, IBackupStore store, BackupSelection chosen, CancellationToken cancellationToken)
    {
        var archivers = chosen.Sets.Select(set => new SetArchiver(run, set.Set, set.File)).ToList();
        var lookedAt = (Int128)(context.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        var looks = archivers.ConvertAll(archiver => archiver.Look(cancellationToken));
        RefuseOpenStore(options, store, looks);
        run.Progress.TotalBytes = looks.Sum(look => look.Bytes);
        run.Progress.TotalFiles = looks.Sum(look => look.Files);
        var parts = new List<ManifestPart>();
        var skipped = new List<BackupSkip>();
        foreach (var (archiver, look) in archivers.Zip(looks))
        {
            parts.Add(await archiver.WriteAsync(look, lookedAt, cancellationToken));
            skipped.AddRange(archiver.Skipped);
            look.Dispose();
        }

        foreach (var (database, file) in chosen.Databases)
        {
            parts.Add(await new DatabaseArchiver(run, options.Server, database, file).WriteAsync(cancellationToken));
        }

        return (parts, skipped);
    }

    private static async Task WriteManifestAsync(IBackupDraft draft, Manifest manifest, CancellationToken cancellationToken)
    {
        var json = ManifestText.Write(manifest);
        var sums = manifest.Parts
            .SelectMany(part => part.Index is { } index ? new[] { (part.File, part.Sha256), (index.File, index.Sha256) } : [(part.File, part.Sha256)])
            .Append((ManifestText.FileName, Hex.Of(System.Security.Cryptography.SHA256.HashData(json))));

        // In a bucket nothing is renamed: there the manifest, written last, is what makes the backup be there.
        await WriteFileAsync(draft, ManifestText.SumsName, System.Text.Encoding.UTF8.GetBytes(ManifestText.WriteSums(sums)), cancellationToken);
        await WriteFileAsync(draft, ManifestText.FileName, json, cancellationToken);
    }

    private static async Task WriteFileAsync(IBackupDraft draft, string file, byte[] content, CancellationToken cancellationToken)
    {
        await using (var stream = await draft.CreateAsync(file, cancellationToken))
        {
            await stream.WriteAsync(content, cancellationToken);
        }

        await draft.SealAsync(file, content.Length, Hex.Of(System.Security.Cryptography.SHA256.HashData(content)), cancellationToken);
    }

    private static void RefuseOpenStore(BackupOptions options, IBackupStore store, IReadOnlyList<TreeFingerprint> looks)
    {
        var secrets = looks.SelectMany(look => look.Secrets).Distinct(StringComparer.Ordinal).Take(3).ToList();
        if (!options.Force && secrets.Count > 0 && store.OthersCanRead == true && options.AgeRecipients.Count == 0 && options.GpgRecipient is null)
        {
            throw new McpOpsException("StoreReadable", McpErrorCategory.PermissionDenied,
                $"'{store.Location}' can be read by others, and the backup would hold secrets: {string.Join(", ", secrets)}. Run 'chmod 700 {store.Location}', encrypt, or force it.", store.Location);
        }
    }

    /// <summary>The folder of a store, to be left out of trees that it lies in.</summary>
    internal static IReadOnlyCollection<(ulong Device, ulong Inode)> Folder(IBackupStore store)
    {
        if (store is not FolderStore folder || !Directory.Exists(folder.Root))
        {
            return [];
        }

        using var open = FileSystem.Open(folder.Root);
        var stat = open.Stat();
        return [(stat.Device, stat.Inode)];
    }
}
