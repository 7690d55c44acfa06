using System.Text;
using System.Text.Json.Nodes;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>What is handed out of a history, and how.</summary>
public sealed record MetricExportOptions
{
    /// <summary>The formats that there are: Prometheus's text format 0.0.4 (as for node_exporter's textfile collector), OpenMetrics 1.0, a JSON object a line, and <see cref="Otlp"/>. The first is taken when nobody names one.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["prometheus", "openmetrics", "ndjson", Otlp];

    /// <summary>The format that is sent to a receiver of OpenTelemetry's protocol.</summary>
    public const string Otlp = "otlp";

    /// <summary>Names of servers, wildcards understood; all of the inventory when empty.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>One of <see cref="Formats"/>.</summary>
    public string Format { get; init; } = "prometheus";

    /// <summary>The receiver of OTLP; what the variables of OpenTelemetry say when null, else this machine's at port 4318.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The file that is written; null for none.</summary>
    public string? Path { get; init; }

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

    /// <summary>Ends where what is asked for does not go together.</summary>
    /// <param name="options">What, and how.</param>
    /// <exception cref="McpOpsException">ExportOptionUnused.</exception>
    public static void Check(MetricExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Format is MetricExportOptions.Otlp ? options.Path is not null : options.Endpoint is not null)
        {
            throw new McpOpsException("ExportOptionUnused", McpErrorCategory.InvalidArgument, options.Format is MetricExportOptions.Otlp
                ? "Metrics that are sent by OTLP go into no file: leave --path (-Path) out, or take another format."
                : "An address to send to goes with the format otlp: '--output otlp --endpoint URL' (-As Otlp -Endpoint URL).");
        }
    }

    /// <summary>Where metrics would be sent to; secrets are masked.</summary>
    /// <param name="options">What, and where to.</param>
    /// <param name="paths">Whose variables say it where the options do not.</param>
    /// <exception cref="McpOpsException">OtlpEndpointInvalid or OtlpProtocolUnknown.</exception>
    public static string Receiver(MetricExportOptions options, ServerPaths paths)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(paths);
        return Redaction.MaskAddress(OtlpSettings.Of(options.Endpoint, paths.Variable).Endpoint.ToString());
    }

    /// <summary>The text.</summary>
    /// <param name="options">What, and how.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException">NoInventory, ServerNotFound, NoHistory, or what is wrong with history or inventory.</exception>
    public async Task<string> ReadAsync(MetricExportOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var snapshot = await SnapshotAsync(options, cancellationToken);
        return options.Format is "ndjson" ? string.Concat(snapshot.Servers.Where(one => one.Sample is not null).Select(Line)) : Encoding.UTF8.GetString(MetricText.Write(snapshot, options.Format is "openmetrics").Span);
    }

    /// <summary>Sends the metrics to a receiver of OTLP. They are totals, and counters begin where the history begins to count, so a single run's go on from the run before.</summary>
    /// <param name="options">What, and where to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="McpOpsException">OtlpEndpointInvalid, OtlpProtocolUnknown, OtlpRefused, OtlpNotSent, or what <see cref="ReadAsync"/> says.</exception>
    public async Task<SentMetrics> SendAsync(MetricExportOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = OtlpSettings.Of(options.Endpoint, _paths.Variable);
        var snapshot = await SnapshotAsync(options, cancellationToken);
        using var sender = new OtlpSender(context, settings);
        var sent = new SentMetrics(Redaction.MaskAddress(settings.Endpoint.ToString()), snapshot.Servers.Count, 0, 0);
        foreach (var request in OtlpRequest.Of(snapshot, settings.Resource))
        {
            var answer = await sender.SendAsync(request.Body, cancellationToken);
            sent = sent with { Points = sent.Points + request.Count, Rejected = sent.Rejected + answer.Rejected };
            if (answer.Rejected > 0 || answer.Message.Length > 0)
            {
                context.Warn("OtlpPartial", Redaction.MaskText($"{sent.Endpoint} {(answer.Rejected > 0 ? $"did not take {answer.Rejected} of {request.Count} data points" : "took all data points, and warns")}: {MessageText.Cut(answer.Message, 300)}"), sent.Endpoint);
            }
        }

        return sent;
    }

    private async Task<MetricSnapshot> SnapshotAsync(MetricExportOptions options, CancellationToken cancellationToken)
    {
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
            var one = await OfAsync(store, state, plan, server, now, cancellationToken);
            figures.Add(options.Format is not MetricExportOptions.Otlp ? one : one with
            {
                Operations = await OperationTimes.ReadAsync(store, server.Server, MonthCounts.BeginOf(now), now, cancellationToken),
                Address = Uri.TryCreate(server.Server.Connection.Url, UriKind.Absolute, out var url) ? url : null,
            });
        }

        // Of some servers only: what is of all of them, and of others' alerts, is not asked for.
        return new MetricSnapshot(now, options.Servers.Count == 0 ? state : BoardState.Empty, figures);
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
            throw new McpOpsException("MetricsNotWritable", McpErrorCategory.WriteError, $"'{path}' could not be written: {Sentences.Ended(exception.Message)} What was there before still is.", path, exception);
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
        foreach (var (name, value) in one.Sample.Values.Where(value => MetricNames.IsMeasured(value.Key)).OrderBy(value => value.Key, StringComparer.Ordinal))
        {
            line[name] = value;
        }

        return line.ToJsonString() + "\n";
    }
}

/// <summary>What was sent.</summary>
/// <param name="Endpoint">Where to; secrets are masked.</param>
/// <param name="Servers">Of how many servers.</param>
/// <param name="Points">How many data points.</param>
/// <param name="Rejected">How many of them the receiver did not take.</param>
public sealed record SentMetrics(string Endpoint, int Servers, int Points, long Rejected)
{
    /// <summary>It in one sentence.</summary>
    public string Message => $"{Points - Rejected} of {Points} data points of {Servers} {(Servers == 1 ? "server" : "servers")} are at {Endpoint}.";
}
