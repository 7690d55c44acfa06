using System.Security.Cryptography;
using McpOps.Backups.Manifests;

namespace McpOps.Backups.Stores;

/// <summary>A backup that is being written to a bucket or container. Its manifest is held back until the commit.</summary>
internal sealed class ObjectDraft(ObjectStore store, StoredBackup backup) : IBackupDraft
{
    private readonly List<string> _files = [];
    private byte[] _manifest = [];
    private bool _committing;
    private bool _committed;

    public Task<Stream> CreateAsync(string file, CancellationToken cancellationToken)
    {
        if (file == ManifestText.FileName)
        {
            return Task.FromResult<Stream>(new HeldStream(content => _manifest = content));
        }

        _files.Add(file);
        return Task.FromResult<Stream>(new ObjectWriteStream(store, store.KeyOf(backup, file), cancellationToken));
    }

    public async Task SealAsync(string file, long length, string sha256, CancellationToken cancellationToken)
    {
        if (file == ManifestText.FileName)
        {
            return;
        }

        await using var stream = await store.OpenAsync(backup, file, cancellationToken);
        var path = store.PathOf(backup, file);
        if (stream.Length != length || Hex.Of(await SHA256.HashDataAsync(stream, cancellationToken)) != sha256)
        {
            throw new McpOpsException("ReadBackFailed", McpErrorCategory.WriteError,
                $"What was read back from '{path}' is not what was written. No backup was made; earlier ones are untouched. Some services store the encoding of a transfer as content: look at the service.", path);
        }
    }

    public async Task<bool> TryReuseAsync(StoredBackup earlier, string file, CancellationToken cancellationToken)
    {
        var sizes = await store.FilesAsync(earlier, cancellationToken);
        try
        {
            if (!sizes.TryGetValue(file, out var size) || !await store.TryCopyAsync(store.KeyOf(earlier, file), store.KeyOf(backup, file), size, cancellationToken))
            {
                return false;
            }

            _files.Add(file);
            return true;
        }
        catch (McpOpsException)
        {
            // Some services do not copy within themselves: then it is sent again.
            return false;
        }
    }

    public async Task DropAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        foreach (var file in files.Where(_files.Remove))
        {
            await store.DeleteKeyAsync(store.KeyOf(backup, file), cancellationToken);
        }
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        _committing = true;
        await store.WriteKeyAsync(store.KeyOf(backup, ManifestText.FileName), _manifest, cancellationToken);
        var back = await store.ReadKeyAsync(store.KeyOf(backup, ManifestText.FileName), cancellationToken);
        if (back is null || !back.AsSpan().SequenceEqual(_manifest))
        {
            throw new McpOpsException("ReadBackFailed", McpErrorCategory.WriteError, $"The manifest that was read back from '{store.PathOf(backup)}' is not what was written. No backup was made.", store.PathOf(backup));
        }

        _committed = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_committed)
        {
            return;
        }

        try
        {
            if (_committing)
            {
                // It may have arrived although its answer did not. As long as it may be there, so must be what it names.
                await store.DeleteKeyAsync(store.KeyOf(backup, ManifestText.FileName), CancellationToken.None);
            }

            await DropAsync([.. _files], CancellationToken.None);
        }
        catch (McpOpsException)
        {
            // Without a manifest it is no backup, and what is left only takes room; with one it is whole.
        }
    }

    private sealed class HeldStream(Action<byte[]> done) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                done(ToArray());
            }

            base.Dispose(disposing);
        }
    }
}
