using System.Security.Cryptography;
using McpOps.Files;

namespace McpOps.Backups.Stores;

/// <summary>A backup that is being written to a folder.</summary>
internal sealed class FolderDraft(FolderStore store, StoredBackup backup, string partial) : IBackupDraft
{
    private bool _committed;

    public Task<Stream> CreateAsync(string file, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new WriteBehindStream(Path.Combine(partial, file)));

    public async Task SealAsync(string file, long length, string sha256, CancellationToken cancellationToken)
    {
        var path = Path.Combine(partial, file);
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan);
        stream.Flush(flushToDisk: true);
        Syscalls.Forget(stream.SafeFileHandle);
        if (stream.Length != length || Hex.Of(await SHA256.HashDataAsync(stream, cancellationToken)) != sha256)
        {
            throw new McpOpsException("ReadBackFailed", McpErrorCategory.WriteError,
                $"What was read back from '{path}' is not what was written. The disk or its cable is faulty: use another. No backup was made; earlier ones are untouched.", path);
        }
    }

    public async Task<bool> TryReuseAsync(StoredBackup backup, string file, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            using var from = FileSystem.Open(store.PathOf(backup));
            using var to = FileSystem.Open(partial);
            var name = System.Text.Encoding.UTF8.GetBytes(file);
            to.MakeHardLink(name, from, name);
            return true;
        }
        catch (FileException)
        {
            // Not every file system has hard links, and a file has a most of them: then it is written again.
            return false;
        }
    }

    public async Task DropAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var file in files)
        {
            File.Delete(Path.Combine(partial, file));
        }
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        // The order is what makes it crash-safe: files first (they are synced), then their names, then the one rename, then that.
        FileSystem.Sync(partial);
        Directory.Move(partial, store.PathOf(backup));
        _committed = true;
        FileSystem.Sync(Path.GetDirectoryName(partial)!);
    }

    public ValueTask DisposeAsync()
    {
        if (!_committed && Directory.Exists(partial))
        {
            try
            {
                Directory.Delete(partial, recursive: true);
            }
            catch (IOException)
            {
                // The next backup clears it.
            }
        }

        return ValueTask.CompletedTask;
    }
}
