using McpOps.Backups.Manifests;
using McpOps.Backups.Stores;

namespace McpOps.Backups;

/// <summary>What backups a store holds.</summary>
/// <param name="context">Where a manifest that cannot be read is reported.</param>
/// <param name="store">The store.</param>
public sealed class BackupCatalog(EngineContext context, IBackupStore store)
{
    /// <summary>The server that what scripts left in the store belongs to; null when that is not known.</summary>
    public string? LegacyOwner { get; init; }

    /// <summary>The backups of a server in the store that its inventory names.</summary>
    /// <param name="context">Where a manifest that cannot be read is reported.</param>
    /// <param name="destination">The store.</param>
    /// <param name="server">The server's name.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    internal static Task<IReadOnlyList<McpBackup>> ListAsync(EngineContext context, string destination, string server, CancellationToken cancellationToken) =>
        new BackupCatalog(context, BackupStores.Open(destination)) { LegacyOwner = server }.ListAsync(server, cancellationToken);

    /// <summary>The backups, the newest first.</summary>
    /// <param name="server">Those of one server; all when null.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async Task<IReadOnlyList<McpBackup>> ListAsync(string? server, CancellationToken cancellationToken)
    {
        var backups = new List<McpBackup>();
        foreach (var (stored, manifest, damage) in await ReadAllAsync(server, cancellationToken))
        {
            backups.Add(manifest is null ? Damaged(stored, damage!) : await DescribeAsync(stored, manifest, cancellationToken));
        }

        return backups;
    }

    /// <summary>Of backups that are listed the newest first, the newest one of each server; snapshots of restores are left out.</summary>
    /// <param name="backups">The backups.</param>
    public static IReadOnlyList<McpBackup> Newest(IEnumerable<McpBackup> backups) =>
        [.. backups.Where(backup => backup.Purpose is BackupPurpose.Backup).DistinctBy(backup => backup.Server)];

    private const int Named = 10;

    /// <summary>One backup, by its id, by its time alone where that is unique, or <c>latest</c>.</summary>
    internal async Task<(StoredBackup Stored, Manifest Manifest)> FindAsync(string id, string? server, CancellationToken cancellationToken)
    {
        var all = await ReadAllAsync(LegacyBackup.IsId(id) ? null : server, cancellationToken);
        var matches = id.Equals("latest", StringComparison.OrdinalIgnoreCase)
            ? all.Where(backup => backup.Manifest is { Purpose: BackupPurpose.Backup }).Take(1).ToList()
            : [.. all.Where(backup => backup.Stored.Id == id || backup.Stored.Name == id)];
        return matches switch
        {
            [] => throw new McpOpsException("BackupNotFound", McpErrorCategory.ObjectNotFound,
                $"There is no backup '{id}' in '{store.Location}'. {Meant(all, id)}List what there is with 'mcpops backup list --store {store.Location}' (Get-McpBackup -Store {store.Location}).", id),
            [{ Manifest: { } manifest } one] => (one.Stored, manifest),
            [{ Damage: { } damage }] => throw damage,
            _ => throw new McpOpsException("BackupAmbiguous", McpErrorCategory.InvalidArgument,
                $"'{id}' names several backups: {string.Join(", ", matches.Select(match => match.Stored.Id))}. Name one of them whole.", id),
        };
    }

    // A server's name is no backup's: its newest is meant, most likely.
    private static string Meant(IReadOnlyList<FoundBackup> all, string id) => id.Split('/') is { Length: 1 or 2 } words && words.ElementAtOrDefault(1) is null or "latest"
        && all.FirstOrDefault(backup => backup.Stored.Server.Equals(words[0], StringComparison.OrdinalIgnoreCase) && backup.Manifest is { Purpose: BackupPurpose.Backup }) is { } newest
        ? $"The newest of '{words[0]}' is '{newest.Stored.Id}'. " : "";

    /// <summary>The backup that a restore means.</summary>
    internal async Task<(StoredBackup Stored, Manifest Manifest)> FindAsync(RestoreOptions options, CancellationToken cancellationToken)
    {
        var latest = options.Id.Equals("latest", StringComparison.OrdinalIgnoreCase);
        if (options.AsOf is null && !latest)
        {
            return await FindAsync(options.Id, options.ServerName, cancellationToken);
        }

        var found = (await ReadAllAsync(options.ServerName, cancellationToken))
            .Where(backup => backup.Manifest is { Purpose: BackupPurpose.Backup } manifest && (options.AsOf is not { } time || manifest.CreatedAt <= time))
            .ToList();
        if (options.ServerName is null && found.Select(backup => backup.Stored.Server).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            throw new McpOpsException("BackupAmbiguous", McpErrorCategory.InvalidArgument,
                $"'{store.Location}' holds backups of several servers. Name one: {string.Join(", ", found.Select(backup => backup.Stored.Server).Distinct(StringComparer.Ordinal))}.", store.Location);
        }

        return found.Count > 0 ? (found[0].Stored, found[0].Manifest!) : throw new McpOpsException("BackupNotFound", McpErrorCategory.ObjectNotFound,
            $"'{store.Location}' holds no backup{(options.ServerName is { } name ? $" of '{name}'" : "")}{(options.AsOf is { } asOf ? $" from {asOf:u} or before" : "")}. {await HoldsAsync(cancellationToken)}", options.ServerName ?? store.Location);
    }

