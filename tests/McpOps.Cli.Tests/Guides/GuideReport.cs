namespace McpOps.Cli.Tests.Guides;

/// <summary>What the report scripts of the guides print, where it stands in the report that comes out of the profile, and what it is on the replica.</summary>
/// <param name="Guide">The guide.</param>
/// <param name="Place">The heading that it stands below: the server, or the targets.</param>
/// <param name="Figure">What the guide's script calls it.</param>
/// <param name="Name">What the report calls it: a figure, or the first cell of a row of a table.</param>
/// <param name="Value">What the replica has there, as an expression: what it answers, what stands in the log that was laid; of what the host decides, its unit.</param>
internal sealed record GuideReport(string Guide, string Place, string Figure, string Name, string Value)
{
    private const string Percent = @"[\d.]+ %";

    // A line a minute of a day, of which one of a hundred is an error; what the commands before did adds a few.
    private const string Errors = @"14 of 1,4\d\d entries";

    // Of a minute in which nothing was logged nobody knows which share of it was wrong.
    private const string QuietOrGood = @"99 % at most 0\.1 % \| (100 % \| ✓ PASS \| 100 %|unknown \| \? UNKNOWN \| unknown)";

    // Of a few looks on a busy machine any share may be slow.
    private const string Quick = @"95 % at most 100 ms \| [\d.]+ % \| (✓ PASS|✕ FAIL) \| (100 %|spent [\d.,]+ times)";

    /// <summary>All of them. What a guide says of its application alone stands in its page, as elsewhere.</summary>
    public static IReadOnlyList<GuideReport> All { get; } =
    [
        // "System Health Report", daily.
        .. Of("mcp-context-forge", "mcp-context-forge", ("Server Uptime", "process-uptime", @"[\d.]+ s"), ("Active Sessions", "sessions", "5 sessions"), ("Memory Usage", "process-memory", @"[\d.]+ MiB"), ("Context Relevance Score", "contextScore", @"0\.21 ratio")),

        // "System Reliability Targets".
        .. Of("mcp-context-forge", "Targets", ("System Uptime", @"mcp-context-forge \| availability", @"99\.5 % \| 100 % \| ✓ PASS \| 100 %"), ("Response Time", @"mcp-context-forge \| response", Quick),
            ("Memory Usage", @"mcp-context-forge \| memory", @"99 % at most 100 MiB \| 100 % \| ✓ PASS \| 100 %"), ("Error Rate", @"mcp-context-forge \| errors", QuietOrGood)),

        // "Daily Performance Report", "Weekly Performance Report" with its "Daily Breakdown", "Monthly System Audit", "Monthly Capacity Planning Report".
        .. Of("crawl4ai", "crawl4ai", ("Average Response Time", "Response in the logs", "420 ms on average, .*"), ("Average Response Time", "response", @"[\d.,]+ ms"), ("95th Percentile Response Time", "Response, 95 % within", @"[\d.,]+ ms"),
            ("Success Rate", "Availability", "✓ 100 %"), ("Total Requests", "Requests in the logs", @"1,4[234]\d, .*"), ("Error Count", "Log errors", Errors), ("Error Rate", "Error rate in the logs", "1 %"),
            ("Average Daily Requests", "Requests in the logs", @".*, 1,3\d\d a day"), ("Uptime", "Availability", "✓ 100 %"), ("Daily Breakdown", @"\d{4}-\d\d-\d\d \d\d:00", "60"), ("Backups from last 30 days", "Backups made", "1"),
            ("CPU Usage", "cpu", Percent), ("Memory Usage", "memory", Percent), ("Disk Usage", "disk:/", Percent), ("Load Average", "load", @"[\d.]+")),

        // "Weekly Performance Analysis".
        .. Of("mcp-discovery", "mcp-discovery", ("Average Response Time", "discoveryResponse", "129 ms"), ("Cache Hit Rate", "cacheHitRate", @"0\.82"), ("Memory Usage", "discoveryMemory", "150 MB"), ("Total Servers", "discoveredServers", "9"),
            ("Total Tools", "discoveredTools", "42"), ("Success Rate", "discoverySuccess", @"0\.97"), ("Workflow Patterns", "workflowPatterns", "17"), ("Resource Patterns", "resourcePatterns", "5"), ("Hook Integrations", "hookInteractions", "239")),

        // "MCP Monthly Maintenance Report".
        .. Of("kilocode", "mcp-memory", ("Services", "Availability", "✓ 100 %"), ("Disk Usage", "disk:/", Percent), ("Memory Usage", "memory", Percent), ("CPU Usage", "cpu", Percent), ("Load Average", "load", @"[\d.]+"),
            ("SSL Certificate", "certificates:[^|]*", "✓ (89|90) days left"), ("Latest Backup", "Newest backup", @"✓ mcp-memory/\w+, Complete, 0(\.\d+)? h old, .*"), ("Backup Count", "Backups kept", "1")),
        .. new[] { "mcp-filesystem", "mcp-postgres", "mcp-compliance" }.SelectMany(server => Of("kilocode", server, ("Services", "Availability", "✓ 100 %"))),

        // "MCP Orchestrator Daily Log Report".
        .. Of("mcp-orchestrator", "mcp-orchestrator", ("Error Analysis", "14", @"Connection to upstream timed out after <\*>"), ("Most Recent Errors", "14", @"Connection [^|]* \| [\d: -]+"),
            ("Performance Analysis", "Response in the logs", "85 ms on average, 95 % within 85 ms, at most 85 ms"), ("Total errors", "Log errors", Errors), ("Log files analyzed", "Log errors", "(?=.*, 1 file \\|)" + Errors)),
    ];

    private static IEnumerable<GuideReport> Of(string guide, string server, params (string Figure, string Name, string Value)[] figures) => figures.Select(one => new GuideReport(guide, server, one.Figure, one.Name, one.Value));
}
