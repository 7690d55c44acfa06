using McpOps.Backups.Manifests;

namespace McpOps.Backups.Stores;

/// <summary>Backups as objects of a service that knows keys and no folders: <c>PREFIX/SERVER/TIME/FILE</c> in a bucket or container.</summary>
/// <remarks>Nothing is renamed there: a backup is there from the moment its manifest is, which is written last and removed first.</remarks>
/// <param name="location">Where it is, as the user wrote it.</param>
/// <param name="prefix">What every key begins with; empty for none.</param>
internal abstract class ObjectStore(string location, string prefix) : IBackupStore
{
    private const string NotesFolder = ".verified";

    public string Location { get; } = location;

    public bool? OthersCanRead => null;

    public async Task<IReadOnlyList<StoredBackup>> ListAsync(string? server, CancellationToken cancellationToken)
    {
        var found = new List<StoredBackup>();
        await foreach (var item in ObjectsAsync(Key(server is null ? "" : server + "/"), cancellationToken))
        {
            // Only the manifest makes a backup.
            if (item.Key[prefix.Length..].Trim('/').Split('/') is [var folder, var name, ManifestText.FileName] && BackupName.IsName(name))
            {
                found.Add(new StoredBackup(folder, name));
            }
        }

        return found;
    }

    public async Task<IReadOnlyDictionary<string, long>> FilesAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var item in ObjectsAsync(KeyOf(backup, ""), cancellationToken))
        {
            files[item.Key[(item.Key.LastIndexOf('/') + 1)..]] = item.Bytes;
        }

        return files.Count > 0 ? files : throw new McpOpsException("BackupNotFound", McpErrorCategory.ObjectNotFound, $"There is no backup '{backup.Id}' in '{Location}'.", backup.Id);
    }

    public Task<Stream> OpenAsync(StoredBackup backup, string file, CancellationToken cancellationToken) => OpenKeyAsync(KeyOf(backup, file), cancellationToken);

    public string PathOf(StoredBackup backup, string? file = null) => UrlOf(KeyOf(backup, file ?? "").TrimEnd('/'));

    public async Task<IBackupDraft> BeginAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        await ClearAsync(backup.Server, cancellationToken);
        return new ObjectDraft(this, backup);
    }

    public async Task RemoveAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        // Without its manifest it is no longer there; what is left of an interrupted removal only takes room.
        await DeleteKeyAsync(KeyOf(backup, ManifestText.FileName), cancellationToken);
        await foreach (var item in ObjectsAsync(KeyOf(backup, ""), cancellationToken))
        {
            await DeleteKeyAsync(item.Key, cancellationToken);
        }

        await RemoveNoteAsync(backup, cancellationToken);
    }

    public Task<IAsyncDisposable> LockAsync(string server, string purpose, CancellationToken cancellationToken) => ObjectLock.TakeAsync(this, Key($"{server}/.lock"), purpose, cancellationToken);

    public Task<byte[]?> ReadNoteAsync(StoredBackup backup, CancellationToken cancellationToken) => ReadKeyAsync(NoteKey(backup), cancellationToken);

    public Task WriteNoteAsync(StoredBackup backup, byte[] note, CancellationToken cancellationToken) => WriteKeyAsync(NoteKey(backup), note, cancellationToken);

    public Task RemoveNoteAsync(StoredBackup backup, CancellationToken cancellationToken) => DeleteKeyAsync(NoteKey(backup), cancellationToken);

    public string KeyOf(StoredBackup backup, string file) => Key($"{backup.Server}/{backup.Name}/{file}");

    /// <summary>A small object's content; null when there is none.</summary>
    public async Task<byte[]?> ReadKeyAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await OpenKeyAsync(key, cancellationToken);
            var content = new MemoryStream();
            await stream.CopyToAsync(content, cancellationToken);
            return content.ToArray();
        }
        catch (McpOpsException exception) when (exception.ErrorId == "BackupFileMissing")
        {
            return null;
        }
    }

    /// <summary>Where an object is, for a person.</summary>
    public abstract string UrlOf(string key);

    /// <summary>Writes a small object, over one that is there.</summary>
    public abstract Task WriteKeyAsync(string key, byte[] content, CancellationToken cancellationToken);

    /// <summary>Removes an object, if it is there.</summary>
    public abstract Task DeleteKeyAsync(string key, CancellationToken cancellationToken);

    /// <summary>Begins an object that is sent in pieces.</summary>
    public abstract IObjectUpload Upload(string key, CancellationToken cancellationToken);

    /// <summary>Copies an object within the service; false where it does not do that.</summary>
    public abstract Task<bool> TryCopyAsync(string from, string to, long bytes, CancellationToken cancellationToken);

    /// <summary>Opens an object: a stream that knows its length, and ends with an error where it is cut short.</summary>
    /// <exception cref="McpOpsException"><c>BackupFileMissing</c>.</exception>
    protected abstract Task<Stream> OpenKeyAsync(string key, CancellationToken cancellationToken);

    /// <summary>The objects whose keys begin so, and their lengths.</summary>
    protected abstract IAsyncEnumerable<(string Key, long Bytes)> ObjectsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>What is said of an object that is not there.</summary>
    protected McpOpsException Missing(string key, Exception exception) => new("BackupFileMissing", McpErrorCategory.ObjectNotFound, $"'{UrlOf(key)}' is missing.", key, exception);

    // What a backup or a removal that was killed has left: objects of a time that has no manifest. The caller holds the lock.
    private async Task ClearAsync(string server, CancellationToken cancellationToken)
    {
        var keys = new List<(string Name, string Key)>();
        var start = Key($"{server}/");
        await foreach (var item in ObjectsAsync(start, cancellationToken))
        {
            if (item.Key[start.Length..].Split('/') is [var name, _] && BackupName.IsName(name))
            {
                keys.Add((name, item.Key));
            }
        }

        foreach (var group in keys.GroupBy(key => key.Name, StringComparer.Ordinal).Where(group => !group.Any(key => key.Key.EndsWith($"/{ManifestText.FileName}", StringComparison.Ordinal))))
        {
            foreach (var (_, key) in group)
            {
                await DeleteKeyAsync(key, cancellationToken);
            }
        }
    }

    private string NoteKey(StoredBackup backup) => Key($"{backup.Server}/{NotesFolder}/{backup.Name}.json");

    private string Key(string path) => prefix.Length == 0 ? path : $"{prefix}/{path}";
}
