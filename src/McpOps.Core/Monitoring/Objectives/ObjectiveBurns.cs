using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>
/// The bad slots of each objective of the watched servers, kept as samples come. At the start the last hours are read from the history, and of a server that had something bad in them the last three days:
/// a single run reads little, and no sample costs another reading.
/// </summary>
/// <param name="store">The history.</param>
internal sealed class ObjectiveBurns(IHistoryStore store)
{
    private readonly Dictionary<string, Known> _servers = new(StringComparer.Ordinal);

    /// <summary>Takes a server's newest sample, which is in the history already.</summary>
    /// <param name="server">The server.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="passed">Those of the slots that came while its probe waited.</param>
    /// <param name="cancellationToken">Ends the reading of the history.</param>
    /// <returns>What its objectives say.</returns>
    public async Task<IReadOnlyList<Observation>> AddAsync(WatchedServer server, McpSample sample, IReadOnlyList<McpSample> passed, CancellationToken cancellationToken)
    {
        if (!server.Server.Targets.Any(target => target.Alert))
        {
            return [];
        }

        if (!_servers.TryGetValue(server.Name, out var known))
        {
            known = new Known(server);
            if (await TryAddAsync(known, server, sample, Burn.LongestShort, cancellationToken))
            {
                _servers[server.Name] = known;
            }
        }

        known.Add([sample, .. passed]);
        if (!known.IsComplete && known.HasBad)
        {
            known.IsComplete = await TryAddAsync(known, server, sample, Burn.Longest, cancellationToken);
        }

        return known.Observe(server, sample);
    }

    // What could not be read is asked for again with the next sample; a slot that is taken twice is the same slot.
    private async Task<bool> TryAddAsync(Known known, WatchedServer server, McpSample sample, TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            known.Add(await store.ReadTailAsync(server.Name, sample.Slot - time, cancellationToken));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or McpOpsException or System.Data.Common.DbException)
        {
            // The keeper of turns has told it; what is not known burns nothing.
            return false;
        }
    }

    /// <summary>What is known of one server; it reads no history, so that a replay keeps it too.</summary>
    internal sealed class Known(WatchedServer server)
    {
        private readonly List<(McpTarget Target, BadSlots Bad)> _objectives = [.. server.Server.Targets.Where(target => target.Alert).Select(target => (target, new BadSlots(server.Every)))];

        /// <summary>True once the last three days were read.</summary>
        public bool IsComplete { get; set; }

        /// <summary>True when something was bad.</summary>
        public bool HasBad => _objectives.Exists(objective => !objective.Bad.IsEmpty);

        public void Add(IEnumerable<McpSample> samples)
        {
            foreach (var sample in samples)
            {
                foreach (var (target, bad) in _objectives)
                {
                    if (ObjectiveAlerts.IsBad(target, sample) is true)
                    {
                        bad.Add(sample.Slot.ToUnixTimeSeconds());
                    }
                }
            }
        }

        public IReadOnlyList<Observation> Observe(WatchedServer watched, McpSample sample) => [.. _objectives.Select(objective => ObjectiveAlerts.Observe(watched, objective.Target, objective.Bad, sample))];
    }
}
