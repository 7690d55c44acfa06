namespace McpOps.Cli.Tests.Guides;

/// <summary>What the report scripts of the guides print, and where it stands in the report that comes out of the profile.</summary>
/// <param name="Guide">The guide.</param>
/// <param name="Server">The server.</param>
/// <param name="Figure">What the guide's script calls it.</param>
/// <param name="Name">What the report calls it: a figure, or the caption of a table.</param>
internal sealed record GuideReport(string Guide, string Server, string Figure, string Name)
{
    /// <summary>All of them. What a guide says of its application alone stands in its page, as elsewhere.</summary>
    public static IReadOnlyList<GuideReport> All { get; } =
    [
        // "System Health Report", daily.
        .. Of("mcp-context-forge", "mcp-context-forge", ("Server Uptime", "process-uptime"), ("Active Sessions", "sessions"), ("Memory Usage", "process-memory"), ("Context Relevance Score", "contextScore")),

        // "Daily Performance Report", "Weekly Performance Report" with its "Daily Breakdown", "Monthly System Audit", "Monthly Capacity Planning Report".
        .. Of("crawl4ai", "crawl4ai", ("Average Response Time", "response"), ("95th Percentile Response Time", "Response, 95 % within"), ("Success Rate", "Availability"), ("Total Requests", "Requests in the logs"), ("Error Count", "Log errors"),
            ("Error Rate", "Error rate in the logs"), ("Average Daily Requests", "Requests in the logs"), ("Uptime", "Availability"), ("Daily Breakdown", "Logs of crawl4ai by time"), ("Backups from last 30 days", "Backups made"),
            ("CPU Usage", "cpu"), ("Memory Usage", "memory"), ("Disk Usage", "disk:*"), ("Load Average", "load")),

        // "Weekly Performance Analysis".
        .. Of("mcp-discovery", "mcp-discovery", ("Average Response Time", "discoveryResponse"), ("Cache Hit Rate", "cacheHitRate"), ("Memory Usage", "discoveryMemory"), ("Total Servers", "discoveredServers"), ("Total Tools", "discoveredTools"),
            ("Success Rate", "discoverySuccess"), ("Workflow Patterns", "workflowPatterns"), ("Resource Patterns", "resourcePatterns"), ("Hook Integrations", "hookInteractions")),

        // "MCP Monthly Maintenance Report".
        .. Of("kilocode", "mcp-memory", ("Services", "Availability"), ("Disk Usage", "disk:*"), ("Memory Usage", "memory"), ("CPU Usage", "cpu"), ("Load Average", "load"), ("SSL Certificate", "certificates:*"), ("Latest Backup", "Newest backup"), ("Backup Count", "Backups kept")),
        .. new[] { "mcp-filesystem", "mcp-postgres", "mcp-compliance" }.SelectMany(server => Of("kilocode", server, ("Services", "Availability"))),

        // "MCP Orchestrator Daily Log Report".
        .. Of("mcp-orchestrator", "mcp-orchestrator", ("Error Analysis", "Errors in the logs, by template"), ("Most Recent Errors", "Errors in the logs, by template"), ("Performance Analysis", "Response in the logs"), ("Total errors", "Log errors"), ("Log files analyzed", "Log errors")),
    ];

    private static IEnumerable<GuideReport> Of(string guide, string server, params (string Figure, string Name)[] figures) => figures.Select(one => new GuideReport(guide, server, one.Figure, one.Name));
}
