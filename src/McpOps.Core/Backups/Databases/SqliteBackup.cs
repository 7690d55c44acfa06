using McpOps.Files;
using McpOps.Platform;

namespace McpOps.Backups.Databases;

/// <summary>Copies a SQLite database while others write to it, by the online backup of the operating system's library.</summary>
/// <remarks>Signatures and the loop are those of https://www.sqlite.org/c3ref/backup_finish.html.</remarks>
internal static class SqliteBackup
{
    private const int AllPages = -1;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Makes the copy: one moment's state, whole.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="source">The database.</param>
    /// <param name="target">A file that is not there yet.</param>
    /// <param name="cancellationToken">Ends the wait for a writer.</param>
    /// <exception cref="McpOpsException"><c>SqliteLibraryMissing</c>, <c>SqliteBackupFailed</c>: also when somebody exchanged the file for another while it was opened.</exception>
    public static async Task CopyAsync(TimeProvider time, string source, string target, CancellationToken cancellationToken)
    {
        var library = SqliteLibrary.Load() ?? throw new McpOpsException("SqliteLibraryMissing", McpErrorCategory.ResourceUnavailable,
            "This machine has no SQLite library, which copies databases while they are written. Install it (Debian: libsqlite3-0).", source);
        // The library opens by whole paths: what it has open in the end must be the file that is meant, reached by no link of another user.
        var meant = Look(source);
        nint from = 0;
        nint to = 0;
        try
        {
            Check(library.Open(source, writable: false, out from), source);
            Check(library.Open(target, writable: true, out to), target);
            // A writer that holds the lock is waited for within the library.
            library.Wait(from, 5000);
            await CopyAsync(library, time, from, to, source, cancellationToken);
            if (!FileSystem.HasOpen(meant))
            {
                throw Failed(source, "another file was put in its place meanwhile");
            }
        }
        finally
        {
            if (from != 0)
            {
                library.Close(from);
            }

            if (to != 0)
            {
                library.Close(to);
            }
        }
    }

    private static FileStat Look(string source)
    {
        var path = new FileInfo(source).LinkTarget is not null && File.ResolveLinkTarget(source, returnFinalTarget: true) is { } target && FileSystem.MayFollow(source, target.FullName) ? target.FullName : source;
        return FileSystem.Stat(path) is { Kind: FileKind.Regular } stat ? stat : throw Failed(source, "it is no regular file, or a link of another user");
    }

    private static async Task CopyAsync(SqliteLibrary library, TimeProvider time, nint from, nint to, string source, CancellationToken cancellationToken)
    {
        var backup = library.BeginBackup(to, from);
        if (backup == 0)
        {
            throw Failed(source, "it could not begin");
        }

        var started = time.GetTimestamp();
        int code;
        try
        {
            // All pages in one step: in several, each write by another process would begin the copy anew, under a busy writer for ever.
            while ((code = library.StepBackup(backup, AllPages)) is SqliteLibrary.Busy or SqliteLibrary.Locked && time.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        finally
        {
            library.EndBackup(backup);
        }

        if (code != SqliteLibrary.Done)
        {
            throw Failed(source, code is SqliteLibrary.Busy or SqliteLibrary.Locked ? "others kept it locked for a minute" : $"SQLite answered {code}");
        }
    }

    private static void Check(int code, string path)
    {
        if (code != SqliteLibrary.Ok)
        {
            throw Failed(path, $"it could not be opened (SQLite answered {code})");
        }
    }

    private static McpOpsException Failed(string path, string why) => new("SqliteBackupFailed", McpErrorCategory.ReadError,
        $"The SQLite database '{path}' was not copied: {why}. No backup was made.", path);
}
