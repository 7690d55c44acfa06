using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Shows alerts, and acknowledges them.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class AlertDesk(EngineContext context, ServerPaths? paths = null)
{
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>The alerts that are meant, the oldest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException">HistoryNotReadable or HistoryNewer, or what is wrong with the inventory.</exception>
    public async Task<IReadOnlyList<McpAlert>> FindAsync(AlertQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var set = await new ServerCatalog(context, _paths).LoadAsync(new ServerQuery { ConfigPath = query.ConfigPath }, cancellationToken);
        var (fleet, servers) = (set.Fleet, set.Servers);
        await using var store = HistoryStores.Open(query.History, fleet.History, _paths);
        var (state, now) = (await store.ReadStateAsync(cancellationToken), context.Time.GetUtcNow());
        WatchRuns.WarnOfSilence(context, state.Runs.Find(WatchRuns.Watch), store.Description, now);
        foreach (var name in query.Servers.Where(name => !IsKnown(name, state, servers)))
        {
            context.Warn("NothingSeen", $"Neither the inventory nor the history knows a server '{name}': that it has no alert says nothing. Look at its spelling.", name);
        }

        return [.. Select(state, query, now).Select(alert => alert with { Host = context.Host })];
    }

    /// <summary>Acknowledges alerts: reminders and escalation stop until the episode is over. A dead letter is taken off the list.</summary>
    /// <param name="query">Which; those that are firing when nothing else is said.</param>
    /// <param name="by">Who; the account when null.</param>
    /// <param name="comment">What they say; null for nothing.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="McpOpsException">AlertNotFound, or what is wrong with history or inventory.</exception>
    public async Task<IReadOnlyList<McpAlert>> ConfirmAsync(AlertQuery query, string? by, string? comment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var fleet = await FleetAsync(query.ConfigPath, cancellationToken);
        await using var store = HistoryStores.Open(query.History, fleet.History, _paths);
        await using var turn = await store.BeginAsync(cancellationToken);
        var (now, who) = (context.Time.GetUtcNow(), by ?? Environment.UserName);
        var meant = Select(turn.State, query, now).Select(alert => alert.Id).ToHashSet(StringComparer.Ordinal);
        var confirmed = new List<McpAlert>();
        foreach (var rule in turn.State.Rules.All.Where(rule => rule.IsActive && meant.Contains(AlertList.IdOf(rule.Server, rule.Rule, rule.Episode))).ToList())
        {
            // What another said is not this one's word.
            var said = comment ?? (rule.AcknowledgedBy is { } before && before != who ? null : rule.Comment);
            var known = rule with { AcknowledgedAt = rule.AcknowledgedAt ?? now, AcknowledgedBy = who, Comment = said };
            turn.State.Rules.Put(known);
            confirmed.Add(AlertList.Of(known, turn.State, now) with { Host = context.Host });
        }

        // Somebody has seen that it did not arrive: it is no longer what is wrong with the watch.
        foreach (var letter in AlertList.Dead(turn.State).Where(letter => meant.Contains(letter.Id)).ToList())
        {
            turn.State.Drop(letter.Id);
            confirmed.Add(letter with { AcknowledgedAt = now.LocalDateTime, AcknowledgedBy = who, Comment = comment, Host = context.Host });
        }

        await turn.CommitAsync(now, cancellationToken);
        return confirmed.Count > 0 ? confirmed : throw new McpOpsException("AlertNotFound", McpErrorCategory.ObjectNotFound,
            $"No alert that is firing, and no dead letter, fits. 'mcpops alerts' (Get-McpAlert) lists those that there are{(query.Ids.Count > 0 ? $"; an id looks like web/health/6b0a8a63, and {query.Ids[0]} is none of them" : "")}.", query.Ids.Count > 0 ? query.Ids[0] : null);
    }

    /// <summary>Takes what servers offer now for what they should offer, where it differs. What the lock file names is accepted by an audit alone.</summary>
    /// <param name="query">Which servers.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The servers of which something was accepted, each with what changed.</returns>
    /// <exception cref="McpOpsException">LockNotReadable, or what is wrong with history or inventory.</exception>
    public async Task<IReadOnlyList<McpAcceptedServer>> AcceptAsync(AlertQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var fleet = await FleetAsync(query.ConfigPath, cancellationToken);
        await using var store = HistoryStores.Open(query.History, fleet.History, _paths);
        await using var turn = await store.BeginAsync(cancellationToken);
        var inLock = await LockedAsync(query, cancellationToken);
        foreach (var locked in inLock)
        {
            context.Warn("AcceptedInLock", $"What '{locked}' should offer stands in {ToolLock.FileName}. Accept what it offers now with 'mcpops audit {locked} --accept --reason …' (Test-McpSecurity -Accept -Reason …): the watch follows.", locked);
        }

        var known = turn.State.Servers.All.Where(server => Names.Fit(query.Servers, server.Server)).ToList();
        WarnOfUnseen(query.Servers, [.. known.Select(server => server.Server), .. inLock]);
        var accepted = known.Where(server => server.Seen is not null).Select(server => new McpAcceptedServer { Server = server.Server, Change = server.Drift, Host = context.Host }).ToList();
        if (accepted.Count == 0 && known.Count > 0)
        {
            context.Warn("NothingToAccept", "Nothing was accepted: when they were looked at last, the servers offered what was accepted before.");
        }

        foreach (var server in accepted.Select(one => one.Server))
        {
            if (ToolDrift.Accept(turn.State, server) is { } suspect)
            {
                context.Warn("AcceptedSuspect", $"Of '{server}' was accepted: {suspect}. Whoever did not mean that ends the server, and looks at it with 'mcpops audit {server} --area tools' (Test-McpSecurity {server} -Area tools).", server);
            }
        }

        await turn.CommitAsync(context.Time.GetUtcNow(), cancellationToken);
        return accepted;
    }

    private void WarnOfUnseen(IReadOnlyList<string> wanted, IReadOnlyList<string> known)
    {
        var unseen = wanted.Count == 0 ? known.Count == 0 ? ["its servers"] : [] : wanted.Where(name => !known.Any(one => Names.Fit([name], one))).ToList();
        if (unseen.Count > 0)
        {
            context.Warn("NothingSeen", $"Nothing was accepted of them: the history has seen none of {string.Join(", ", unseen)}. Look at the spelling, or look first with 'mcpops watch --once' (Watch-McpHealth -Once).");
        }
    }

    private async Task<IReadOnlyList<string>> LockedAsync(AlertQuery query, CancellationToken cancellationToken) =>
        new ServerCatalog(context, _paths).InventoryPath(query.ConfigPath) is not { } inventory ? []
            : [.. (await ToolLock.ReadAsync(ToolLock.Beside(inventory), cancellationToken)).Servers.Keys.Where(server => Names.Fit(query.Servers, server))];

    internal static IReadOnlyList<McpAlert> Select(WatchState state, AlertQuery query, DateTimeOffset now)
    {
        var all = AlertList.Active(state, now).Concat(AlertList.Pending(state, now)).Concat(AlertList.Dead(state)).Concat(state.Past.All);
        return
        [
            .. all.Where(alert => query.States.Count == 0 ? alert.State is not (AlertState.Resolved or AlertState.Pending) : query.States.Contains(alert.State, StringComparer.OrdinalIgnoreCase))
                .Where(alert => Names.Fit(query.Servers, alert.Server) && Names.Fit(query.Rules, alert.Rule) && (query.Ids.Count == 0 || query.Ids.Contains(alert.Id, StringComparer.Ordinal)))
                .OrderBy(alert => alert.Since).ThenBy(alert => alert.Id, StringComparer.Ordinal),
        ];
    }

    private static bool IsKnown(string name, WatchState state, IReadOnlyList<McpServer> servers) => servers.Select(server => server.Name)
        .Concat(state.Servers.All.Select(server => server.Server)).Concat(state.Rules.All.Select(rule => rule.Server)).Concat(state.Past.All.Select(alert => alert.Server))
        .Any(known => Names.Fit([name], known));

    private async Task<McpFleet> FleetAsync(string? configPath, CancellationToken cancellationToken) =>
        (await new ServerCatalog(context, _paths).LoadAsync(new ServerQuery { ConfigPath = configPath }, cancellationToken)).Fleet;
}
