using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using McpOps.Backups.Manifests;

namespace McpOps.Backups.Stores;

/// <summary>Backups in a bucket of any S3-compatible service: <c>PREFIX/SERVER/TIME/FILE</c>.</summary>
/// <remarks>
/// Nothing is renamed in a bucket: a backup is there from the moment its manifest is, which is written last and removed
/// first. Credentials, region and endpoint come from the environment and the files that every S3 tool reads
/// (<c>AWS_ACCESS_KEY_ID</c>, <c>AWS_ENDPOINT_URL_S3</c>, <c>~/.aws</c> …).
/// </remarks>
internal sealed class S3Store : IBackupStore
{
    private const string NotesFolder = ".verified";
    private readonly AmazonS3Client _client;
    private readonly string _prefix;

    public S3Store(string location)
    {
        var uri = new Uri(location);
        Location = location;
        Bucket = uri.Host;
        _prefix = uri.AbsolutePath.Trim('/');
        _client = S3Client.Create();
    }

    public string Location { get; }

    public string Bucket { get; }

    public IAmazonS3 Client => _client;

    public bool? OthersCanRead => null;

    public async Task<IReadOnlyList<StoredBackup>> ListAsync(string? server, CancellationToken cancellationToken)
    {
        var found = new List<StoredBackup>();
        await foreach (var item in ObjectsAsync(Key(server is null ? "" : server + "/"), cancellationToken))
        {
            // Only the manifest makes a backup.
            if (item.Key[_prefix.Length..].Trim('/').Split('/') is [var folder, var name, ManifestText.FileName] && BackupName.IsName(name))
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
            files[item.Key[(item.Key.LastIndexOf('/') + 1)..]] = item.Size ?? 0;
        }

        return files.Count > 0 ? files : throw new McpOpsException("BackupNotFound", McpErrorCategory.ObjectNotFound, $"There is no backup '{backup.Id}' in '{Location}'.", backup.Id);
    }

    public Task<Stream> OpenAsync(StoredBackup backup, string file, CancellationToken cancellationToken) => OpenKeyAsync(KeyOf(backup, file), cancellationToken);

    public string PathOf(StoredBackup backup, string? file = null) => $"s3://{Bucket}/{KeyOf(backup, file ?? "").TrimEnd('/')}";

    public async Task<IBackupDraft> BeginAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        await ClearAsync(backup.Server, cancellationToken);
        return new S3Draft(this, backup);
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

    public Task<IAsyncDisposable> LockAsync(string server, string purpose, CancellationToken cancellationToken) => S3Lock.TakeAsync(this, Key($"{server}/.lock"), purpose, cancellationToken);

    public async Task<byte[]?> ReadNoteAsync(StoredBackup backup, CancellationToken cancellationToken) => await ReadKeyAsync(NoteKey(backup), cancellationToken);

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

    public Task WriteKeyAsync(string key, byte[] content, CancellationToken cancellationToken) => S3Client.Guarded(Location, () =>
        _client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(content), UseChunkEncoding = false }, cancellationToken));

    public Task DeleteKeyAsync(string key, CancellationToken cancellationToken) => S3Client.Guarded(Location, () => _client.DeleteObjectAsync(Bucket, key, cancellationToken));

    // What a backup or a removal that was killed has left: objects of a time that has no manifest. The caller holds the lock.
    private async Task ClearAsync(string server, CancellationToken cancellationToken)
    {
        var keys = new List<(string Name, string Key)>();
        var prefix = Key($"{server}/");
        await foreach (var item in ObjectsAsync(prefix, cancellationToken))
        {
            if (item.Key[prefix.Length..].Split('/') is [var name, _] && BackupName.IsName(name))
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

    private string Key(string path) => _prefix.Length == 0 ? path : $"{_prefix}/{path}";

    private async Task<Stream> OpenKeyAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return new S3ReadStream(this, key, await S3Client.Guarded(Location, () => _client.GetObjectAsync(Bucket, key, cancellationToken)));
        }
        catch (McpOpsException exception) when (exception.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound })
        {
            throw new McpOpsException("BackupFileMissing", McpErrorCategory.ObjectNotFound, $"'s3://{Bucket}/{key}' is missing.", key, exception);
        }
    }

    private async IAsyncEnumerable<S3Object> ObjectsAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix };
        ListObjectsV2Response page;
        do
        {
            page = await S3Client.Guarded(Location, () => _client.ListObjectsV2Async(request, cancellationToken));
            foreach (var item in page.S3Objects ?? [])
            {
                yield return item;
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }
}