    // Whoever asked for one that is not there sees which name would have been right.
    private async Task<string> HoldsAsync(CancellationToken cancellationToken)
    {
        var servers = (await store.ListAsync(null, cancellationToken)).Select(stored => stored.Server).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return servers.Count == 0 ? "It holds none at all. Make one with 'mcpops backup' (Invoke-McpBackup)."
            : $"It holds backups of {string.Join(", ", servers.Take(Named).Select(server => $"'{server}'"))}{(servers.Count > Named ? $" and {servers.Count - Named} more" : "")}: list them with 'mcpops backup list --store {store.Location}' (Get-McpBackup -Store {store.Location}).";
    }

    /// <summary>Every backup with its manifest, or with what is wrong with it; the newest first.</summary>
    internal async Task<IReadOnlyList<FoundBackup>> ReadAllAsync(string? server, CancellationToken cancellationToken)
    {
        var found = new List<FoundBackup>();
        foreach (var stored in await store.ListAsync(server is null ? null : BackupName.ServerFolder(server), cancellationToken))
        {
            try
            {
                found.Add(new FoundBackup(stored, await ReadManifestAsync(stored, cancellationToken)));
            }
            catch (McpOpsException exception)
            {
                context.Warn(exception.ErrorId, exception.Message, stored.Id);
                found.Add(new FoundBackup(stored, null, exception));
            }
        }

        if (store is FolderStore folder && (server is null || server == LegacyBackup.Server || server.Equals(LegacyOwner, StringComparison.OrdinalIgnoreCase)))
        {
            found.AddRange(folder.Legacy().Select(legacy => new FoundBackup(new StoredBackup(LegacyBackup.Server, legacy.Stamp), legacy.ToManifest())));
        }

        // A clock that jumped spoils the names; the sequence within a server does not jump.
        return [.. found.Order(NewestFirst)];
    }

    private static readonly Comparer<FoundBackup> NewestFirst = Comparer<FoundBackup>.Create((one, other) =>
        (other.Manifest?.CreatedAt ?? DateTimeOffset.MinValue).CompareTo(one.Manifest?.CreatedAt ?? DateTimeOffset.MinValue) is not 0 and var order ? order
            : (other.Manifest?.Sequence ?? 0).CompareTo(one.Manifest?.Sequence ?? 0));

    internal async Task<Manifest> ReadManifestAsync(StoredBackup stored, CancellationToken cancellationToken) =>
        ManifestText.Read(await ReadFileAsync(stored, ManifestText.FileName, cancellationToken), store.PathOf(stored, ManifestText.FileName));

    internal async Task<byte[]> ReadFileAsync(StoredBackup stored, string file, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenAsync(stored, file, cancellationToken);
        return await ManifestText.ReadAllAsync(stream, store.PathOf(stored, file), cancellationToken);
    }

    internal async Task<McpBackup> DescribeAsync(StoredBackup stored, Manifest manifest, CancellationToken cancellationToken)
    {
        var note = VerificationNote.Read(await store.ReadNoteAsync(stored, cancellationToken));
        return new McpBackup
        {
            Id = stored.Id,
            Server = manifest.Server,
            Status = manifest.Status,
            Purpose = manifest.Purpose,
            CreatedAt = manifest.CreatedAt.LocalDateTime,
            DurationMs = manifest.DurationMs,
            Files = manifest.Parts.Sum(part => part.Files),
            Bytes = manifest.Parts.Sum(part => part.ContentBytes),
            StoredBytes = manifest.Parts.Sum(part => part.Bytes + (part.Index?.Bytes ?? 0)),
            Path = store.PathOf(stored),
            Store = store.Location,
            Parts = [.. manifest.Parts.Select(part => Describe(stored, part))],
            Skipped = manifest.Skipped,
            SkippedCount = manifest.SkippedCount,
            Consistency = manifest.Consistency,
            Health = manifest.Health,
            Host = manifest.Host,
            VerifiedAt = (note?.At ?? (manifest.Status is BackupStatus.Legacy ? null : manifest.CreatedAt))?.LocalDateTime,
            Verified = note?.Status ?? (manifest.Status is BackupStatus.Legacy ? null : VerificationStatus.Valid),
        };
    }

    private McpBackupPart Describe(StoredBackup stored, ManifestPart part) => new()
    {
        Name = part.Name,
        Kind = part.Kind,
        Path = store.PathOf(stored, part.File),
        File = part.File,
        Bytes = part.Bytes,
        Sha256 = part.Sha256,
        Files = part.Files,
        ContentBytes = part.ContentBytes,
        UnchangedSince = part.UnchangedSince,
        Encryption = part.Encryption,
        Roots = part.Roots,
    };

    private McpBackup Damaged(StoredBackup stored, McpOpsException damage) => new()
    {
        Id = stored.Id,
        Server = stored.Server,
        Status = BackupStatus.Damaged,
        CreatedAt = BackupName.Time(stored.Name).LocalDateTime,
        Path = store.PathOf(stored),
        Store = store.Location,
        Verified = VerificationStatus.Damaged,
        Skipped = [new BackupSkip(ManifestText.FileName, damage.ErrorId, damage.Message)],
        SkippedCount = 1,
    };
}
