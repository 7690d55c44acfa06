using System.Collections.Concurrent;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Knows from the history when the newest backups that the watch saw lately had been made. A watch that goes on reads its history for that now and then, and not at each look.</summary>
/// <param name="time">The clock.</param>
internal sealed class NewestBackups(TimeProvider time)
{
    // Older than that, the newest that is left is told of by its age.
    private static readonly TimeSpan Lately = TimeSpan.FromDays(2);
    private static readonly TimeSpan ReadAgain = TimeSpan.FromMinutes(30);
    private readonly ConcurrentDictionary<(string History, string Server), (DateTimeOffset? Newest, DateTimeOffset At)> _known = new();

    /// <summary>When the newest one of a server had been made; null where none was seen, or where there is no history.</summary>
    public async Task<DateTimeOffset?> OfAsync(McpServer server, CancellationToken cancellationToken)
    {
        var (key, now) = ((server.History.Store ?? "", server.Name), time.GetUtcNow());
        if (_known.TryGetValue(key, out var known) && (now - known.At).Duration() < ReadAgain)
        {
            return known.Newest;
        }

        try
        {
            await using var store = HistoryStores.Open(null, server.History, ServerPaths.FromProcess());
            var ages = await store.ReadSeriesAsync(server.Name, "backup", now - Lately, now, cancellationToken);
            DateTimeOffset? newest = ages.Slots.Count == 0 ? null
                : ages.Slots.Zip(ages.Values, (slot, days) => DateTimeOffset.FromUnixTimeSeconds(slot) - TimeSpan.FromDays(days)).Max();
            _known[key] = (newest, now);
            return newest;
        }
        catch (McpOpsException)
        {
            return null;
        }
    }
}
