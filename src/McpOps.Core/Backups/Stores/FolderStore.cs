using McpOps.Files;

namespace McpOps.Backups.Stores;

/// <summary>Backups in a folder: <c>STORE/SERVER/TIME/</c>.</summary>
/// <remarks>
/// A backup is written to <c>TIME.partial</c>, made durable and renamed: only whole ones are ever seen. One that is
/// removed is first renamed to <c>TIME.removing</c>. Leftovers of both kinds are cleared by whoever next holds the lock.
/// </remarks>
internal sealed class FolderStore : IBackupStore
{
    private const string PartialEnding = ".partial";
    private const string RemovingEnding = ".removing";
    private const string NotesFolder = ".verified";

    private readonly string _root;

    public FolderStore(string location)
    {
        Location = location;
        _root = Path.GetFullPath(location);
    }

    public string Location { get; }

    public string Root => _root;

    public bool? OthersCanRead => Directory.Exists(_root) && OwnerOnly.OthersHaveAccess(_root);

    public Task<IReadOnlyList<StoredBackup>> ListAsync(string? server, CancellationToken cancellationToken)
    {
        var found = new List<StoredBackup>();
        foreach (var folder in Servers(server))
        {
            cancellationToken.ThrowIfCancellationRequested();
            found.AddRange(Directory.EnumerateDirectories(folder)
                .Select(path => Path.GetFileName(path))
                .Where(name => BackupName.IsName(name) && (File.Exists(Path.Combine(folder, name, Manifests.ManifestText.FileName)) || File.Exists(Path.Combine(folder, name, Manifests.ManifestText.SumsName))))
                .Select(name => new StoredBackup(Path.GetFileName(folder), name)));
        }

        return Task.FromResult<IReadOnlyList<StoredBackup>>(found);
    }

    public Task<IReadOnlyDictionary<string, long>> FilesAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(PathOf(backup));
        IReadOnlyDictionary<string, long> files = folder.Exists
            ? folder.EnumerateFiles().ToDictionary(file => file.Name, file => file.Length, StringComparer.Ordinal)
            : throw Missing(backup);
        return Task.FromResult(files);
    }

    public Task<Stream> OpenAsync(StoredBackup backup, string file, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream>(RegularFile.Open(PathOf(backup, file), bufferSize: 1 << 20));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new McpOpsException("BackupFileMissing", McpErrorCategory.ObjectNotFound, $"'{PathOf(backup, file)}' is missing.", PathOf(backup, file), exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new McpOpsException("AccessDenied", McpErrorCategory.PermissionDenied, $"'{PathOf(backup, file)}' may not be read by this account. Run it as the backup's owner.", PathOf(backup, file), exception);
        }
        catch (IOException exception)
        {
            throw new McpOpsException("BackupFileUnreadable", McpErrorCategory.ReadError, $"'{PathOf(backup, file)}' cannot be read: {exception.Message} A backup consists of regular files: look at who else may write into the store.", PathOf(backup, file), exception);
        }
    }

    public string PathOf(StoredBackup backup, string? file = null) => IsLegacy(backup)
        ? Path.TrimEndingDirectorySeparator(Path.Combine(_root, file ?? ""))
        : Path.TrimEndingDirectorySeparator(Path.Combine(_root, backup.Server, backup.Name, file ?? ""));

    /// <summary>What scripts left in the folder, and beside it.</summary>
    public IReadOnlyList<LegacyBackup> Legacy() => LegacyFolder.Find(_root);

    public async Task<IBackupDraft> BeginAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Clear(backup.Server);
        var partial = PathOf(backup) + PartialEnding;
        OwnerOnly.CreateFolder(partial);
        return new FolderDraft(this, backup, partial);
    }

    public async Task RemoveAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (IsLegacy(backup))
        {
            RemoveLegacy(backup);
            await RemoveNoteAsync(backup, cancellationToken);
            return;
        }

        var path = PathOf(backup);
        if (!Directory.Exists(path))
        {
            throw Missing(backup);
        }

        Directory.Move(path, path + RemovingEnding);
        FileSystem.Sync(Path.GetDirectoryName(path)!);
        Directory.Delete(path + RemovingEnding, recursive: true);
        await RemoveNoteAsync(backup, cancellationToken);
    }

    public async Task<IAsyncDisposable> LockAsync(string server, string purpose, CancellationToken cancellationToken)
    {
        await Task.Yield();
        // Each folder that is new must itself last, or a power cut takes it with all that is in it.
        OwnerOnly.CreateLastingFolder(Path.Combine(_root, server));
        return FolderLock.Take(Path.Combine(_root, server), purpose);
    }

    public async Task<byte[]?> ReadNoteAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        var path = NotePath(backup);
        return File.Exists(path) ? await Task.Run(() => RegularFile.ReadAllBytes(path), cancellationToken) : null;
    }

    public async Task WriteNoteAsync(StoredBackup backup, byte[] note, CancellationToken cancellationToken)
    {
        var path = NotePath(backup);
        OwnerOnly.CreateFolder(Path.GetDirectoryName(path)!);
        await OwnerOnly.ReplaceAsync(path, note, cancellationToken);
    }

    public async Task RemoveNoteAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (File.Exists(NotePath(backup)))
        {
            File.Delete(NotePath(backup));
        }
    }

    private void RemoveLegacy(StoredBackup backup)
    {
        var legacy = Legacy().FirstOrDefault(found => found.Stamp == backup.Name) ?? throw Missing(backup);
        foreach (var path in legacy.Files.Append($"manifest_{legacy.Stamp}.txt").Select(file => Path.Combine(_root, file)))
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }

        FileSystem.Sync(_root);
    }

    private static McpOpsException Missing(StoredBackup backup) =>
        new("BackupNotFound", McpErrorCategory.ObjectNotFound, $"There is no backup '{backup.Id}'. List what there is with 'mcpops backup list' (Get-McpBackup).", backup.Id);

    private static bool IsLegacy(StoredBackup backup) => backup.Server == LegacyBackup.Server && !BackupName.IsName(backup.Name);

    private string NotePath(StoredBackup backup) => Path.Combine(_root, backup.Server, NotesFolder, backup.Name + ".json");

    private IEnumerable<string> Servers(string? server)
    {
        if (!Directory.Exists(_root))
        {
            return [];
        }

        return server is null
            ? Directory.EnumerateDirectories(_root).Where(path => !Path.GetFileName(path).StartsWith('.'))
            : Directory.Exists(Path.Combine(_root, server)) ? [Path.Combine(_root, server)] : [];
    }

    private void Clear(string server)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(_root, server)))
        {
            var name = Path.GetFileName(folder);
            var ending = name.EndsWith(PartialEnding, StringComparison.Ordinal) ? PartialEnding : name.EndsWith(RemovingEnding, StringComparison.Ordinal) ? RemovingEnding : null;
            if (ending is not null && BackupName.IsName(name[..^ending.Length]))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        ClearNotes(Path.Combine(_root, server, NotesFolder));
    }

    // A note is written without the lock, so only one that nobody can still be writing is cleared.
    private static void ClearNotes(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*" + OwnerOnly.NewEnding).Where(path => TimeProvider.System.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path) > TimeSpan.FromHours(1)))
        {
            File.Delete(path);
        }
    }
}
