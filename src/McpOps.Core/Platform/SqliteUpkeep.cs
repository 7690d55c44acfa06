namespace McpOps.Platform;

/// <summary>Runs what SQLite advises from time to time, beside whoever writes.</summary>
internal static class SqliteUpkeep
{
    private const int WaitForWriterMs = 5000;

    /// <summary>Runs a statement, such as <c>PRAGMA optimize</c>.</summary>
    /// <returns>The first column of its rows, and what went wrong; null when nothing did.</returns>
    public static Task<(IReadOnlyList<string> Rows, string? Problem)> RunAsync(string path, string sql, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () =>
        {
            if (!File.Exists(path))
            {
                return ([], $"There is no file '{path}'.");
            }

            if (SqliteLibrary.Load() is not { } library)
            {
                return ([], "This machine has no SQLite library. Install the package libsqlite3-0 (Debian) or sqlite-libs (Fedora).");
            }

            var opened = library.Open(path, writable: true, out var connection);
            try
            {
                library.Wait(connection, WaitForWriterMs);
                using var stop = cancellationToken.UnsafeRegister(_ => library.Interrupt(connection), null);
                var rows = new List<string>();
                var code = opened == SqliteLibrary.Ok ? library.Query(connection, sql, rows) : opened;
                cancellationToken.ThrowIfCancellationRequested();
                return ((IReadOnlyList<string>)rows, code == SqliteLibrary.Ok ? null : library.Message(connection));
            }
            finally
            {
                library.Close(connection);
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
