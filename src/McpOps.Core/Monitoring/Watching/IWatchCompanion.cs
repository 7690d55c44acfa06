namespace McpOps.Monitoring;

/// <summary>Works beside a watch on what it finds, in a room that the watch does not know: the recovery of servers.</summary>
internal interface IWatchCompanion
{
    /// <summary>Whether an inventory asks for it; no other pays for it.</summary>
    bool IsAskedFor(WatchPlan plan);

    /// <summary>Begins what is due, and does not wait for its end.</summary>
    /// <param name="seen">What the watch knows now.</param>
    /// <param name="say">Where what comes of it goes: to whoever reads the watch's records, and to the channels.</param>
    /// <param name="cancellationToken">Ends what was begun.</param>
    Task BeginAsync(WatchView seen, Func<CompanionWord, Task> say, CancellationToken cancellationToken);

    /// <summary>Waits for the end of what was begun.</summary>
    Task EndAsync();
}

/// <summary>What the watch knows of the servers, for who works beside it.</summary>
/// <param name="Plan">The inventory.</param>
/// <param name="History">Where history is kept, as the caller said; null for the inventory's.</param>
/// <param name="Alerts">The rules about probes of which something is remembered, by their servers.</param>
/// <param name="HealthySince">Since when servers work, of those that do.</param>
internal sealed record WatchView(WatchPlan Plan, string? History, IReadOnlyDictionary<string, RuleState> Alerts, IReadOnlyDictionary<string, DateTimeOffset> HealthySince)
{
    public static WatchView Of(WatchPlan plan, string? history, WatchState state) => new(
        plan, history,
        state.Rules.All.Where(rule => rule.Rule is Observations.Health).ToDictionary(rule => rule.Server, StringComparer.Ordinal),
        state.Servers.All.Where(server => server.Works || server.Status is Probing.HealthStatus.Healthy or Probing.HealthStatus.Degraded).ToDictionary(server => server.Server, server => server.WorksSince ?? server.Since, StringComparer.Ordinal));
}

/// <summary>Something that a companion has to say.</summary>
/// <param name="Server">The server.</param>
/// <param name="Rule">What it is about, such as <c>recover</c>.</param>
/// <param name="Outcome">A word for what came of it, such as <c>Restarted</c>.</param>
/// <param name="Message">A sentence.</param>
/// <param name="Tell">True when the channels are told.</param>
internal sealed record CompanionWord(string Server, string Rule, string Outcome, string Message, bool Tell);
