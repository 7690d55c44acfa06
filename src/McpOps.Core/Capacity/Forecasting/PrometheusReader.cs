using System.Globalization;
using System.Text.Json;

namespace McpOps.Capacity.Forecasting;

/// <summary>Reads figures over time from Prometheus: <c>GET /api/v1/query_range</c>.</summary>
/// <param name="context">The clock.</param>
internal sealed class PrometheusReader(EngineContext context)
{
    // Prometheus refuses more than 11,000 points for a series.
    private const int MaxPoints = 5_000;
    private static readonly TimeSpan MinStep = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Evaluates an expression over a time.</summary>
    /// <exception cref="McpOpsException"><c>PrometheusUnreachable</c>, <c>PrometheusQueryFailed</c> or <c>HistoryEmpty</c>.</exception>
    public async Task<IReadOnlyList<MetricSeries>> ReadAsync(Uri server, string query, TimeSpan lookback, CancellationToken cancellationToken)
    {
        var end = context.Time.GetUtcNow();
        var step = lookback / MaxPoints > MinStep ? lookback / MaxPoints : MinStep;
        var address = new Uri(server, FormattableString.Invariant(
            $"{server.AbsolutePath.TrimEnd('/')}/api/v1/query_range?query={Uri.EscapeDataString(query)}&start={(end - lookback).ToUnixTimeSeconds()}&end={end.ToUnixTimeSeconds()}&step={(long)step.TotalSeconds}"));
        try
        {
            using var http = new HttpClient { Timeout = Timeout };
            using var response = await http.GetAsync(address, cancellationToken);
            using var body = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(cancellationToken));
            var root = body.RootElement;
            return root.GetProperty("status").GetString() == "success" ? Series(root.GetProperty("data"), query, end)
                : throw new McpOpsException("PrometheusQueryFailed", McpErrorCategory.InvalidArgument, $"Prometheus does not take '{query}': {root.GetProperty("error").GetString()}", query);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new McpOpsException("PrometheusUnreachable", McpErrorCategory.ConnectionError, $"Prometheus at {server} does not answer: {exception.Message}", server.ToString(), exception);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new McpOpsException("PrometheusUnreachable", McpErrorCategory.InvalidData, $"What answers at {server} is not Prometheus' HTTP API.", server.ToString(), exception);
        }
    }

    private static IReadOnlyList<MetricSeries> Series(JsonElement data, string query, DateTimeOffset now)
    {
        var series = data.GetProperty("result").EnumerateArray()
            .Select(result => MetricSeries.From(Name(result.GetProperty("metric"), query), result.GetProperty("values").EnumerateArray().Select(Point), now))
            .Where(one => one.Points.Count > 0)
            .ToList();
        return series.Count > 0 ? series : throw new McpOpsException("HistoryEmpty", McpErrorCategory.ObjectNotFound, $"Prometheus has no values for '{query}' in that time.", query);
    }

    private static string Name(JsonElement metric, string query)
    {
        var labels = metric.EnumerateObject().Where(label => label.Name != "__name__").Select(label => $"{label.Name}=\"{label.Value.GetString()}\"").ToList();
        var name = metric.TryGetProperty("__name__", out var named) ? named.GetString()! : query;
        return labels.Count == 0 ? name : $"{name}{{{string.Join(",", labels)}}}";
    }

    // A pair of seconds and a value as text, which may be NaN or +Inf.
    private static MetricPoint Point(JsonElement pair) => new(
        DateTimeOffset.UnixEpoch.AddSeconds(pair[0].GetDouble()),
        double.TryParse(pair[1].GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN);
}
