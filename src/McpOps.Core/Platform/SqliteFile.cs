namespace McpOps.Platform;

/// <summary>Whether an SQLite file is whole.</summary>
/// <param name="Verdict">One of <see cref="SqliteVerdict"/>.</param>
/// <param name="Message">What SQLite says, and what to do.</param>
public sealed record SqliteCheck(string Verdict, string Message);

/// <summary>The words for how an SQLite file is.</summary>
public static class SqliteVerdict
{
    /// <summary>Every page is as it should be.</summary>
    public const string Whole = "Whole";

    /// <summary>It is damaged, or no SQLite file.</summary>
    public const string Damaged = "Damaged";

    /// <summary>There is no such file.</summary>
    public const string Missing = "Missing";

    /// <summary>It could not be found out.</summary>
    public const string Unknown = "Unknown";
}

/// <summary>Checks SQLite files through the operating system's library, reading only and beside whoever writes.</summary>
public static class SqliteFile
{
    // A writer holds the whole file only while it commits.
    private const int WaitForWriterMs = 2000;

    /// <summary>Runs <c>PRAGMA quick_check</c>. It reads the whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends it between two steps of the library.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static Task<SqliteCheck> QuickCheckAsync(string path, CancellationToken cancellationToken) =>
        !File.Exists(path)
            ? Task.FromResult(new SqliteCheck(SqliteVerdict.Missing, $"There is no file '{path}'. Correct the path in the inventory, or restore the file."))
            : SqliteLibrary.Load() is { } library
                ? Task.Factory.StartNew(() => Check(library, path, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                : Task.FromResult(new SqliteCheck(SqliteVerdict.Unknown, "This machine has no SQLite library. Install the package libsqlite3-0 (Debian) or sqlite-libs (Fedora)."));

    private static SqliteCheck Check(SqliteLibrary library, string path, CancellationToken cancellationToken)
    {
        var opened = library.Open(path, writable: false, out var connection);
        try
        {
            if (opened != SqliteLibrary.Ok)
            {
                return new SqliteCheck(SqliteVerdict.Unknown, $"'{path}' cannot be opened: {library.Message(connection)}. May this account read it?");
            }

            library.Wait(connection, WaitForWriterMs);
            using var stop = cancellationToken.UnsafeRegister(_ => library.Interrupt(connection), null);
            var rows = new List<string>();
            var code = library.Query(connection, "PRAGMA quick_check(3)", rows);
            cancellationToken.ThrowIfCancellationRequested();
            return code switch
            {
                SqliteLibrary.Ok when rows is ["ok"] => new SqliteCheck(SqliteVerdict.Whole, "quick_check: ok"),
                SqliteLibrary.Ok => Damaged(path, string.Join("; ", rows)),
                SqliteLibrary.Corrupt or SqliteLibrary.NotADatabase => Damaged(path, library.Message(connection)),
                SqliteLibrary.Busy or SqliteLibrary.Locked => new SqliteCheck(SqliteVerdict.Unknown, $"'{path}' was locked by a writer for {WaitForWriterMs / 1000} s. Ask again later; if it stays so, look for a transaction that is never ended."),
                _ => new SqliteCheck(SqliteVerdict.Unknown, $"'{path}' cannot be checked: {library.Message(connection)}"),
            };
        }
        finally
        {
            library.Close(connection);
        }
    }

    private static SqliteCheck Damaged(string path, string what) =>
        new(SqliteVerdict.Damaged, $"'{path}' is damaged: {what}. Stop what writes to it, keep a copy, and restore the newest whole backup.");
}
