namespace McpOps.Capacity.Forecasting;

/// <summary>Reads figures over time from files of JSON, as series to forecast.</summary>
/// <param name="context">The clock and the notices.</param>
internal sealed class HistoryReader(EngineContext context)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="McpOpsException"><c>HistoryNotFound</c>, <c>HistoryUnreadable</c> or <c>HistoryEmpty</c>.</exception>
    public async Task<IReadOnlyList<MetricSeries>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, List<MetricPoint>>(StringComparer.Ordinal);
        await foreach (var figure in new TimedFigureReader(context).ReadAsync(path, cancellationToken))
        {
            var name = figure.Server is { } server ? $"{server}:{figure.Name}" : figure.Name;
            if (!all.TryGetValue(name, out var points))
            {
                all[name] = points = [];
            }

            points.Add(new MetricPoint(figure.At, figure.Value));
        }

        return [.. all.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => MetricSeries.From(pair.Key, pair.Value, context.Time.GetUtcNow()))];
    }
}
