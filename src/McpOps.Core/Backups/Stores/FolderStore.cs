using McpOps.Backups.Manifests;
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

    private readonly string _root;

    public FolderStore(string location)
    {
        Location = location;
        _root = Path.GetFullPath(location);
    }

    public string Location { get; }

    public string Root => _root;

    public bool? OthersCanRead => Directory.Exists(_root) && OwnerOnly.OthersHaveAccess(_root);

    /// <summary>Whether the store is there. One that this account may not look at is not taken for one that is missing.</summary>
    /// <exception cref="McpOpsException"><c>AccessDenied</c>, or <c>StoreNotFound</c>: it is a file.</exception>
    public bool Exists()
    {
        try
        {
            return File.GetAttributes(_root).HasFlag(FileAttributes.Directory) ? true
                : throw new McpOpsException("StoreNotFound", McpErrorCategory.ObjectNotFound,
                $"The store '{_root}' is a file and no folder. Move the file away, or name a folder, with --store (-Store) or as backup.destination in the inventory.", _root);
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw Denied(_root, exception);
        }
    }

    public Task<IReadOnlyList<StoredBackup>> ListAsync(string? server, CancellationToken cancellationToken)
    {
        var found = new List<StoredBackup>();
        try
        {
            foreach (var folder in Servers(server))
            {
                cancellationToken.ThrowIfCancellationRequested();
                found.AddRange(Directory.EnumerateDirectories(folder)
                    .Select(path => Path.GetFileName(path))
                    .Where(name => BackupName.IsName(name) && (File.Exists(Path.Combine(folder, name, ManifestText.FileName)) || File.Exists(Path.Combine(folder, name, ManifestText.SumsName))))
                    .Select(name => new StoredBackup(Path.GetFileName(folder), name)));
            }
        }
        catch (UnauthorizedAccessException exception)
        {
            throw Denied(_root, exception);
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
            // What is read whole, by a listing of each backup, is smaller than such a buffer, and needs none.
            return Task.FromResult<Stream>(RegularFile.Open(PathOf(backup, file), bufferSize: file is ManifestText.FileName or ManifestText.SumsName ? 0 : 1 << 20));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new McpOpsException("BackupFileMissing", McpErrorCategory.ObjectNotFound, $"'{PathOf(backup, file)}' is missing.", PathOf(backup, file), exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw Denied(PathOf(backup, file), exception);
        }
        catch (IOException exception)
        {
            throw new McpOpsException("BackupFileUnreadable", McpErrorCategory.ReadError, $"'{PathOf(backup, file)}' cannot be read: {Sentences.Ended(exception.Message)} A backup consists of regular files: look at who else may write into the store.", PathOf(backup, file), exception);
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
        var folder = FileSystem.Open(ServerPath(backup));
        try
        {
            Clear(folder);
            return new FolderDraft(folder, FileSystem.Name(backup.Name), FileSystem.Name(backup.Name + PartialEnding));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public async Task RemoveAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (IsLegacy(backup))
        {
            RemoveLegacy(backup);
        }
        else
        {
            RemoveOwn(backup);
        }

        await RemoveNoteAsync(backup, cancellationToken);
    }

    public async Task<IAsyncDisposable> LockAsync(string server, string purpose, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Exists();

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
        await Task.Yield();
        OwnerOnly.CreateFolder(ServerPath(backup));
        using var server = FileSystem.Open(ServerPath(backup));
        if (server.Stat(NotesName) is null)
        {
            server.MakeFolder(NotesName, OwnerOnly.Mode);
        }

        using var notes = server.OpenFolder(NotesName);
        OwnerOnly.Replace(notes, NoteName(backup), note);
    }

    public async Task RemoveNoteAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (File.Exists(NotePath(backup)))
        {
            using var server = FileSystem.Open(ServerPath(backup));
            using var notes = server.OpenFolder(NotesName);
            notes.Remove(NoteName(backup));
        }
    }

    private static ReadOnlySpan<byte> NotesName => ".verified"u8;

    private static byte[] NoteName(StoredBackup backup) => FileSystem.Name(backup.Name + ".json");

    private void RemoveOwn(StoredBackup backup)
    {
        var (name, removing) = (FileSystem.Name(backup.Name), FileSystem.Name(backup.Name + RemovingEnding));
        if (!Directory.Exists(PathOf(backup)))
        {
            throw Missing(backup);
        }

        using var folder = FileSystem.Open(ServerPath(backup));
        if (folder.Stat(name) is not { Kind: FileKind.Folder } stat)
        {
            throw Replaced(PathOf(backup));
        }

        folder.Rename(name, folder, removing, RenameRule.NoReplace);
        folder.Sync();
        if (folder.Stat(removing) is not { } moved || (FileSystem.KnowsInodes && !moved.IsSameEntryAs(stat)))
        {
            throw Replaced(PathOf(backup));
        }

        TreeRemoval.Remove(folder, removing, moved);
    }

    private void RemoveLegacy(StoredBackup backup)
    {
        var legacy = Legacy().FirstOrDefault(found => found.Stamp == backup.Name) ?? throw Missing(backup);
        foreach (var path in legacy.Files.Append($"manifest_{legacy.Stamp}.txt").Select(file => Path.GetFullPath(Path.Combine(_root, file))).Where(path => FileSystem.Stat(path) is not null))
        {
            using var folder = FileSystem.Open(Path.GetDirectoryName(path)!);
            if (folder.Stat(FileSystem.Name(path)) is { } stat)
            {
                TreeRemoval.Remove(folder, FileSystem.Name(path), stat);
            }
        }

        FileSystem.Sync(_root);
    }

    /// <summary>Says that somebody exchanged a folder of the store while it was written or removed.</summary>
    internal static McpOpsException Replaced(string path) => new("StoreReplaced", McpErrorCategory.PermissionDenied,
        $"What stands at '{path}' is not what McpOps put there: whoever may change '{Path.GetDirectoryName(path)}' exchanged it. Nothing outside was touched. Look who that is, and keep backups where only you may write.", path);

    private static McpOpsException Missing(StoredBackup backup) =>
        new("BackupNotFound", McpErrorCategory.ObjectNotFound, $"There is no backup '{backup.Id}'. List what there is with 'mcpops backup list' (Get-McpBackup).", backup.Id);

    private static McpOpsException Denied(string path, UnauthorizedAccessException exception) =>
        new("AccessDenied", McpErrorCategory.PermissionDenied, $"'{path}' may not be read by this account. Run it as the backup's owner.", path, exception);

    private static bool IsLegacy(StoredBackup backup) => backup.Server == LegacyBackup.Server && !BackupName.IsName(backup.Name);

    private string ServerPath(StoredBackup backup) => IsLegacy(backup) ? Path.Combine(_root, LegacyBackup.Server) : Path.Combine(_root, backup.Server);

    private string NotePath(StoredBackup backup) => Path.Combine(ServerPath(backup), ".verified", backup.Name + ".json");

    private IEnumerable<string> Servers(string? server)
    {
        if (!Exists())
        {
            return [];
        }

        return server is null
            ? Directory.EnumerateDirectories(_root).Where(path => !Path.GetFileName(path).StartsWith('.'))
            : Directory.Exists(Path.Combine(_root, server)) ? [Path.Combine(_root, server)] : [];
    }

    // What others left half is cleared by handle: somebody else may own the folder.
    private static void Clear(IFolder folder)
    {
        foreach (var name in Names(folder))
        {
            var text = PathBytes.Text(name);
            var ending = text.EndsWith(PartialEnding, StringComparison.Ordinal) ? PartialEnding : text.EndsWith(RemovingEnding, StringComparison.Ordinal) ? RemovingEnding : null;
            if (ending is not null && BackupName.IsName(text[..^ending.Length]) && folder.Stat(name) is { Kind: FileKind.Folder } stat)
            {
                TreeRemoval.Remove(folder, name, stat);
            }
        }

        ClearNotes(folder);
    }

    // A note is written without the lock, so only one that nobody can still be writing is cleared.
    private static void ClearNotes(IFolder folder)
    {
        if (folder.Stat(NotesName) is not { Kind: FileKind.Folder })
        {
            return;
        }

        using var notes = folder.OpenFolder(NotesName);
        var before = McpOps.Files.Portable.PortableStat.Nanoseconds(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));
        foreach (var name in Names(notes).Where(name => PathBytes.Text(name).EndsWith(OwnerOnly.NewEnding, StringComparison.Ordinal)))
        {
            if (notes.Stat(name) is { Kind: FileKind.Regular } stat && stat.Modified < before)
            {
                notes.Remove(name);
            }
        }
    }

    private static List<byte[]> Names(IFolder folder)
    {
        var names = folder.List();
        return [.. Enumerable.Range(0, names.Count).Select(index => names[index].ToArray())];
    }
}
