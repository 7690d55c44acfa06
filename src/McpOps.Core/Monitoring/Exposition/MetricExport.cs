using System.Text;
using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>What is handed out of a history, and how.</summary>
public sealed record MetricExportOptions
{
    /// <summary>The formats that there are: Prometheus's text format 0.0.4 (as for node_exporter's textfile collector), OpenMetrics 1.0, and a JSON object a line.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["prometheus", "openmetrics", "ndjson"];

    /// <summary>Names of servers, wildcards understood; all of the inventory when empty.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>One of <see cref="Formats"/>.</summary>
    public string Format { get; init; } = "prometheus";

    /// <summary>The inventory; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Where history is kept; what the inventory says when null.</summary>
    public string? History { get; init; }
}

/// <summary>Hands the newest figures of servers to other monitoring, from the history: no watch need run, and counters go on over runs.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class MetricExport(EngineContext context, ServerPaths? paths = null)
{
    private static readonly TimeSpan Newest = TimeSpan.FromDays(1);
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>The text.</summary>
    /// <param name="options">What, and how.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException">NoInventory, ServerNotFound, NoHistory, or what is wrong with history or inventory.</exception>
    public async Task<string> ReadAsync(MetricExportOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var set = await new ServerCatalog(context, _paths).LoadAsync(new ServerQuery { ConfigPath = options.ConfigPath }, cancellationToken);
        var servers = (options.Servers.Count == 0 ? set.Servers : [.. options.Servers.SelectMany(set.Select).Distinct()]).Where(server => server.Enabled).ToList();
        await using var store = HistoryStores.Open(options.History, set.Fleet.History, _paths);
        if ((await store.ServersAsync(cancellationToken)).Count == 0)
        {
            throw new McpOpsException("NoHistory", McpErrorCategory.ObjectNotFound, $"There is no history in {store.Description} yet. Begin one with 'mcpops watch' (Watch-McpHealth), once or on and on.", store.Description);
        }

        var now = context.Time.GetUtcNow();
        var plan = WatchPlan.Of(set.Fleet, servers);
        var state = BoardState.Of(await store.ReadStateAsync(cancellationToken), now);
        var figures = new List<ServerFigures>();
        foreach (var server in plan.Servers)
        {
            figures.Add(await OfAsync(store, state, plan, server, now, cancellationToken));
        }

        // Of some servers only: what is of all of them, and of others' alerts, is not asked for.
        var snapshot = new MetricSnapshot(now, options.Servers.Count == 0 ? state : BoardState.Empty, figures);
        return options.Format is "ndjson" ? string.Concat(figures.Where(one => one.Sample is not null).Select(Line)) : Encoding.UTF8.GetString(MetricText.Write(snapshot, options.Format is "openmetrics").Span);
    }

    /// <summary>Puts a text in the place of a file: who reads it meanwhile reads the old one or the new one whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Ends it; the old file stays.</param>
    /// <exception cref="McpOpsException">MetricsNotWritable.</exception>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        try
        {
            // The draft beside it has another ending, which collectors do not read.
            await WholeFile.WriteAsync(path, Encoding.UTF8.GetBytes(text), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("MetricsNotWritable", McpErrorCategory.WriteError, $"'{path}' could not be written: {exception.Message} What was there before still is.", path, exception);
        }
    }

    private static async Task<ServerFigures> OfAsync(IHistoryStore store, BoardState state, WatchPlan plan, WatchedServer server, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var month = MonthCounts.BeginOf(now);
        var entry = new BoardEntry(server);
        entry.Begin((await store.ReadTailAsync(server.Name, now - Newest, cancellationToken)).LastOrDefault());
        entry.Counts.Complete(await store.ReadSeriesAsync(server.Name, MetricNames.Success, month, now, cancellationToken), month);
        entry.Objectives = await ObjectiveCounter.JudgeAsync(store, server, now, cancellationToken);
        return BoardView.Figures(entry, state, plan, now);
    }

    // What 'mcpops metrics import' takes, and whoever reads JSON lines with a time and numbers.
    private static string Line(ServerFigures one)
    {
        var line = new JsonObject { ["timestamp"] = one.Sample!.Slot.ToString("yyyy-MM-ddTHH:mm:ssK", System.Globalization.CultureInfo.InvariantCulture), ["server"] = one.Server, ["status"] = one.Sample.Status, ["verdict"] = one.Sample.Verdict };
        foreach (var (name, value) in one.Sample.Values.OrderBy(value => value.Key, StringComparer.Ordinal))
        {
            line[name] = value;
        }

        return line.ToJsonString() + "\n";
    }
}
