using McpOps.Capacity;
using McpOps.Monitoring;
using McpOps.Reporting;
using McpOps.Servers;

namespace McpOps.Maintenance.Reports;

/// <summary>What the history says of a server: availability, response time, what runs out, certificates.</summary>
/// <param name="store">The history.</param>
/// <param name="fleet">What holds for all servers.</param>
/// <param name="from">The beginning of the report's time.</param>
/// <param name="to">Its end.</param>
/// <param name="zone">The reader's zone.</param>
internal sealed class HistoryFacts(IHistoryStore store, McpFleet fleet, DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone)
{
    // With a smaller share of the time before nothing is compared.
    private const double LeastCompared = 0.1;
    private const string Response = "response";
    private const string Certificates = "certificates:";
    private const int Digits = 4;
    private const double Whole = 100;
    private static readonly TimeSpan Lookback = TimeSpan.FromDays(60);
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(30);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // What fills up, what leaks, and what is used more and more.
    private static readonly string[] Resources = ["disk", "inodes", "memory", "swap", "process-memory", "process-handles", "postgres-connections", "cpu", "load"];

    // What is counted anew from one sample to the next.
    private static readonly string[] Counts = ["requests", "errors", "entries"];

    private readonly StretchReader _reader = new(store);

    /// <summary>Adds it.</summary>
    public async Task<McpServerReport> AddAsync(McpServerReport facts, McpServer server, List<string> limits, CancellationToken cancellationToken)
    {
        try
        {
            facts = await AddAvailabilityAsync(facts, server, cancellationToken);
            IReadOnlyList<string> names = [.. (await store.MetricsAsync(server.Name, to, cancellationToken)).Where(MetricNames.IsMeasured)];
            return facts with
            {
                Certificates = await CertificatesAsync(server.Name, names, cancellationToken),
                Figures = await FiguresAsync(server, names, cancellationToken),
                Forecasts = await ForecastsAsync(server.Name, names, cancellationToken),
            };
        }
        catch (McpOpsException exception) when (HistoryFaults.IsOfReading(exception))
        {
            limits.Add($"The history of '{server.Name}' is not known: {exception.Message}");
            return facts;
        }
    }

    private async Task<McpServerReport> AddAvailabilityAsync(McpServerReport facts, McpServer server, CancellationToken cancellationToken)
    {
        var edges = ReportTimes.Edges(from, to, zone);
        var every = server.Every ?? fleet.Watch.Every;
        var up = await new StretchReader(store, every).ReadAsync(server.Name, MetricNames.Success, edges, cancellationToken);
        var response = await _reader.ReadAsync(server.Name, Response, edges, cancellationToken);
        var whole = (await _reader.ReadAsync(server.Name, Response, from, to, null, cancellationToken))[0];
        var (before, fastBefore) = ((await _reader.ReadAsync(server.Name, MetricNames.Success, from - (to - from), from, null, cancellationToken))[0],
            (await _reader.ReadAsync(server.Name, Response, from - (to - from), from, null, cancellationToken))[0]);
        var samples = up.Sum(stretch => stretch.Count);
        var good = up.Sum(stretch => stretch.Of("sum") ?? 0) / Whole;
        var (looks, expected) = (up.Sum(stretch => stretch.Looks), (long)Math.Floor((to - from) / every));

        // The few samples of the end of a time that nobody watched are not how it was then.
        var isKnown = before.Count >= Math.Max(1, LeastCompared * expected);

        // Where no sample is missing none was left out.
        var maintenance = looks >= expected ? 0 : (await _reader.ReadAsync(server.Name, MetricNames.Maintenance, from, to, null, cancellationToken))[0].Count;
        return facts with
        {
            Samples = samples,
            Expected = expected,
            UnknownPercent = expected == 0 ? (samples == 0 ? Whole : 0) : Math.Round(Whole * Math.Max(0, expected - looks - maintenance) / expected, Digits),
            MaintenancePercent = expected == 0 ? 0 : Math.Round(Math.Min(Whole, Whole * maintenance / expected), Digits),
            AvailabilityPercent = samples == 0 ? null : Rounded(Whole * good / samples),
            DowntimeSeconds = samples == 0 ? null : Math.Round((samples - good) * every.TotalSeconds),
            AvailabilityBefore = isKnown ? Rounded(before.Of("mean")) : null,
            ResponseP50Ms = Rounded(whole.Of("p50")),
            ResponseP95Ms = Rounded(whole.Of("p95")),
            ResponseP95Before = isKnown ? Rounded(fastBefore.Of("p95")) : null,
            Stretches = [.. up.Zip(response, (one, other) => new McpReportStretch(one.From.LocalDateTime, one.To.LocalDateTime, one.Count, Rounded(one.Of("mean")), Rounded(other.Of("p50")), Rounded(other.Of("p95"))))],
        };
    }

