using System.Security.Cryptography;
using McpOps.Files;

namespace McpOps.Backups.Stores;

/// <summary>A backup that is being written to a folder.</summary>
/// <remarks>Whoever may change the folder that holds it can rename it and put another in its place: so it is made, filled and renamed by handles.</remarks>
internal sealed class FolderDraft : IBackupDraft
{
    private readonly IFolder _server;
    private readonly IFolder _partial;
    private readonly byte[] _partialName;
    private readonly byte[] _name;
    private readonly FileStat _made;
    private bool _committed;

    /// <summary>Makes the folder.</summary>
    /// <param name="server">The open folder of the server's backups; it is closed with this.</param>
    /// <param name="name">The backup's name.</param>
    /// <param name="partialName">What its folder is called until it is whole.</param>
    public FolderDraft(IFolder server, byte[] name, byte[] partialName)
    {
        server.MakeFolder(partialName, OwnerOnly.Mode);
        (_server, _name, _partialName) = (server, name, partialName);
        _partial = server.OpenFolder(partialName);
        _made = _partial.Stat();
    }

    public Task<Stream> CreateAsync(string file, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new WriteBehindStream(_partial.OpenHandle(FileSystem.Name(file), FileUse.Create)));

    public async Task SealAsync(string file, long length, string sha256, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(_partial.OpenHandle(FileSystem.Name(file), FileUse.Change), FileAccess.ReadWrite, bufferSize: 1 << 20);
        stream.Flush(flushToDisk: true);
        Syscalls.Forget(stream.SafeFileHandle);
        if (stream.Length != length || Hex.Of(await SHA256.HashDataAsync(stream, cancellationToken)) != sha256)
        {
            var path = _partial.Text(FileSystem.Name(file));
            throw new McpOpsException("ReadBackFailed", McpErrorCategory.WriteError,
                $"What was read back from '{path}' is not what was written. The disk or its cable is faulty: use another. No backup was made; earlier ones are untouched.", path);
        }
    }

    public async Task<bool> TryReuseAsync(StoredBackup backup, string file, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            using var from = _server.OpenFolder(FileSystem.Name(backup.Name));
            _partial.MakeHardLink(FileSystem.Name(file), from, FileSystem.Name(file));
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
        foreach (var file in files.Select(FileSystem.Name).Where(file => _partial.Stat(file) is not null))
        {
            _partial.Remove(file);
        }
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();

        // The order is what makes it crash-safe: files first (they are synced), then their names, then the one rename, then that.
        _partial.Sync();
        _server.Rename(_partialName, _server, _name, RenameRule.NoReplace);
        if (FileSystem.KnowsInodes && _server.Stat(_name)?.IsSameEntryAs(_made) is not true)
        {
            throw FolderStore.Replaced(_server.Text(_name));
        }

        _committed = true;
        _server.Sync();
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            if (!_committed && _server.Stat(_partialName) is { } left && left.IsSameEntryAs(_made))
            {
                TreeRemoval.Remove(_server, _partialName, left);
            }
        }
        catch (FileException)
        {
            // The next backup clears it.
        }

        _partial.Dispose();
        _server.Dispose();
        return ValueTask.CompletedTask;
    }
}
