using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>What is judged again.</summary>
public sealed record ReplayOptions
{
    /// <summary>Names of servers, wildcards understood; all when empty.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The inventory whose rules are tried; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Where history is kept; what the inventory says when null.</summary>
    public string? History { get; init; }

    /// <summary>From when on.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Up to when; now when null.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>What would have been sent.</summary>
public sealed record McpReplay
{
    /// <summary>From when on.</summary>
    public required DateTime From { get; init; }

    /// <summary>Up to when.</summary>
    public required DateTime To { get; init; }

    /// <summary>How many samples were judged.</summary>
    public long Samples { get; init; }

    /// <summary>How many alerts would have fired.</summary>
    public int Alerts { get; init; }

    /// <summary>How many messages would have been sent, over all channels.</summary>
    public int Messages { get; init; }

    /// <summary>How many alerts did fire in that time, as far as is remembered.</summary>
    public int AlertsThen { get; init; }

    /// <summary>In one sentence.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>What would have happened, in its order.</summary>
    public IReadOnlyList<McpWatchRecord> Events { get; init => field = Readable.List(value); } = Readable.List<McpWatchRecord>([]);
}

/// <summary>Judges history again by the rules as they are now: the same functions as the watch, and nothing is sent or written.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class WatchReplay(EngineContext context, ServerPaths? paths = null)
{
    private const int MostEvents = 10_000;
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Runs it.</summary>
    /// <param name="options">What is judged.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="McpOpsException">What is wrong with history or inventory.</exception>
    public async Task<McpReplay> RunAsync(ReplayOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var set = await new ServerCatalog(context, _paths).FindAsync(new ServerQuery { Names = options.Names, ConfigPath = options.ConfigPath }, cancellationToken);
        var plan = WatchPlan.Of(set.Fleet, set.Servers);
        await using var store = HistoryStores.Open(options.History, plan.Fleet.History, _paths);
        var to = options.Until ?? context.Time.GetUtcNow();
        var past = (await store.ReadStateAsync(cancellationToken)) is var remembered
            ? remembered.Past.All.Count(alert => alert.SinceMoment >= options.Since && alert.SinceMoment <= to) + AlertList.Active(remembered, to).Count(alert => alert.SinceMoment >= options.Since)
            : 0;
        var samples = new List<McpSample>();
        foreach (var server in plan.Servers)
        {
            await foreach (var sample in store.ReadAsync(server.Name, options.Since - Before(server), to, cancellationToken))
            {
                samples.Add(sample);
            }
        }

        return Judge(plan, samples, options.Since, to, past, cancellationToken);
    }

    // What rules and objectives look back over at the first sample that is judged.
    private static TimeSpan Before(WatchedServer server) => server.Server.Targets.Any(target => target.Alert) && Burn.Longest > server.Window ? Burn.Longest : server.Window;

    /// <summary>Judges samples; a pure function.</summary>
    internal static McpReplay Judge(WatchPlan plan, IEnumerable<McpSample> samples, DateTimeOffset from, DateTimeOffset to, int then, CancellationToken cancellationToken)
    {
        var state = new WatchState();
        var recent = new Dictionary<string, List<McpSample>>(StringComparer.Ordinal);
        var burns = plan.Servers.ToDictionary(server => server.Name, server => new ObjectiveBurns.Known(server), StringComparer.Ordinal);
        var (events, count, messages) = (new List<AlertEvent>(), 0L, 0);
        foreach (var taken in samples.OrderBy(sample => sample.Slot))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (plan.Find(taken.Server) is not { } server)
            {
                continue;
            }

            // Windows are as they are now, like rules.
            var sample = SampleMarks.Of(plan, taken);
            burns[server.Name].Add([sample]);

            var own = recent.TryGetValue(server.Name, out var known) ? known : recent[server.Name] = [];
            own.Add(sample);
            own.RemoveRange(0, Math.Max(0, Math.Min(own.Count - 1, own.FindIndex(one => one.Slot > sample.Slot - server.Window))));
            if (sample.Slot < from)
            {
                continue;
            }

            count++;
            var happened = WatchJudge.Judge(plan, state, server, own, burns[server.Name].Observe(server, sample), sample.Slot).Concat(WatchJudge.Release(plan, state, sample.Slot)).ToList();
            var dispatcher = new Dispatcher(plan.Fleet, state, sample.Slot);
            dispatcher.Dispatch(happened);
            Reminders.Dispatch(plan.Fleet, state, dispatcher, sample.Slot);
            messages += Deliver(state, plan.Fleet, sample.Slot);
            events.AddRange(happened);
            state.Saved(state.Sequence + 1);
        }

        messages += Deliver(state, plan.Fleet, to + OutboxSchedule.Expiry);
        var alerts = events.Count(one => one.Kind is AlertEventKind.Fired or AlertEventKind.FlappingStarted);
        return new McpReplay
        {
            From = from.LocalDateTime,
            To = to.LocalDateTime,
            Samples = count,
            Alerts = alerts,
            Messages = messages,
            AlertsThen = then,
            Message = $"With the rules as they are now, {alerts} {(alerts == 1 ? "alert" : "alerts")} in {messages} {(messages == 1 ? "message" : "messages")} would have been sent; {then} {(then == 1 ? "was" : "were")} raised then.",
            Events = [.. events.Take(MostEvents).Select(McpWatchRecord.Of)],
        };
    }

    // As if every channel took every message at once.
    private static int Deliver(WatchState state, McpFleet fleet, DateTimeOffset now)
    {
        var count = 0;
        for (var due = OutboxSchedule.Due(state, now); due.Count > 0; due = OutboxSchedule.Due(state, now))
        {
            foreach (var entry in due)
            {
                var message = new AlertMessage { Id = entry.Id, Kind = entry.Kind, Title = "", DedupKey = entry.DedupKey };
                OutboxLedger.Note(state, fleet, entry, message, SendResult.Sent, now);
                count++;
            }
        }

        return count;
    }
}