    private async Task<IReadOnlyDictionary<string, double>> CertificatesAsync(string server, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var left = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var name in names.Where(name => name.StartsWith(Certificates, StringComparison.Ordinal)))
        {
            if ((await _reader.ReadAsync(server, name, from, to, null, cancellationToken))[0].Of("last") is { } days)
            {
                left[name] = Math.Round(days, 1);
            }
        }

        return left;
    }

    // The certificates stand in the report by themselves, and the parts of a probe are for a diagnosis.
    private async Task<IReadOnlyList<McpReportFigure>> FiguresAsync(McpServer server, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var figures = new List<McpReportFigure>();
        foreach (var name in names.Where(name => !SampleOf.Phases.Contains(name, StringComparer.Ordinal) && !name.StartsWith(Certificates, StringComparison.Ordinal)).OrderBy(Rank).ThenBy(name => name, StringComparer.Ordinal))
        {
            var found = (await _reader.ReadAsync(server.Name, name, from, to, null, cancellationToken))[0];
            if (found.Count > 0)
            {
                var source = server.Metrics.FirstOrDefault(source => source.Name == name);
                var before = (await _reader.ReadAsync(server.Name, name, from - (to - from), from, null, cancellationToken))[0];
                figures.Add(new McpReportFigure(name, source?.Unit ?? MetricUnits.Of(name), found.Count, Value("mean"), Value("min"), Value("max"), Value("last"), Counts.Contains(source?.Logs, StringComparer.Ordinal) ? Value("sum") : null, Rounded(before.Of("mean"))));
            }

            double Value(string statistic) => Rounded(found.Of(statistic))!.Value;
        }

        return figures;

        // What the inventory names is what the owner asks for; then what the server takes of the host, the host itself, and what its checks take.
        int Rank(string name) => server.Metrics.Any(source => source.Name == name) ? 0 : name.StartsWith("process-", StringComparison.Ordinal) ? 1 : Resources.Contains(name.Split(':')[0], StringComparer.Ordinal) ? 2 : 3;
    }

    private async Task<IReadOnlyList<McpForecast>> ForecastsAsync(string server, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var figures = new Dictionary<string, IReadOnlyList<(DateTimeOffset At, double Value)>>(StringComparer.Ordinal);
        var begin = new DateTimeOffset((to - Lookback).UtcTicks - ((to - Lookback).UtcTicks % Hour.Ticks), TimeSpan.Zero);
        foreach (var name in names.Where(name => Resources.Contains(name.Split(':')[0], StringComparer.Ordinal)))
        {
            var hours = await _reader.ReadAsync(server, name, begin, to, Hour, cancellationToken);
            figures[name] = [.. hours.Where(hour => hour.Count > 0).Select(hour => (hour.From, hour.Of("mean")!.Value))];
        }

        // Looked ahead from the end of the report's time, so that the same report comes out tomorrow.
        return new FigureForecast(new EngineContext { Time = new FixedTime(to) }).Of(figures, Horizon);
    }

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, Digits) : null;

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
