using System.Runtime.CompilerServices;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Does it do what it is to do? Objectives of servers, computed from the history.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class ObjectiveReader(EngineContext context, ServerPaths? paths = null)
{
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Judges the objectives (<c>slo</c>) of the inventory's servers.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException">ServerNotFound, NoObjectives, ObjectiveNotFound, UnknownMetric, or what is wrong with history or inventory.</exception>
    public async IAsyncEnumerable<McpObjective> ReadAsync(ObjectiveQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var set = await new ServerCatalog(context, _paths).LoadAsync(new ServerQuery { ConfigPath = query.ConfigPath }, cancellationToken);
        var servers = query.Servers.Count == 0 ? set.Servers : [.. query.Servers.SelectMany(set.Select).Distinct()];
        var wanted = servers.Select(server => (Server: server, Targets: server.Targets.Where(target => Names.Fit(query.Objectives, target.Name)).ToList())).Where(one => one.Targets.Count > 0).ToList();
        if (wanted.Count == 0)
        {
            throw Missing(query, servers);
        }

        await using var store = HistoryStores.Open(query.History, set.Fleet.History, _paths);
        var to = query.Until ?? context.Time.GetUtcNow();
        var every = await WatchRuns.PaceAsync(store, set.Fleet, cancellationToken);
        foreach (var (server, targets) in wanted)
        {
            MetricNames.Check(server);
            foreach (var objective in await ObjectiveCounter.JudgeAsync(store, server, targets, target => to - (query.Window ?? target.Window), to, server.Every ?? every, cancellationToken))
            {
                yield return objective with { Host = context.Host };
            }
        }
    }

    private static McpOpsException Missing(ObjectiveQuery query, IReadOnlyList<McpServer> servers)
    {
        var known = servers.SelectMany(server => server.Targets).Select(target => target.Name).Distinct(StringComparer.Ordinal).ToList();
        return known.Count == 0
            ? new McpOpsException("NoObjectives", McpErrorCategory.ObjectNotFound,
                """The inventory names no objectives here. Write them at the server, such as "slo": { "availability": { "target": 99.5, "window": "30d" } }.""")
            : new McpOpsException("ObjectiveNotFound", McpErrorCategory.ObjectNotFound,
                $"There is no objective '{query.Objectives[0]}'.{NearestName.Hint(query.Objectives[0], known)} There are: {string.Join(", ", known)}.", query.Objectives[0]);
    }
}
