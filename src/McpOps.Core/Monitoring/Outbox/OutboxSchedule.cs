namespace McpOps.Monitoring;

/// <summary>Which message is next, and when one that failed is tried again. Pure functions.</summary>
internal static class OutboxSchedule
{
    /// <summary>What is not delivered after this is a dead letter.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromHours(24);

    /// <summary>A channel that has failed for this long is told of on another.</summary>
    public static readonly TimeSpan FailingFor = TimeSpan.FromMinutes(10);

    /// <summary>The name under which it is kept until when a channel wants to be left alone.</summary>
    public static string PauseOf(string channel) => $"pause {channel}";

    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The oldest message of each channel, where it is due: the order of a channel is kept, and one that hangs delays no other.</summary>
    public static IReadOnlyList<OutboxEntry> Due(WatchState state, DateTimeOffset now) =>
    [
        .. state.Outbox.All.Where(entry => !entry.Dead && entry.NotBefore <= now).GroupBy(entry => entry.Channel, StringComparer.Ordinal)
            .Select(queue => queue.OrderBy(entry => entry.CreatedAt).ThenBy(entry => entry.Id, StringComparer.Ordinal).First())
            .Where(entry => !(entry.LeaseUntil > now) && !(state.Runs.Find(PauseOf(entry.Channel))?.At > now)),
    ];

    /// <summary>When something is due next; null when nothing waits.</summary>
    public static DateTimeOffset? Next(WatchState state)
    {
        DateTimeOffset? next = null;
        foreach (var entry in state.Outbox.All.Where(entry => !entry.Dead))
        {
            var at = entry.LeaseUntil is { } lease && lease > entry.NotBefore ? lease : entry.NotBefore;
            at = state.Runs.Find(PauseOf(entry.Channel))?.At is { } pause && pause > at ? pause : at;
            next = next is null || at < next ? at : next;
        }

        return next;
    }

    /// <summary>How long to wait after a number of tries: 5 s, doubled up to 5 min, with up to a quarter more so that not all come at once.</summary>
    public static TimeSpan Pause(int attempts, string id)
    {
        var pause = TimeSpan.FromTicks((long)Math.Min(Longest.Ticks, First.Ticks * Math.Pow(2, Math.Min(20, attempts - 1))));
        return pause + (pause * 0.25 * ((StableHash.Of(id + attempts) % 1000) / 1000.0));
    }
}
