using System.Globalization;
using System.Text.Json;

namespace McpOps.Replicas;

/// <summary>The MCP orchestrator: its back end, its front end, and what stands for its database's container.</summary>
internal static class Orchestrator
{
    public static IReadOnlyList<GuideSystem> All { get; } =
    [
        new("mcp-orch-postgres", "15", "var/log/mcp-orch/postgres.log"),
        new("mcp-orchestrator", "1.0.0", "var/log/mcp-orch/app.log")
        {
            Tools = [new("list_projects", "Lists the projects.", "one, two"), new("call_server", "Calls a server of a project.", "done", ReadsOnly: false)],
            Pages = new Dictionary<string, string>
            {
                ["/health"] = """{"status":"{status}","timestamp":"2026-11-28T10:30:00Z","version":"{version}","checks":{"database":"ok","mcp_servers":"ok"}}""",
                ["/metrics"] = "# TYPE mcp_orch_requests_total counter\nmcp_orch_requests_total{method=\"GET\",endpoint=\"/x\",status=\"200\"} {operations}\nmcp_orch_requests_total{method=\"GET\",endpoint=\"/x\",status=\"500\"} 0\n# TYPE mcp_orch_active_connections gauge\nmcp_orch_active_connections 7\n# TYPE mcp_orch_mcp_servers_online gauge\nmcp_orch_mcp_servers_online 4\n",
            },
            Line = (at, level, text) => string.Create(CultureInfo.InvariantCulture, $$"""{"timestamp":"{{at.ToUniversalTime():yyyy-MM-ddTHH:mm:ss.fffZ}}","level":"{{level.ToLowerInvariant()}}","logger":"mcp_orch","event":{{JsonSerializer.Serialize(text)}},"duration":85}"""),
            Files = new Dictionary<string, string>
            {
                ["opt/mcp-orch/.env"] = "LOG_LEVEL=INFO\nCACHE_TTL=3600\n",
                ["opt/mcp-orch/configs/projects.json"] = """{ "projects": ["one", "two"] }""",
                ["opt/mcp-orch/docker-compose.yml"] = "services:\n  postgres:\n    image: postgres:15\n  frontend:\n    build: ./web\n",
                ["opt/mcp-orch/venv/lib/big.bin"] = "what pip makes anew\n",
                ["var/log/mcp-orch/metrics.log"] = Metrics(),
                ["etc/systemd/system/mcp-orchestrator.service"] = "[Unit]\nDescription=MCP Orchestrator\n",
            },
        },
        new("mcp-orch-frontend", "1.0.0", "var/log/mcp-orch/frontend.log") { Pages = new Dictionary<string, string> { ["/"] = "<!doctype html><title>MCP Orchestrator</title>" } },
    ];

    // What performance-monitor.sh has written: an object over several lines, each minute.
    private static string Metrics() => string.Concat(Enumerable.Range(0, 96).Select(hour => string.Create(CultureInfo.InvariantCulture,
        $$"""
        {
          "timestamp": "{{TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(hour - 96):yyyy-MM-ddTHH:mm:ssZ}}",
          "system": { "cpu_usage": {{20 + (hour % 24)}}, "memory_usage": 55.5, "disk_usage": 62 },
          "application": { "response_time": 0.085, "db_connections": {{10 + (hour % 5)}} }
        }

        """)));
}
