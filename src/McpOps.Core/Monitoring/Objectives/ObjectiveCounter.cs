using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Counts what was good and bad under an objective.</summary>
internal static class ObjectiveCounter
{
    /// <summary>How the objectives of a server stand, each over its own window.</summary>
    public static Task<IReadOnlyList<McpObjective>> JudgeAsync(IHistoryStore store, WatchedServer server, DateTimeOffset now, CancellationToken cancellationToken) =>
        JudgeAsync(store, server.Server, server.Server.Targets, target => now - target.Window, now, server.Every, cancellationToken);

    /// <summary>How objectives of a server stand.</summary>
    /// <param name="store">The history.</param>
    /// <param name="server">The server.</param>
    /// <param name="targets">The objectives.</param>
    /// <param name="begin">When the window of each begins.</param>
    /// <param name="to">When all of them end.</param>
    /// <param name="every">From one sample to the next.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<McpObjective>> JudgeAsync(IHistoryStore store, McpServer server, IEnumerable<McpTarget> targets, Func<McpTarget, DateTimeOffset> begin, DateTimeOffset to, TimeSpan every, CancellationToken cancellationToken)
    {
        var (found, excluded) = (new List<McpObjective>(), new Dictionary<DateTimeOffset, long>());
        foreach (var target in targets)
        {
            // What maintenance left out is the same for all objectives of a window.
            var from = begin(target);
            if (!excluded.TryGetValue(from, out var left))
            {
                excluded[from] = left = (await new StretchReader(store).ReadAsync(server.Name, MetricNames.Maintenance, from, to, window: null, cancellationToken))[0].Count;
            }

            found.Add(ObjectiveJudge.Judge(server, target, await CountAsync(store, server.Name, target, from, to, every, cancellationToken) with { Excluded = left }));
        }

        return found;
    }

    /// <summary>Counts, but for what maintenance left out.</summary>
    /// <param name="store">The history.</param>
    /// <param name="server">The server's name.</param>
    /// <param name="target">The objective.</param>
    /// <param name="from">The beginning of the window.</param>
    /// <param name="to">Its end.</param>
    /// <param name="every">From one sample to the next.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<ObjectiveCounts> CountAsync(IHistoryStore store, string server, McpTarget target, DateTimeOffset from, DateTimeOffset to, TimeSpan every, CancellationToken cancellationToken)
    {
        var recent = to - Burn.Longest;
        var isSuccess = target.Metric is MetricNames.Success;

        // Success is 100 or 0, so that roll-ups say exactly how often it was which; of other figures they do not know which values were good.
        var series = await store.ReadSeriesAsync(server, target.Metric, isSuccess || from > recent ? recent : from, to, cancellationToken);
        var bad = Enumerable.Range(0, series.Slots.Count).Where(index => !IsGood(target, series.Values[index])).Select(index => series.Slots[index]).ToList();
        var (all, badInWindow, looks) = isSuccess ? await SuccessAsync(store, server, from, to, every, cancellationToken)
            : (series.Slots.Count(IsWithin), bad.Count(IsWithin), Looks(series.Slots.Where(IsWithin)));
        return new ObjectiveCounts(from, to, every, all - badInWindow, badInWindow, bad) { Repeated = all - looks };

        // As they are counted in any stretch.
        long Looks(IEnumerable<long> slots)
        {
            var stretch = new Stretch(from, to);
            foreach (var slot in slots)
            {
                stretch.Add(slot, 0, Stretch.SoonerThan(every));
            }

            return stretch.Looks;
        }

        // The end belongs to the time after it, as everywhere.
        bool IsWithin(long slot) => slot >= from.ToUnixTimeSeconds() && slot < to.ToUnixTimeSeconds();
    }

    private static async Task<(long All, long Bad, long Looks)> SuccessAsync(IHistoryStore store, string server, DateTimeOffset from, DateTimeOffset to, TimeSpan every, CancellationToken cancellationToken)
    {
        var stretch = (await new StretchReader(store, every).ReadAsync(server, MetricNames.Success, from, to, window: null, cancellationToken))[0];
        return (stretch.Count, stretch.Count - (long)Math.Round((stretch.Of("sum") ?? 0) / 100), stretch.Looks);
    }

    /// <summary>Whether a value is good.</summary>
    public static bool IsGood(McpTarget target, double value) => target.Below is { } below ? value <= below : value >= (target.Above ?? 100);
}
