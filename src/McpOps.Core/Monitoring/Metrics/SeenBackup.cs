using System.Collections.Concurrent;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>What the history knows of backups that are no longer where they were: only where there is one does a sample have the age of the newest.</summary>
internal static class SeenBackup
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(90);

    // Older than that, the newest that is left is told of by its age.
    private static readonly TimeSpan Lately = TimeSpan.FromDays(2);
    private static readonly TimeSpan ReadAgain = TimeSpan.FromMinutes(30);
    private static readonly ConcurrentDictionary<(string History, string Server), (DateTimeOffset? Newest, DateTimeOffset At)> Known = new();

    /// <summary>When the newest backup of a server that the watch saw lately had been made; null where it saw none. A watch that goes on reads its history for that now and then, and not at each look.</summary>
    public static async Task<DateTimeOffset?> NewestAsync(McpServer server, TimeProvider time, CancellationToken cancellationToken)
    {
        var (key, now) = ((server.History.Store ?? "", server.Name), time.GetUtcNow());
        if (Known.TryGetValue(key, out var known) && (now - known.At).Duration() < ReadAgain)
        {
            return known.Newest;
        }

        try
        {
            await using var store = HistoryStores.Open(null, server.History, ServerPaths.FromProcess());
            var ages = await store.ReadSeriesAsync(server.Name, "backup", now - Lately, now, cancellationToken);
            DateTimeOffset? newest = ages.Slots.Count == 0 ? null
                : ages.Slots.Zip(ages.Values, (slot, days) => DateTimeOffset.FromUnixTimeSeconds(slot) - TimeSpan.FromDays(days)).Max();
            Known[key] = (newest, now);
            return newest;
        }
        catch (McpOpsException)
        {
            return null;
        }
    }

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
