using McpOps.Backups.Archive;
using McpOps.Backups.Databases;
using McpOps.Backups.Manifests;
using McpOps.Files;
using McpOps.Backups.Sources;
using McpOps.Backups.Retention;
using McpOps.Backups.Stores;
using McpOps.Backups.Verification;
using McpOps.Servers;

namespace McpOps.Backups.Restores;

/// <summary>One restore before its first change: which parts, what of them, where to.</summary>
internal sealed class RestoreJob
{
    private readonly EngineContext _context;
    private readonly PartReader _parts;
    private readonly EntrySafety _safety;
    private readonly Dictionary<string, (int Unit, byte[] Below)> _databaseFiles = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _newDatabases = [];
    private RestoreLayout? _layout;

    private RestoreJob(EngineContext context, RestoreOptions options, IBackupStore store, StoredBackup stored, Manifest manifest, IReadOnlyList<ManifestPart> parts)
    {
        _context = context;
        Options = options;
        Store = store;
        Stored = stored;
        Manifest = manifest;
        Parts = parts;
        Id = BackupName.At(context.Time.GetUtcNow(), new HashSet<string>(StringComparer.Ordinal)) + "-" + stored.Server;
        _parts = new PartReader(store, stored, options.Identity);
        _safety = new EntrySafety(!IsLegacy, options.Force, OperatingSystem.IsWindows());
        Scan = new RestoreScan(options.Include, IsLegacy && options.Destination is null);
    }

    public string Id { get; }

    public RestoreOptions Options { get; }

    public IBackupStore Store { get; }

    public StoredBackup Stored { get; }

    public Manifest Manifest { get; }

    /// <summary>The parts that are wanted.</summary>
    public IReadOnlyList<ManifestPart> Parts { get; }

    public RestoreScan Scan { get; }

    public RestoreLayout Layout => _layout ?? throw new InvalidOperationException("The backup was not looked through.");

    // Some files alone were asked for, so no database was.
    public IEnumerable<ManifestPart> DatabaseFiles => Scan.IsPartial ? [] : Parts.Where(part => part.Kind is PartKind.Sqlite || (part.Kind is PartKind.Postgres or PartKind.Sql && Options.Destination is not null));

    /// <summary>Tarballs of a script: nothing but their content is known.</summary>
    public bool IsLegacy => Manifest.Status is BackupStatus.Legacy;

    /// <summary>The parts that hold files.</summary>
    public IEnumerable<ManifestPart> Archives => Parts.Where(part => part.Kind is PartKind.Files or PartKind.Tree);

    private IEnumerable<ManifestPart> Dumps => Parts.Where(part => part.Kind is PartKind.Postgres or PartKind.Sql);

    public static async Task<RestoreJob> OpenAsync(EngineContext context, RestoreOptions options, CancellationToken cancellationToken)
    {
        var store = BackupStores.Open(options.Store);
        var owner = options.Server;
        var (stored, manifest) = await new BackupCatalog(context with { Notices = null }, store) { LegacyOwner = owner is not null && LegacyOwner.Of([owner], store.Location) is not null ? owner.Name : null }.FindAsync(options, cancellationToken);
        manifest = manifest.Status is BackupStatus.Legacy && owner is not null ? manifest with { Server = owner.Name } : manifest;
        var unknown = options.Sets.FirstOrDefault(name => !manifest.Parts.Any(part => part.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));
        if (unknown is not null)
        {
            throw new McpOpsException("SetNotFound", McpErrorCategory.ObjectNotFound,
                $"Backup {stored.Id} has no set '{unknown}'. It has {string.Join(", ", manifest.Parts.Select(part => part.Name))}.", unknown);
        }

        var parts = manifest.Parts.Where(part => options.Sets.Count == 0 || options.Sets.Contains(part.Name, StringComparer.OrdinalIgnoreCase)).ToList();
        return new RestoreJob(context, options, store, stored, manifest, parts);
    }

