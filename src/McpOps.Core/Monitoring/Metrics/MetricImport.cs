using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>What is imported.</summary>
public sealed record MetricImportOptions
{
    /// <summary>Files of JSON: objects with a time and numbers, as monitors write them.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The server that the figures are of; what each object names when null.</summary>
    public string? Server { get; init; }

    /// <summary>The inventory; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Where history is kept; what the inventory says when null.</summary>
    public string? History { get; init; }
}

/// <summary>What an import came to.</summary>
public sealed record McpMetricImport
{
    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>The names of its figures.</summary>
    public IReadOnlyList<string> Metrics { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>How many samples were added.</summary>
    public int Samples { get; init; }

    /// <summary>How many were left out, because the history has one of that second already.</summary>
    public int Known { get; init; }

    /// <summary>The time of the first.</summary>
    public DateTime From { get; init; }

    /// <summary>The time of the last.</summary>
    public DateTime To { get; init; }
}

/// <summary>Takes figures into the history that another monitor has written. They say nothing of how a server was, so alerts and availability do not count them.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class MetricImport(EngineContext context, ServerPaths? paths = null)
{
    private const int Batch = 5000;
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Imports.</summary>
    /// <param name="options">What.</param>
    /// <param name="cancellationToken">Ends it; what was imported stays, and is left out the next time.</param>
    /// <returns>A record for each server.</returns>
    /// <exception cref="McpOpsException">HistoryNotFound, HistoryUnreadable, HistoryEmpty, MetricServerMissing, or what is wrong with history or inventory.</exception>
    public async Task<IReadOnlyList<McpMetricImport>> RunAsync(MetricImportOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var set = await new ServerCatalog(context, _paths).LoadAsync(new ServerQuery { ConfigPath = options.ConfigPath }, cancellationToken);
        await using var store = HistoryStores.Open(options.History, set.Fleet.History, _paths);
        var found = new SortedDictionary<string, SortedDictionary<long, Dictionary<string, double>>>(StringComparer.Ordinal);
        foreach (var path in options.Paths)
        {
            await foreach (var figure in new TimedFigureReader(context).ReadAsync(path, cancellationToken))
            {
                var server = options.Server ?? figure.Server ?? throw new McpOpsException("MetricServerMissing", McpErrorCategory.InvalidArgument, $"'{path}' does not say which server its figures are of. Name it with --server (-Server).", path);
                var slots = found.TryGetValue(server, out var known) ? known : found[server] = [];
                var slot = figure.At.ToUnixTimeSeconds();
                (slots.TryGetValue(slot, out var figures) ? figures : slots[slot] = new Dictionary<string, double>(StringComparer.Ordinal))[figure.Name] = figure.Value;
            }
        }

        var results = new List<McpMetricImport>();
        foreach (var (server, slots) in found)
        {
            results.Add(await TakeAsync(store, server, slots, cancellationToken));
        }

        return results;
    }

    private async Task<McpMetricImport> TakeAsync(IHistoryStore store, string server, SortedDictionary<long, Dictionary<string, double>> slots, CancellationToken cancellationToken)
    {
        var (from, to) = (DateTimeOffset.FromUnixTimeSeconds(slots.Keys.First()), DateTimeOffset.FromUnixTimeSeconds(slots.Keys.Last()));
        var known = new HashSet<long>();
        await foreach (var sample in store.ReadAsync(server, from, to, cancellationToken))
        {
            known.Add(sample.Slot.ToUnixTimeSeconds());
        }

        var fresh = slots.Where(slot => !known.Contains(slot.Key)).ToList();
        foreach (var batch in fresh.Chunk(Batch))
        {
            await using var turn = await store.BeginAsync(cancellationToken);
            await turn.AppendAsync([.. batch.Select(slot => new McpSample { Server = server, Slot = DateTimeOffset.FromUnixTimeSeconds(slot.Key), Status = HealthStatus.Unknown, Verdict = "", Values = slot.Value })], cancellationToken);
            await turn.CommitAsync(context.Time.GetUtcNow(), cancellationToken);
        }

        return new McpMetricImport
        {
            Server = server,
            Metrics = [.. slots.Values.SelectMany(figures => figures.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Samples = fresh.Count,
            Known = slots.Count - fresh.Count,
            From = from.LocalDateTime,
            To = to.LocalDateTime,
        };
    }
}
