using System.Collections.Concurrent;
using System.Text.Json;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Takes the figures that the inventory names. One that cannot be taken is left out, said once, and its rules say nothing.</summary>
/// <param name="context">The clock and notices.</param>
internal sealed class MetricCollector(EngineContext context) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30) }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentDictionary<string, string> _failing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CounterReading> _counters = new(StringComparer.Ordinal);

    /// <summary>What the counters stood at when they were last read.</summary>
    public IReadOnlyList<CounterReading> Counters => [.. _counters.Values];

    /// <summary>Takes what an earlier run read, so that its successor need not wait for two readings of its own.</summary>
    public void Remember(IEnumerable<CounterReading> readings)
    {
        foreach (var reading in readings)
        {
            _counters.TryAdd(reading.Name, reading);
        }
    }

    /// <summary>The figures of a server.</summary>
    public async Task<IReadOnlyDictionary<string, double>> CollectAsync(WatchedServer server, DateTimeOffset slot, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (server.Server.Metrics.Count == 0)
        {
            return Readable.NoMap<double>();
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var answers = new MetricAnswers(_client, server.Server);
        var failed = new ConcurrentBag<(string Metric, string Reason)>();
        var taken = await Task.WhenAll(server.Server.Metrics.Select(async metric => (metric, Value: await TakeAsync(server, metric, answers, slot, failed, limit.Token, cancellationToken))));
        Warn(server.Name, failed);
        return taken.Where(one => one.Value is { } value && double.IsFinite(value)).ToDictionary(one => one.metric.Name, one => one.Value!.Value, StringComparer.Ordinal);
    }

    /// <summary>The figures of a server that could not be taken when they were last asked for, each with why.</summary>
    public IReadOnlyList<(string Metric, string Reason)> Failing(WatchedServer server) =>
        [.. server.Server.Metrics.Select(metric => (metric.Name, Reason: _failing.GetValueOrDefault($"{server.Name}\n{metric.Name}"))).Where(one => one.Reason is not null).Select(one => (one.Name, one.Reason!))];

    public void Dispose() => _client.Dispose();

    private async Task<double?> TakeAsync(WatchedServer server, McpMetricSource metric, MetricAnswers answers, DateTimeOffset slot, ConcurrentBag<(string Metric, string Reason)> failed, CancellationToken limit, CancellationToken cancellationToken)
    {
        var name = $"{server.Name}\n{metric.Name}";
        try
        {
            var value = await Task.Run(() => ReadAsync(server, metric, answers, slot, limit), limit).WaitAsync(limit);
            if (double.IsInfinity(value))
            {
                throw new FormatException("It is too large to be a figure.");
            }

            _failing.TryRemove(name, out _);
            return metric.Rate && double.IsFinite(value) ? Rate(name, slot, value) : value;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not OutOfMemoryException)
        {
            var reason = Reason(exception);
            if (_failing.TryAdd(name, reason))
            {
                failed.Add((metric.Name, reason));
            }

            return null;
        }
    }

    // One line, and none of a parser's own words.
    private static string Reason(Exception exception) => exception switch
    {
        OperationCanceledException => "it was not there in time",
        JsonException => "what was read is no JSON",
        _ => Redaction.MaskText(exception.Message).Trim().ReplaceLineEndings(" "),
    };

    private void Warn(string server, IEnumerable<(string Metric, string Reason)> failed)
    {
        foreach (var (reason, metrics) in MetricGaps.Causes(failed))
        {
            context.Warn("MetricFailed", metrics.Count == 1
                ? $"The metric '{metrics[0]}' of '{server}' cannot be taken: {reason} Its rules say nothing until it can."
                : $"{metrics.Count} metrics of '{server}' cannot be taken ({string.Join(", ", metrics)}): {reason} Their rules say nothing until they can.", server);
        }
    }

    private Task<double> ReadAsync(WatchedServer server, McpMetricSource metric, MetricAnswers answers, DateTimeOffset slot, CancellationToken cancellationToken) => metric switch
    {
        { Endpoint: { } endpoint } => answers.JsonAsync(endpoint, metric.Path!, cancellationToken),
        { File: { } file } => FileFigures.ReadAsync(file, metric.Path!, server.Every, context.Time.GetUtcNow(), cancellationToken),
        { Prometheus: { } place } => answers.SeriesAsync(place, metric.Series!, cancellationToken),
        { Database: { } database } => DatabaseFigures.ReadAsync(server.Server, database, metric.Query!, cancellationToken),
        { Logs: { } figure } => LogFigures.ReadAsync(context, server.Server, figure, slot - server.Every, slot, cancellationToken),
        _ => ToolFigures.ReadAsync(context, server.Server, metric, cancellationToken),
    };

    // A counter that became less was begun anew.
    private double? Rate(string name, DateTimeOffset slot, double value)
    {
        var before = _counters.GetValueOrDefault(name);
        _counters[name] = new CounterReading(name, slot, value);
        return before is { } last && slot > last.At ? Math.Max(0, (value >= last.Value ? value - last.Value : value) / (slot - last.At).TotalSeconds) : null;
    }
}
