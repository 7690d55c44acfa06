using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>What the history knows of backups that are no longer where they were: only where there is one does a sample have the age of the newest.</summary>
internal static class SeenBackup
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(90);

    /// <summary>When the watch saw a backup of a server last; null where it saw none, or where there is no history.</summary>
    public static async Task<DateTimeOffset?> AtAsync(McpServer server, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await using var store = HistoryStores.Open(null, server.History, ServerPaths.FromProcess());
            var now = time.GetUtcNow();
            var ages = await store.ReadSeriesAsync(server.Name, "backup", now - Window, now, cancellationToken);
            return ages.Slots.Count == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(ages.Slots[^1]);
        }
        catch (McpOpsException)
        {
            return null;
        }
    }
}
