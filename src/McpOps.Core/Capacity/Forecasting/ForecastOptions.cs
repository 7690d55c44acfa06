namespace McpOps.Capacity;

/// <summary>Where history comes from, and how far it is looked ahead.</summary>
public sealed record ForecastOptions
{
    /// <summary>Files of JSON lines (or JSON objects one after another) with a time and numbers.</summary>
    public IReadOnlyList<string> HistoryPaths { get; init; } = [];

    /// <summary>The address of a Prometheus server, such as <c>http://127.0.0.1:9090</c>.</summary>
    public Uri? Prometheus { get; init; }

    /// <summary>PromQL expressions to forecast.</summary>
    public IReadOnlyList<string> Queries { get; init; } = [];

    /// <summary>How far back Prometheus is asked. 90 days by default.</summary>
    public TimeSpan Lookback { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Figures to forecast, with wildcards; all when empty.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Thresholds by figure (wildcards allowed); they win over those that ship.</summary>
    public IReadOnlyDictionary<string, double> Thresholds { get; init; } = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How far it is looked ahead. 30 days by default.</summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromDays(30);
}
