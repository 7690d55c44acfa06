using System.Runtime.CompilerServices;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>What was it like? Figures of servers over time, from the history.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class MetricReader(EngineContext context, ServerPaths? paths = null)
{
    private const int MostStretches = 100_000;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Reads figures, by server, name, statistic and time.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException">UnknownStatistic, MetricNotFound, NoHistory, TooManyWindows, or what is wrong with history or inventory.</exception>
    public async IAsyncEnumerable<McpMetric> ReadAsync(MetricQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var statistics = query.Statistics.Count > 0 ? query.Statistics : ["mean"];
        Check(statistics);
        var set = await new ServerCatalog(context, _paths).LoadAsync(new ServerQuery { ConfigPath = query.ConfigPath }, cancellationToken);
        await using var store = HistoryStores.Open(query.History, set.Fleet.History, _paths);
        var to = query.Until ?? context.Time.GetUtcNow();
        var from = query.Since ?? to - Day;
        if (query is { Since: null, Window: { } length } && length >= TimeSpan.FromMinutes(5))
        {
            // Nobody said when: then the stretches begin where clocks do, and roll-ups fit them.
            from = new DateTimeOffset(from.Ticks - (from.UtcTicks % length.Ticks), from.Offset);
        }

        if (query.Window is { } window && (to - from) / window > MostStretches)
        {
            throw new McpOpsException("TooManyWindows", McpErrorCategory.InvalidArgument, $"A window of {Spans.Text(window)} gives more than {MostStretches} values from {MessageText.Time(from)} on. Take a longer one, or a shorter time.");
        }

        var pace = await WatchRuns.PaceAsync(store, set.Fleet, cancellationToken);
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var server in (await store.ServersAsync(cancellationToken)).Where(server => Names.Fit(query.Servers, server)))
        {
            var known = await MetricsAsync(store, server, to, cancellationToken);

            // What is called by its name may have been measured at the beginning of the time only.
            foreach (var metric in MetricNames.Meant(query.Metrics, known).Concat(query.Metrics.Where(name => !Wildcard.IsPattern(name))).Distinct(StringComparer.Ordinal))
            {
                var every = set.Servers.FirstOrDefault(one => one.Name == server)?.Every ?? pace;
                var unit = set.Servers.FirstOrDefault(one => one.Name == server)?.Metrics.FirstOrDefault(one => one.Name == metric)?.Unit ?? MetricUnits.Of(metric);
                var stretches = await new StretchReader(store).ReadAsync(server, metric, from, to, query.Window, cancellationToken);
                if (!known.Contains(metric, StringComparer.Ordinal) && stretches.All(stretch => stretch.Count == 0))
                {
                    continue;
                }

                found.UnionWith([server, metric, metric.Split(':')[0]]);
                foreach (var value in stretches.SelectMany(stretch => statistics.Select(statistic => Of(server, metric, unit, statistic, every, stretch))))
                {
                    yield return value;
                }
            }
        }

        var meant = set.Servers.Where(server => Names.Fit(query.Servers, server.Name)).ToList();
        if (found.Count == 0)
        {
            throw await NotFoundAsync(store, query, meant, cancellationToken);
        }

        // Where some of what was named is there, the rest is not silently left out.
        foreach (var name in query.Servers.Concat(query.Metrics).Where(name => !Wildcard.IsPattern(name) && !found.Contains(name)))
        {
            context.Warn("MetricNotFound", (query.Metrics.Contains(name) ? MetricNames.Unseen(meant, name) : null) ?? $"The history has nothing of '{name}' in that time.", name);
        }
    }

    private McpMetric Of(string server, string metric, string? unit, string statistic, TimeSpan every, Stretch stretch) => new()
    {
        Server = server,
        Host = context.Host,
        Name = metric,
        Unit = unit,
        From = stretch.From.LocalDateTime,
        To = stretch.To.LocalDateTime,
        Statistic = statistic,
        Value = stretch.Of(statistic) is { } value ? Math.Round(value, 4) : null,
        Samples = stretch.Count,
        Expected = (long)Math.Floor((stretch.To - stretch.From) / every),
    };

    private static async Task<IReadOnlyList<string>> MetricsAsync(IHistoryStore store, string server, DateTimeOffset before, CancellationToken cancellationToken) =>
        [.. (await store.MetricsAsync(server, before, cancellationToken)).Where(MetricNames.IsMeasured).Append(MetricNames.Success).Order(StringComparer.Ordinal)];

    private static void Check(IEnumerable<string> statistics)
    {
        if (statistics.FirstOrDefault(statistic => !McpRule.Statistics.Contains(statistic, StringComparer.Ordinal)) is { } unknown)
        {
            throw new McpOpsException("UnknownStatistic", McpErrorCategory.InvalidArgument, $"There is no statistic '{unknown}'. There are: {string.Join(", ", McpRule.Statistics)}.", unknown);
        }
    }

    private static async Task<McpOpsException> NotFoundAsync(IHistoryStore store, MetricQuery query, IReadOnlyList<McpServer> meant, CancellationToken cancellationToken)
    {
        var servers = await store.ServersAsync(cancellationToken);
        if (servers.Count == 0)
        {
            return new McpOpsException("NoHistory", McpErrorCategory.ObjectNotFound, $"There is no history in {store.Description} yet. Begin one with 'mcpops watch' (Watch-McpHealth), once or on and on.", store.Description);
        }

        if (!servers.Any(server => Names.Fit(query.Servers, server)))
        {
            return new McpOpsException("MetricNotFound", McpErrorCategory.ObjectNotFound, $"The history has nothing of '{query.Servers[0]}'.{NearestName.Hint(query.Servers[0], servers)} It has: {string.Join(", ", servers.Take(20))}.", query.Servers[0]);
        }

        if (MetricNames.Unseen(meant, query.Metrics[0]) is { } why)
        {
            return new McpOpsException("MetricNotFound", McpErrorCategory.ObjectNotFound, why, query.Metrics[0]);
        }

        var known = await MetricsAsync(store, servers.First(server => Names.Fit(query.Servers, server)), query.Until ?? DateTimeOffset.MaxValue, cancellationToken);
        return new McpOpsException("MetricNotFound", McpErrorCategory.ObjectNotFound, $"The history has no metric '{query.Metrics[0]}'.{NearestName.Hint(query.Metrics[0], known)} It has: {string.Join(", ", known)}.", query.Metrics[0]);
    }
}
