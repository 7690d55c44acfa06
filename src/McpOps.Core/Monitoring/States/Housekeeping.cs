namespace McpOps.Monitoring;

/// <summary>Keeps the state small: what is over is forgotten after a while.</summary>
internal static class Housekeeping
{
    /// <summary>So many alerts that are over are remembered.</summary>
    public const int MostPast = 1000;

    /// <summary>For so long they are: a calendar month, told of while the next one lasts.</summary>
    public static readonly TimeSpan PastFor = TimeSpan.FromDays(62);

    private static readonly TimeSpan DeliveriesFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan CountersFor = TimeSpan.FromDays(7);
    private static readonly TimeSpan DeadFor = TimeSpan.FromDays(7);

    /// <summary>Since when all that fired is remembered, whether it is over or not.</summary>
    public static DateTimeOffset KnownSince(WatchState state, DateTimeOffset now)
    {
        var past = state.Past.All.ToList();
        var oldest = past.Count < MostPast ? now - PastFor : past.Min(alert => alert.UntilMoment ?? now);
        return oldest > now - PastFor ? oldest : now - PastFor;
    }

    /// <summary>Forgets what is old. It changes the state that it is given and nothing else.</summary>
    public static void Prune(WatchState state, DateTimeOffset now)
    {
        foreach (var old in state.Past.All.OrderByDescending(alert => alert.UntilMoment ?? now).Skip(MostPast).Concat(state.Past.All.Where(alert => alert.UntilMoment < now - PastFor)).ToList())
        {
            state.Past.Remove(old.Id);
        }

        foreach (var delivery in state.Deliveries.All.Where(delivery => delivery.Over && delivery.At < now - DeliveriesFor).ToList())
        {
            state.Deliveries.Remove(delivery.Key);
        }

        foreach (var counter in state.Counters.All.Where(counter => counter.At < now - CountersFor).ToList())
        {
            state.Counters.Remove(counter.Name);
        }

        foreach (var dead in state.Outbox.All.Where(entry => entry.Dead && entry.CreatedAt < now - DeadFor).ToList())
        {
            state.Drop(dead.Id);
        }
    }
}
