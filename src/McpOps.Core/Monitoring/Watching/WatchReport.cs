using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>How the watch is.</summary>
public sealed record McpWatchStatus : IHostRecord
{
    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>Where history is kept.</summary>
    public required string History { get; init; }

    /// <summary>When the watch ran last; null when it never did.</summary>
    public DateTime? LastRun { get; init; }

    /// <summary>How often it is to run, in seconds.</summary>
    public double? EverySeconds { get; init; }

    /// <summary>True when it never ran, or the last run is older than three of its intervals: nobody watches.</summary>
    public bool Stale { get; init; }

    /// <summary>What to do when nobody watches; empty when somebody does.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>How many servers have been seen, of those that the inventory has and does not switch off, or another host that shares the history.</summary>
    public int Servers { get; init; }

    /// <summary>Alerts that fire.</summary>
    public int Firing { get; init; }

    /// <summary>Alerts that are held or acknowledged.</summary>
    public int Quiet { get; init; }

    /// <summary>What is bad, and not often enough yet.</summary>
    public int Pending { get; init; }

    /// <summary>Messages that wait to be sent.</summary>
    public int Outbox { get; init; }

    /// <summary>How long the oldest of them has waited, in seconds.</summary>
    public double OutboxOldestSeconds { get; init; }

    /// <summary>Messages that are not tried any more.</summary>
    public int DeadLetters { get; init; }

    /// <summary>The channels whose oldest message has failed, with what they said.</summary>
    public IReadOnlyList<string> Failing { get; init => field = Readable.List(value); } = Readable.List<string>([]);
}

/// <summary>Says how the watch is, from what lies in the history: the watch itself need not be asked.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class WatchReport(EngineContext context, ServerPaths? paths = null)
{
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Reads it.</summary>
    /// <param name="query">Where inventory and history are.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<McpWatchStatus> ReadAsync(AlertQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var set = await new ServerCatalog(context, _paths).LoadAsync(new ServerQuery { ConfigPath = query.ConfigPath }, cancellationToken);
        await using var store = HistoryStores.Open(query.History, set.Fleet.History, _paths);
        var state = await store.ReadStateAsync(cancellationToken);
        var (now, run) = (context.Time.GetUtcNow(), state.Runs.Find(WatchRuns.Watch));
        var alerts = AlertList.Active(state, now).ToList();
        var waiting = state.Outbox.All.Where(entry => !entry.Dead).ToList();
        return new McpWatchStatus
        {
            Host = context.Host,
            History = store.Description,
            LastRun = run?.At.LocalDateTime,
            EverySeconds = run?.EverySeconds,
            Stale = run is null || WatchRuns.IsStale(run, now),
            Message = context.Words(WatchRuns.Silence(run, store.Description, now)),
            Servers = state.Servers.All.Count(server => set.Servers.Any(known => known.Enabled && known.Name.Equals(server.Server, StringComparison.OrdinalIgnoreCase)) || (server.Host is { } other && other != context.Host)),
            Firing = alerts.Count(alert => alert.State is AlertState.Firing or AlertState.Recovering or AlertState.Flapping),
            Quiet = alerts.Count(alert => alert.State is AlertState.Acknowledged or AlertState.Muted),
            Pending = AlertList.Pending(state, now).Count(),
            Outbox = waiting.Count,
            OutboxOldestSeconds = waiting.Count == 0 ? 0 : Math.Round((now - waiting.Min(entry => entry.CreatedAt)).TotalSeconds),
            DeadLetters = state.Outbox.All.Count(entry => entry.Dead),
            Failing = FailingChannels(state, set.Fleet, waiting),
        };
    }

    // A channel that refused its last message takes none, though nothing waits for it any more.
    private static IReadOnlyList<string> FailingChannels(WatchState state, McpFleet fleet, IReadOnlyList<OutboxEntry> waiting)
    {
        var queues = waiting.Where(entry => entry.Error.Length > 0).GroupBy(entry => entry.Channel, StringComparer.Ordinal).ToList();
        var refused = OutboxLedger.Refusing(state, fleet).Where(one => !queues.Exists(queue => queue.Key == one.Channel));
        return
        [
            .. queues.Select(queue => $"{queue.Key}: {queue.OrderBy(entry => entry.CreatedAt).First().Error}"),
            .. refused.Select(one => $"{one.Channel}: It did not take the last message that it was sent, at {one.At.LocalDateTime:yyyy-MM-dd HH:mm}. When it is mended, tell it something with 'mcpops alerts send --channel {one.Channel}' (Send-McpAlert -Channel {one.Channel})."),
        ];
    }
}
