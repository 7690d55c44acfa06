using System.Collections.Concurrent;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Knows when the newest backups that the watch saw lately had been made: from the history, and from what it was shown since. A watch that goes on reads its history for that now and then, and not at each look.</summary>
/// <param name="time">The clock.</param>
internal sealed class NewestBackups(TimeProvider time)
{
    // Older than that, the newest that is left is told of by its age.
    private static readonly TimeSpan Lately = TimeSpan.FromDays(2);
    private static readonly TimeSpan ReadAgain = TimeSpan.FromMinutes(30);
    private readonly ConcurrentDictionary<(string History, string Server), (DateTimeOffset? Newest, DateTimeOffset At)> _known = new();

    /// <summary>When the newest one of a server had been made; null where there is no history.</summary>
    /// <param name="server">The server.</param>
    /// <param name="made">When the newest that there is now was made.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<DateTimeOffset?> OfAsync(McpServer server, DateTimeOffset made, CancellationToken cancellationToken)
    {
        var (key, now) = ((server.History.Store ?? "", server.Name), time.GetUtcNow());
        if (_known.TryGetValue(key, out var known) && (now - known.At).Duration() < ReadAgain)
        {
            _known[key] = known with { Newest = Later(known.Newest, made) };
            return _known[key].Newest;
        }

        try
        {
            await using var store = HistoryStores.Open(null, server.History, ServerPaths.FromProcess());
            var ages = await store.ReadSeriesAsync(server.Name, "backup", now - Lately, now, cancellationToken);
            DateTimeOffset? newest = ages.Slots.Count == 0 ? null
                : ages.Slots.Zip(ages.Values, (slot, days) => DateTimeOffset.FromUnixTimeSeconds(slot) - TimeSpan.FromDays(days)).Max();
            _known[key] = (Later(newest, made), now);
            return _known[key].Newest;
        }
        catch (McpOpsException)
        {
            return null;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;
}
