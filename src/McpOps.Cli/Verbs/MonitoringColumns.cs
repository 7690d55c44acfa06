using McpOps.Cli.Output;
using McpOps.Monitoring;

namespace McpOps.Cli.Verbs;

/// <summary>What tables and CSV show of the watch, of alerts and of metrics.</summary>
internal static class MonitoringColumns
{
    /// <summary>A row for what the watch saw or did.</summary>
    public static readonly IReadOnlyList<Column<McpWatchRecord>> Watch =
    [
        new("At", record => record.At),
        new("Kind", record => record.Kind),
        new("Server", record => record.Server) { MaxWidth = 28 },
        new("Status", record => record.Status ?? record.Severity) { Color = ColorOf },
        new("Rule", record => record.Rule) { MaxWidth = 20 },
        new("Verdict", record => record.Verdict),
        new("LatencyMs", record => record.LatencyMs) { Right = true },
        new("Message", record => record.Message),
    ];

    /// <summary>A line for what the watch saw or did.</summary>
    public static string Line(McpWatchRecord record) => TableWriter.OneLine(
        $"{ResultWriter.Text(record.At)}  {record.Kind,-9}  {record.Server}  {record.Status ?? record.Severity}{(record.Rule is { } rule ? $"  {rule}" : "")}{(record.LatencyMs is { } latency ? $"  {ResultWriter.Text(latency)} ms" : "")}  {record.Message}").TrimEnd();

    public static int? ColorOf(McpWatchRecord record) => record switch
    {
        { Kind: "resolved" or "passed" } or { Status: "Healthy" } => 32,
        { Severity: "critical" } or { Status: "Unhealthy" } => 31,
        { Status: "Unknown" } => 35,
        _ => 33,
    };
}
