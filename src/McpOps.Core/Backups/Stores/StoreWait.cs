namespace McpOps.Backups.Stores;

/// <summary>Waits for the lock of a server's backups while another holds it.</summary>
internal static class StoreWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes the lock, and asks for it again until the time is over.</summary>
    /// <exception cref="McpOpsException"><c>StoreLocked</c>: another still holds it.</exception>
    public static async Task<IAsyncDisposable> LockAsync(this IBackupStore store, string server, string purpose, TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var started = time.GetTimestamp(); ; await Task.Delay(Pause, time, cancellationToken))
        {
            try
            {
                return await store.LockAsync(server, purpose, cancellationToken);
            }
            catch (McpOpsException exception) when (exception.ErrorId is "StoreLocked" && time.GetElapsedTime(started) < wait)
            {
                // Whoever holds it lets go of it in the end.
            }
            catch (McpOpsException exception) when (exception.ErrorId is "StoreLocked")
            {
                throw new McpOpsException("StoreLocked", exception.Category, $"{Sentences.Ended(exception.Message)} Or give it time to wait: --lock-wait 10m (-LockWait 10m).", exception.Target, exception);
            }
        }
    }
}
