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
        new("Status", record => record.Status) { Color = ColorOf },
        new("Severity", record => record.Severity) { Color = ColorOf },
        new("Rule", record => record.Rule) { MaxWidth = 20 },
        new("Verdict", record => record.Verdict),
        new("LatencyMs", record => record.LatencyMs) { Right = true },
        new("Message", record => record.Message),
    ];

    /// <summary>How the watch is.</summary>
    public static readonly IReadOnlyList<Column<McpWatchStatus>> Status =
    [
        new("LastRun", status => status.LastRun),
        new("Stale", status => status.Stale) { Color = status => status.Stale ? 31 : null },
        new("Servers", status => status.Servers) { Right = true },
        new("Firing", status => status.Firing) { Right = true },
        new("Quiet", status => status.Quiet) { Right = true },
        new("Pending", status => status.Pending) { Right = true },
        new("Outbox", status => status.Outbox) { Right = true },
        new("OutboxOldestSeconds", status => status.OutboxOldestSeconds) { Title = "Oldest", Right = true },
        new("DeadLetters", status => status.DeadLetters) { Right = true },
        new("Failing", status => string.Join("; ", status.Failing)),
        new("History", status => status.History),
        new("Message", status => status.Message),
    ];

    /// <summary>Of which servers it was accepted what they offer now.</summary>
    public static readonly IReadOnlyList<Column<McpAcceptedServer>> Accepted =
    [
        new("Server", accepted => accepted.Server) { MaxWidth = 28 },
        new("Change", accepted => accepted.Change),
    ];

    /// <summary>What a replay came to.</summary>
    public static readonly IReadOnlyList<Column<McpReplay>> Replay =
    [
        new("From", replay => replay.From),
        new("To", replay => replay.To),
        new("Samples", replay => replay.Samples) { Right = true },
        new("Alerts", replay => replay.Alerts) { Right = true },
        new("Messages", replay => replay.Messages) { Right = true },
        new("AlertsThen", replay => replay.AlertsThen) { Right = true },
        new("Message", replay => replay.Message),
    ];

    /// <summary>A row an alert.</summary>
    public static readonly IReadOnlyList<Column<McpAlert>> Alerts =
    [
        new("Server", alert => alert.Server) { MaxWidth = 28 },
        new("Rule", alert => alert.Rule) { MaxWidth = 20 },
        new("Severity", alert => alert.Severity) { Color = alert => alert.Severity is AlertSeverity.Critical ? 31 : 33 },
        new("State", alert => alert.State),
        new("Since", alert => alert.Since),
        new("Until", alert => alert.Until),
        new("SentTo", alert => string.Join(", ", alert.SentTo)) { MaxWidth = 24 },
        new("Message", alert => alert.Message),
        new("Note", Note),
        new("Id", alert => alert.Id),
    ];

    // Who knows of it and what they say, or why nobody is told.
    private static string? Note(McpAlert alert) => alert.AcknowledgedBy is { } by ? $"acknowledged by {by}{(alert.Comment is { Length: > 0 } comment ? $": {comment}" : "")}" : alert.Muted ?? alert.Note;

    /// <summary>A row a message to a channel.</summary>
    public static readonly IReadOnlyList<Column<McpDelivery>> Deliveries =
    [
        new("Channel", delivery => delivery.Channel),
        new("Outcome", delivery => delivery.Outcome),
        new("Alerts", delivery => delivery.Alerts) { Right = true },
        new("Title", delivery => delivery.Title),
        new("Detail", delivery => delivery.Detail),
        new("Id", delivery => delivery.Id),
    ];

    /// <summary>A row a value.</summary>
    public static readonly IReadOnlyList<Column<McpMetric>> Metrics =
    [
        new("Server", metric => metric.Server) { MaxWidth = 28 },
        new("Name", metric => metric.Name),
        new("From", metric => metric.From),
        new("To", metric => metric.To),
        new("Statistic", metric => metric.Statistic),
        new("Value", metric => metric.Value) { Right = true },
        new("Unit", metric => metric.Unit),
        new("Samples", metric => metric.Samples) { Right = true },
        new("Expected", metric => metric.Expected) { Right = true },
    ];

    /// <summary>A row an objective.</summary>
    public static readonly IReadOnlyList<Column<McpObjective>> Objectives =
    [
        new("Server", objective => objective.Server) { MaxWidth = 28 },
        new("Objective", objective => objective.Objective),
        new("Status", objective => objective.Status) { Color = objective => objective.Status switch { ObjectiveStatus.Met => 32, ObjectiveStatus.AtRisk => 33, ObjectiveStatus.Missed => 31, _ => 35 } },
        new("Window", objective => objective.Window),
        new("Target", objective => objective.Target) { Right = true },
        new("Achieved", objective => objective.Achieved) { Right = true },
        new("BudgetLeft", objective => objective.BudgetLeft) { Right = true },
        new("BurnRate", objective => objective.BurnRate) { Right = true },
        new("UnknownShare", objective => objective.UnknownShare) { Title = "Unknown", Right = true },
        new("Burning", objective => objective.Burning),
        new("Message", objective => objective.Message),
    ];

    /// <summary>A row a server of which figures were imported.</summary>
    public static readonly IReadOnlyList<Column<McpMetricImport>> Imports =
    [
        new("Server", import => import.Server) { MaxWidth = 28 },
        new("Samples", import => import.Samples) { Right = true },
        new("Known", import => import.Known) { Right = true },
        new("From", import => import.From),
        new("To", import => import.To),
        new("Metrics", import => string.Join(", ", import.Metrics)),
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
