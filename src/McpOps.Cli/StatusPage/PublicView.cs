using McpOps.Monitoring;

namespace McpOps.Cli.StatusPage;

/// <summary>What everybody may know of a server: how it is, and neither where it is nor what it says.</summary>
internal static class PublicView
{
    public static McpServerStatus Of(McpServerStatus server, bool isFull) => isFull ? server : server with
    {
        Target = null,
        Message = "",
        Drift = server.Drift.Length > 0 ? "changed" : "",
        Findings = null,
        Alerts = [.. server.Alerts.Select(alert => Of(alert, isFull))],
        Objectives = [.. server.Objectives.Select(objective => objective with { Message = "" })],
    };

    public static McpAlert Of(McpAlert alert, bool isFull) => isFull ? alert : alert with { Message = "", Comment = null, AcknowledgedBy = null, Muted = alert.Muted is null ? null : "held", SentTo = [] };
}
