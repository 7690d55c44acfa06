namespace McpOps.Replicas;

/// <summary>The four MCP servers of KiloCode.</summary>
internal static class KiloCode
{
    private const string Place = "opt/kilocode/mcp-servers";

    public static IReadOnlyList<GuideSystem> All { get; } =
    [
        new("mcp-postgres", "1.2.0", "var/log/kilocode/mcp/mcp-postgres.log")
        {
            Certificates = ["etc/kilocode/mcp/security/ssl.crt"],
            Tools = [new("query", "Runs a query that only reads.", "[]")],
            Files = new Dictionary<string, string>
            {
                ["etc/kilocode/mcp/servers.json"] = """{ "servers": ["mcp-filesystem", "mcp-postgres", "mcp-memory", "mcp-compliance"] }""",
                [$"{Place}/kilocode-mcp-installer/install.sh"] = "#!/bin/sh\necho installed\n",
                [$"{Place}/scripts/validate-config.sh"] = "#!/bin/sh\nexit 0\n",
                [$"{Place}/reports/monthly-report-202610.txt"] = "MCP Monthly Maintenance Report\n",
            },
        },
        new("mcp-memory", "2.0.1", "var/log/kilocode/mcp/mcp-memory.log")
        {
            Tools = [new("recall", "Recalls what was said.", "nothing yet"), new("remember", "Remembers a note.", "done", ReadsOnly: false)],
            Pages = new Dictionary<string, string>
            {
                ["/get_stats"] = """{"size":12345,"operations":{operations},"errors":0,"uptime":{uptime}}""",
                ["/consolidate"] = """{"consolidated":17}""",
            },
            Files = new Dictionary<string, string>
            {
                [$"{Place}/mcp-memory-service/service.py"] = "# serves memories\n",
                [$"{Place}/memory_db/memories.jsonl"] = string.Join('\n', Enumerable.Range(1, 300).Select(number => $$"""{"memory":{{number}}}""")),
                [$"{Place}/memory_backups/memories-1.jsonl"] = """{"memory":1}""",
            },
        },
        new("mcp-filesystem", "0.9.4", "var/log/kilocode/mcp/mcp-filesystem.log") { Tools = [new("read_file", "Reads a file.", "text"), new("list_directory", "Lists a folder.", "a b c")] },
        new("mcp-compliance", "1.0.3", "var/log/kilocode/mcp/mcp-compliance.log") { Tools = [new("check", "Checks a rule.", "compliant")] },
    ];
}
