using System.Globalization;

namespace McpOps.Replicas;

/// <summary>The enhanced MCP discovery system.</summary>
internal static class Discovery
{
    public static IReadOnlyList<GuideSystem> All { get; } =
    [
        new("mcp-discovery", "3.0.0", "var/log/mcp_discovery/discovery.log")
        {
            Tools =
            [
                new("discover_tools", "Discovers the tools of all servers.", "42 tools"), new("get_comprehensive_analytics", "Tells figures.", """{"performance":{"avg_response_time_ms":120,"cache_hit_rate":0.82}}"""),
                new("clear_caches", "Clears all caches.", "cleared", ReadsOnly: false), new("get_pattern_analytics", "Lists learned patterns.", """{"total_patterns":17}"""),
            ],
            Files = new Dictionary<string, string>
            {
                ["home/.config/claude/hooks.json"] = """{ "hooks": [] }""",
                ["var/log/mcp_discovery/alerts.log"] = "2026-11-20 10:00:00 - monitor - WARNING - Response time above target\n",
                ["var/log/mcp_discovery/metrics.jsonl"] = Figures(),
                ["var/log/mcp_discovery_metrics.jsonl"] = Figures(),
                ["var/log/mcp_discovery_alerts.log"] = "2026-11-20 10:00:00 - monitor - WARNING - Response time above target\n",
            },
        },
    ];

    // What its own monitor exports each minute.
    private static string Figures() => string.Join('\n', Enumerable.Range(0, 240).Select(minute => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"timestamp":"{{{TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(minute - 240):yyyy-MM-ddTHH:mm:ssZ}}}","performance":{"avg_response_time_ms":{{{110 + (minute % 20)}}},"cache_hit_rate":0.82,"memory_usage_mb":150},"discovery_status":{"total_servers":9,"total_tools":42,"success_rate":0.97},"workflow_patterns":{"total_patterns":17,"hook_interactions":{{{minute}}}},"resource_monitoring":{"patterns_learned":5}}"""))) + "\n";
}
