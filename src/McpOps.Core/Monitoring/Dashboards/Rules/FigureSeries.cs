using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Where a figure of the inventory stands among the metrics that are handed out.</summary>
/// <param name="Metric">The metric, one of <see cref="MetricTable"/>.</param>
/// <param name="Condition">The label that tells it from others of the metric; empty for none.</param>
/// <param name="Scale">How many of the inventory's units one of the metric is.</param>
internal sealed record FigureSeries(string Metric, string Condition, double Scale)
{
    /// <summary>True for a figure of the machine, which is no server's.</summary>
    public bool OfHost => Metric.StartsWith("mcpops_host_", StringComparison.Ordinal);

    /// <summary>True for a moment, of which the inventory has the distance.</summary>
    public bool IsMoment => Metric.EndsWith("_timestamp_seconds", StringComparison.Ordinal);

    /// <summary>The place of a figure; null where none of it is handed out.</summary>
    /// <param name="server">The server.</param>
    /// <param name="figure">As rules call it: <c>response</c>, <c>disk:/var</c>.</param>
    public static FigureSeries? Of(McpServer server, string figure)
    {
        if (server.Metrics.Any(own => own.Name == figure))
        {
            return new FigureSeries("mcpops_metric", PromText.Matcher("metric", [figure]), 1);
        }

        var colon = figure.IndexOf(':', StringComparison.Ordinal);
        var (name, subject) = colon < 0 ? (figure, null) : (figure[..colon], figure[(colon + 1)..]);
        return name switch
        {
            "response" => Whole("mcpops_response_seconds", 1000),
            "latency" => Whole("mcpops_probe_latency_seconds", 1000),
            "resolve" or "connect" or "tls" or "firstByte" or "handshake" or "list" or "call" => new FigureSeries("mcpops_probe_duration_seconds", PromText.Matcher("phase", [name]), 1000),
            MetricNames.Success => Whole("mcpops_up", 100),
            "toolCount" => Whole("mcpops_tools", 1),
            "tools" => Whole("mcpops_tool_list_tokens", 1),
            "errorRate" or "logs" => Whole("mcpops_log_error_ratio", 100),
            "process-memory" => Whole("mcpops_process_resident_memory_bytes", 1),
            "process-cpu" => Whole("mcpops_process_cpu_ratio", 100),
            "process-threads" => Whole("mcpops_process_threads", 1),
            "process-handles" => Whole("mcpops_process_handles", 1),
            "process-uptime" => Whole("mcpops_process_uptime_seconds", 1),
            "process-restarts" => Whole("mcpops_process_restarts", 1),
            "backup" => Whole("mcpops_backup_age_seconds", 1.0 / 86_400),
            "audit" => Whole("mcpops_audit_age_seconds", 1.0 / 86_400),
            "endpoints" => Part("mcpops_endpoint_duration_seconds", "endpoint", 1000),
            "certificates" => Part("mcpops_certificate_not_after_timestamp_seconds", "certificate", 1.0 / 86_400),
            "postgres" => Part("mcpops_database_duration_seconds", "database", 1000),
            "postgres-connections" => Part("mcpops_database_connections_ratio", "database", 100),
            "cpu" => Whole("mcpops_host_cpu_ratio", 100),
            "memory" => Whole("mcpops_host_memory_ratio", 100),
            "swap" => Whole("mcpops_host_swap_ratio", 100),
            "load" => Whole("mcpops_host_load", 1),
            "disk" => Part("mcpops_host_disk_ratio", "path", 100),
            "inodes" => Part("mcpops_host_inodes_ratio", "path", 100),
            _ => null,
        };

        // A subject of what has none is a figure that there is not.
        FigureSeries? Whole(string metric, double scale) => subject is null ? new FigureSeries(metric, "", scale) : null;

        FigureSeries Part(string metric, string label, double scale) => new(metric, subject is null ? "" : PromText.Matcher(label, [subject]), scale);
    }

    /// <summary>The series of some servers.</summary>
    /// <param name="servers">A condition on the label <c>server</c>; empty for all.</param>
    public string Select(string servers) => PromText.Series(Metric, OfHost ? "" : servers, Condition);
}
