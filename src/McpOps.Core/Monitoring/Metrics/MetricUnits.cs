namespace McpOps.Monitoring;

/// <summary>The units of the figures that the probe and the checks give.</summary>
internal static class MetricUnits
{
    /// <summary>The unit; null where it is not known or there is none.</summary>
    public static string? Of(string metric) => metric.Split(':')[0] switch
    {
        "latency" or "resolve" or "connect" or "tls" or "firstByte" or "handshake" or "list" or "call" or "response" or "endpoints" or "probe" or "postgres" => "ms",
        "cpu" or "memory" or "swap" or "disk" or "inodes" or "postgres-connections" or "process-cpu" or "errorRate" or "logs" or "success" => "%",
        "process-memory" => "bytes",
        "certificates" or "audit" or "backup" => "days",
        "process-uptime" => "s",
        "tools" => "tokens",
        _ => null,
    };
}
