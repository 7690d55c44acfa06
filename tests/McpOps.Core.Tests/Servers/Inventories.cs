namespace McpOps.Core.Tests.Servers;

/// <summary>Inventories that several tests read.</summary>
internal static class Inventories
{
    /// <summary>Everything that an inventory can say, in every form of it.</summary>
    public const string Whole = """
        // an operator's inventory
        {
          "$schema": "schema/mcpops.schema.json",
          "servers": {
            "files": {
              "transport": "stdio", "command": ["npx", "-y"], "args": ["@modelcontextprotocol/server-filesystem", "/srv", 1],
              "cwd": "files", "env": { "LEVEL": "debug", "N": 1, "ON": true },
              "service": { "kind": "process", "name": "server-filesystem", "startCommand": ["npx", "x"], "workingDirectory": "~/run" },
              "tags": "storage", "enabled": false, "timeoutSeconds": 2.5,
            },
            "web": {
              "url": "http://127.0.0.1:8000/mcp", "headers": { "Authorization": "Bearer ${env:WEB_TOKEN}" }, "profile": null,
              "service": { "kind": "docker", "name": "web" }, "ports": [8000, 9000], /* both */
              "endpoints": {
                "metrics": "http://127.0.0.1:9000/metrics",
                "health": { "url": "http://127.0.0.1:8000/health", "status": 204, "optional": true, "conditions": ["$.status == \"healthy\""] },
              },
              "logs": ["logs/web.log*", "~/web.log", "/var/log/web.log"], "logFormat": "json",
              "certificates": ["tls/web.pem", "example.com:443"],
              "databases": {
                "main": { "kind": "postgres", "url": "${env:DATABASE_URL}" },
                "parts": { "kind": "postgres", "host": "db", "port": 5433, "database": "app", "user": "me", "password": "a;b'c" },
                "cache": { "kind": "sqlite", "path": "cache.db" },
              },
              "backup": {
                "destination": "s3://bucket/prefix",
                "sets": { "config": { "paths": ["web.conf"], "include": ["*.conf"], "exclude": [".git"] } },
                "retention": { "keepLast": 3, "keepDaily": 7, "keepWeekly": 4, "keepMonthly": 12, "keepYearly": 2, "keepWithin": "30d" },
                "afterRestore": [["systemctl", "daemon-reload"], "true"],
              },
              "probe": { "tool": "echo", "arguments": { "message": "hi", "n": [1, 2.5, null, true] }, "expect": "hi", "allowWrites": true },
              "load": [{ "tool": "echo", "arguments": { "message": "x" }, "weight": 3 }, { "tool": "add" }],
              "audit": { "ports": [22], "accounts": ["mcp"], "failedLogins": 10 },
              "thresholds": { "cpu": 70, "disk": { "warning": 75, "critical": 85 } },
              "tags": ["prod", "eu"],
            },
          },
        }
        """;
}