    /// <summary>Reads every part that is wanted and compares its hash: what is damaged is not restored.</summary>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        if (IsLegacy)
        {
            // Looking through it reads it whole.
            return;
        }

        var check = new StoredFilesCheck(_context, Store, Stored);
        await check.CheckAsync(null, Parts, cancellationToken);
        check.Problems.RemoveAll(problem => problem.Kind is "Unexpected" or "Misplaced");
        if (check.Problems.Count > 0)
        {
            throw new McpOpsException("BackupDamaged", McpErrorCategory.InvalidData,
                $"Backup {Stored.Id} is damaged: {string.Join(" ", check.Problems.Take(3))} Nothing was restored. Another backup may be whole: see 'mcpops backup list' (Get-McpBackup), 'mcpops backup verify' (Test-McpBackup).", Stored.Id);
        }
    }

    /// <summary>Looks through what is wanted, and lays out where it goes.</summary>
    public async Task LookAsync(Action<TarEntry, string?>? each, CancellationToken cancellationToken)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in Archives)
        {
            var roots = part.Roots.ToHashSet(StringComparer.Ordinal);
            await Scan.LookAsync(_parts, part, _safety, (entry, sha256) =>
            {
                var path = NativePath.FromArchive(PathBytes.Text(entry.Path));
                if (entry.Kind is not TarKind.Folder && roots.Contains(path))
                {
                    files.Add(path);
                }

                each?.Invoke(entry, sha256);
            }, cancellationToken);
        }

        if (Scan.IsPartial && Scan.Files == 0 && Scan.WantedFiles.Count == 0)
        {
            throw new McpOpsException("NothingMatches", McpErrorCategory.ObjectNotFound, $"No file of backup {Stored.Id} matches {string.Join(", ", Options.Include)}. Nothing was restored.", Stored.Id);
        }

        var destination = Options.Destination is { } folder ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) : null;
        if (destination is null && !Scan.IsPartial)
        {
            foreach (var dump in Dumps)
            {
                _ = PostgresRestore.Database(Options.Server, dump.Name, IsLegacy);
            }
        }

        _layout = (Scan.IsPartial || IsLegacy) && destination is null
            ? RestoreLayout.ForFiles(Id, Scan.WantedFiles, IsLegacy ? Places().Of : null)
            : RestoreLayout.ForRoots(Id, IsLegacy ? ["/"] : [.. Archives.SelectMany(part => part.Roots).Distinct(StringComparer.Ordinal)], destination, files.Contains);
        foreach (var part in DatabaseFiles.Where(_ => destination is null))
        {
            _databaseFiles[part.Name] = _layout.AddInPlace(part.Roots[0]);
            foreach (var companion in DatabaseArchiver.Companions.Select(ending => part.Roots[0] + ending))
            {
                _layout.AddRemoval(companion);
            }
        }
    }

    /// <summary>Finds out which databases of PostgreSQL are not there yet, as on a host that is set up anew.</summary>
    /// <returns>All that are restored, each with whether it is there.</returns>
    /// <exception cref="McpOpsException"><c>DatabaseUnreachable</c>.</exception>
    public async Task<IReadOnlyList<(ManifestPart Part, string Name, bool IsNew)>> LookAtDatabasesAsync(CancellationToken cancellationToken)
    {
        var found = new List<(ManifestPart, string, bool)>();
        foreach (var part in Options.Destination is null && !Scan.IsPartial ? Dumps : [])
        {
            var database = PostgresRestore.Database(Options.Server, part.Name, IsLegacy);
            found.Add((part, database.Name, !await new PostgresTools(_context, Options.Server!, database).IsThereAsync(cancellationToken)));
        }

        _newDatabases = [.. found.Where(one => one.Item3).Select(one => one.Item2)];
        return found;
    }

    private LegacyPlaces Places() => new(Options.Server, Stored.Id, Scan.WantedFiles);

    /// <summary>Refuses when there is no space or no right, before anything is touched.</summary>
    public void RequireRoom()
    {
        foreach (var unit in Layout.Units)
        {
            var staging = Path.GetDirectoryName(unit.Staging)!;
            if (Options.Destination is not null && unit.Existed && !Options.Force && (!Directory.Exists(unit.Target) || Directory.EnumerateFileSystemEntries(unit.Target).Any()))
            {
                throw new McpOpsException("TargetNotEmpty", McpErrorCategory.InvalidOperation, $"'{unit.Target}' is not empty. Name a folder that is, or force it: then it is replaced whole, after a snapshot.", unit.Target);
            }

            using var folder = FileSystem.Open(staging);
            if (!folder.MayWrite())
            {
                throw new McpOpsException("AccessDenied", McpErrorCategory.PermissionDenied, $"This account may not write to '{staging}', where the restore is made ready. Run it as the owner, or restore elsewhere with --destination (-Destination).", staging);
            }

            if (unit.Existed && Directory.Exists(unit.Target))
            {
                using var target = FileSystem.Open(unit.Target);
                if (target.Stat().Device != folder.Stat().Device)
                {
                    throw new McpOpsException("TargetIsMount", McpErrorCategory.InvalidOperation, $"'{unit.Target}' is where a file system is mounted, which cannot be swapped. Restore elsewhere with --destination (-Destination), or only some files with --include (-Include).", unit.Target);
                }
            }

            var free = new DriveInfo(staging).AvailableFreeSpace;
            if (free < Scan.Bytes)
            {
                throw new McpOpsException("DiskFull", McpErrorCategory.ResourceUnavailable,
                    $"The restore needs {BackupProgress.Size(Scan.Bytes)} beside '{unit.Target}', and {BackupProgress.Size(free)} are free there. Nothing was touched. Free space, or restore elsewhere with --destination (-Destination).", unit.Target);
            }
        }
    }

    /// <summary>What is to be saved before it is replaced; null when nothing is there.</summary>
    public McpServer? SnapshotServer()
    {
        var sets = IsLegacy && Options.Destination is null ? Layout.Units.Where(unit => unit.Existed).Select(unit => unit.Target).ToList() is { Count: > 0 } files ? [new McpBackupSet("files", files)] : []
            : Options.Destination is null
            ? Archives.Select(part => new McpBackupSet(part.Name, [.. part.Roots.Where(Path.Exists)]) { Include = part.Include, Exclude = part.Exclude }).Where(set => set.Paths.Count > 0).ToList()
            : [.. Layout.Units.Where(unit => Directory.Exists(unit.Target) && Directory.EnumerateFileSystemEntries(unit.Target).Any()).Select(unit => new McpBackupSet("files", [unit.Target]))];
        var databases = Options.Destination is null ? PresentDatabases() : [];
        return sets.Count + databases.Count == 0 ? null : (Options.Server ?? new McpServer { Name = Manifest.Server }) with { Name = Manifest.Server, Backup = new McpBackupPlan { Sets = sets }, Databases = databases };
    }

    private List<McpDatabase> PresentDatabases()
    {
        var known = Dumps.Select(part => PostgresRestore.Database(Options.Server, part.Name, IsLegacy)).Distinct().Where(database => !_newDatabases.Contains(database.Name, StringComparer.Ordinal));
        var files = DatabaseFiles.Where(part => part.Kind is PartKind.Sqlite && File.Exists(part.Roots[0])).Select(part => new McpDatabase("sqlite", part.Name) { Path = part.Roots[0] });
        return [.. known, .. files];
    }

    public RestorePlan Plan(string? snapshot) => new()
    {
        Id = Id,
        Backup = Stored.Id,
        Store = Store.Location,
        Server = Manifest.Server,
        Snapshot = snapshot,
        BackupHealth = Manifest.Health,
        BackedUpAt = Manifest.CreatedAt,
        Units = Layout.Units,
        StagingFolders = [.. Layout.Units.Select(unit => unit.Staging).Distinct(StringComparer.Ordinal).Select(path => new StagingFolder(path))],
        IsElsewhere = Options.Destination is not null,
        Databases = Options.Destination is null && !Scan.IsPartial ? [.. Dumps.Select(part => PostgresRestore.Database(Options.Server, part.Name, IsLegacy).Name)] : [],
        NewDatabases = _newDatabases,
        ServiceKind = Options.Destination is null ? Options.Server?.Service?.Kind : null,
        ServiceName = Options.Server?.Service?.Name,
        ServiceCommand = Options.Server?.Service?.StartCommand ?? [],
        ServiceFolder = Options.Server?.Service?.WorkingDirectory,
        AfterRestore = Options.Destination is null ? Options.Server?.Backup?.AfterRestore ?? [] : [],
        Files = Scan.Files,
        Bytes = Scan.Bytes,
    };

    /// <summary>Makes everything ready beside its target.</summary>
    /// <returns>The plan with what is now known of its units.</returns>
    public async Task<RestorePlan> StageAsync(RestorePlan plan, Stagings stagings, CancellationToken cancellationToken)
    {
        var progress = new BackupProgress(_context, $"Restoring {Manifest.Server}", cancellationToken) { TotalBytes = Scan.Bytes, TotalFiles = Scan.Files };
        using (var stager = new RestoreStager(_context, Layout, stagings, Scan, _safety))
        {
            foreach (var part in Archives)
            {
                await stager.ExtractAsync(_parts, part, progress, cancellationToken);
            }

            foreach (var part in DatabaseFiles)
            {
                await StageDatabaseAsync(part, stagings, cancellationToken);
            }

            stager.Finish();
        }

        stagings.Sync();

        // A root that the backup does not hold, for it was missing then, is left as it is.
        return plan with
        {
            Ready = true,
            Units = [.. Layout.Units
                .Select(unit => unit with { StagedInode = stagings.Staged(unit).Inode ?? 0 })
                .Where(unit => unit.StagedInode != 0 || unit.IsRemoval)
                .Select(unit => unit with { Cover = Cover(unit) })],
        };
    }

    private async Task StageDatabaseAsync(ManifestPart part, Stagings stagings, CancellationToken cancellationToken)
    {
        // In place, or, restored elsewhere, as a file of the destination.
        var mapped = _databaseFiles.TryGetValue(part.Name, out var known) ? known
            : (Unit: 0, Below: FileSystem.Name(part.Kind is PartKind.Sqlite ? part.Roots[0] : BackupName.ServerFolder(part.Name) + (part.Kind is PartKind.Sql ? ".sql" : ".dump")));
        await DatabaseStager.StageAsync(_parts, part, stagings[Layout.Units[mapped.Unit]].New, Layout.StagedPath(mapped), Layout.FinalPath(mapped), cancellationToken);
    }

    /// <summary>What of a live target the backup covers: the rest moves over.</summary>
    public RestoreCover? Cover(RestoreUnit unit)
    {
        if (Options.Destination is not null || Scan.IsPartial || !unit.Existed || !Directory.Exists(unit.Target)
            || Archives.FirstOrDefault(part => part.Roots.Contains(unit.Target, StringComparer.Ordinal)) is not { } part)
        {
            return null;
        }

        var skipped = Manifest.Skipped.Where(skip => SkipReason.IsLoss(skip.Reason) || skip.Reason is SkipReason.Database).Select(skip => skip.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var path in DatabaseFiles.Select(part => part.Roots[0]))
        {
            // The database is restored too: neither its old file nor what belongs to that may stay beside the new.
            skipped.Remove(path);
            skipped.ExceptWith(DatabaseArchiver.Companions.Select(ending => path + ending));
        }

        return new RestoreCover(part.Include, part.Exclude, [.. skipped.Where(path => NativePath.IsWithin(path, unit.Target))]);
    }
}
