namespace McpOps.Replicas;

/// <summary>MCP Context Forge.</summary>
internal static class ContextForge
{
    public static IReadOnlyList<GuideSystem> All { get; } =
    [
        new("mcp-context-forge", "1.0.0", "opt/mcp-context-forge/logs/mcp_server.log")
        {
            Tools = [.. Enumerable.Range(1, 15).Select(number => new ReplicaTool($"context_{number}", $"Reads context number {number}.", "context"))],
            Pages = new Dictionary<string, string>
            {
                ["/health"] = """{"status":"{status}","uptime":{uptime},"modules":"6/6"}""",
                ["/sessions/count"] = "5",
                ["/connections/count"] = "12",
                ["/metrics/context_score"] = "0.21",
            },
            Certificates = ["etc/ssl/mcp-context-forge.crt"],
            Folders = ["tmp/mcp_context_cache", "tmp/mcp_server_sessions", "opt/backups"],
            Files = new Dictionary<string, string>
            {
                ["opt/mcp-context-forge/config/server.json"] = """{ "port": 8051, "context_cache_size": 5000 }""",
                ["etc/mcp-context-forge/forge.env"] = "ARCHON_SERVER_PORT=8181\nTHREAD_POOL_SIZE=16\nMAX_WORKERS=8\nMEMORY_LIMIT_GB=4\n",
                ["var/lib/mcp-context-forge/data/contexts.jsonl"] = string.Join('\n', Enumerable.Range(1, 200).Select(number => $$"""{"id":{{number}},"text":"what was said in session {{number % 5}}"}""")),
                ["var/log/mcp-context-forge/access.log"] = "2026-11-20 10:00:00 - access - WARNING - 401 UNAUTHORIZED from 192.0.2.7\n2026-11-20 10:00:02 - access - WARNING - login FAILED for admin from 192.0.2.7\n",
                ["opt/mcp-context-forge/scripts/cleanup_context_cache.py"] = "print('Context cache cleaned')\n",
            },
            Done = _ => "Context request done. Response time: 85 ms",
        },
    ];
}
