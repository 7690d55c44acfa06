namespace McpOps.Backups.Stores;

/// <summary>A place where backups live: a folder, a bucket. It knows files and nothing of what is in them.</summary>
public interface IBackupStore
{
    /// <summary>Where it is, as the user wrote it.</summary>
    string Location { get; }

    /// <summary>Whether others can read it; null where that cannot be told.</summary>
    bool? OthersCanRead { get; }

    /// <summary>The backups that are whole, in any order.</summary>
    /// <param name="server">Those of one server; all when null.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    Task<IReadOnlyList<StoredBackup>> ListAsync(string? server, CancellationToken cancellationToken);

    /// <summary>The files of a backup and their lengths.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyDictionary<string, long>> FilesAsync(StoredBackup backup, CancellationToken cancellationToken);

    /// <summary>Opens a file of a backup for reading.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<Stream> OpenAsync(StoredBackup backup, string file, CancellationToken cancellationToken);

    /// <summary>Where a file of a backup is, for a person.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="file">The file's name; the backup itself when null.</param>
    string PathOf(StoredBackup backup, string? file = null);

    /// <summary>Begins a backup that nobody sees before it is committed. The caller holds the lock.</summary>
    /// <param name="backup">Its server and name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IBackupDraft> BeginAsync(StoredBackup backup, CancellationToken cancellationToken);

    /// <summary>Removes a backup: at once for whoever lists, whatever happens. The caller holds the lock.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task RemoveAsync(StoredBackup backup, CancellationToken cancellationToken);

    /// <summary>Takes the lock of a server's backups, or says who holds it.</summary>
    /// <param name="server">The server.</param>
    /// <param name="purpose">What for, in a word, for whoever finds it taken.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IAsyncDisposable> LockAsync(string server, string purpose, CancellationToken cancellationToken);

    /// <summary>Reads the note about a backup, such as when it was verified; null when there is none.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<byte[]?> ReadNoteAsync(StoredBackup backup, CancellationToken cancellationToken);

    /// <summary>Writes the note about a backup.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="note">The note.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task WriteNoteAsync(StoredBackup backup, byte[] note, CancellationToken cancellationToken);

    /// <summary>Removes the note about a backup, if there is one.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task RemoveNoteAsync(StoredBackup backup, CancellationToken cancellationToken);
}

/// <summary>A backup that is being written. Disposed without being committed, it leaves nothing behind.</summary>
public interface IBackupDraft : IAsyncDisposable
{
    /// <summary>Creates a file; its stream is disposed by the caller before it is sealed.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<Stream> CreateAsync(string file, CancellationToken cancellationToken);

    /// <summary>Makes a file last, reads it back from where it lies, and compares its hash.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="length">How long it should be.</param>
    /// <param name="sha256">The hash of what was written, in hexadecimal.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task SealAsync(string file, long length, string sha256, CancellationToken cancellationToken);

    /// <summary>Takes over a file of an earlier backup without writing it again; false where the store cannot.</summary>
    /// <param name="backup">The earlier backup.</param>
    /// <param name="file">The file's name, the same in both.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<bool> TryReuseAsync(StoredBackup backup, string file, CancellationToken cancellationToken);

    /// <summary>Takes files out again; one that is not there is no matter.</summary>
    /// <param name="files">The files' names.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task DropAsync(IReadOnlyList<string> files, CancellationToken cancellationToken);

    /// <summary>Makes the backup appear, whole.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    Task CommitAsync(CancellationToken cancellationToken);
}

/// <summary>A backup within a store.</summary>
/// <param name="Server">The server, as a folder's name.</param>
/// <param name="Name">The time it was made, in UTC.</param>
public sealed record StoredBackup(string Server, string Name)
{
    /// <summary>Server and name.</summary>
    public string Id => $"{Server}/{Name}";
}
