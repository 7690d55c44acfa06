namespace McpOps.Core.Tests.Servers;

/// <summary>Inventories that several tests read.</summary>
internal static class Inventories
{
    /// <summary>Everything that an inventory can say, in every form of it.</summary>
    public const string Whole = """
        // an operator's inventory
        {
          "$schema": "schema/mcpops.schema.json", "variables": { "site": "eu" },
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
              "tags": ["prod", "${var:site}"], "variables": { "site": "eu" }, "every": "30s", "dependsOn": ["files"],
              "clean": { "stale": { "paths": ["/tmp/app_*"], "olderThan": "7d", "owner": "mcp", "maxFiles": 10, "maxShare": 80 } },
              "maintain": { "main": { "vacuum": true, "retain": [{ "table": "logs", "column": "created_at", "keep": "30d", "batch": 1000 }] }, "cache": {} },
              "recover": { "limit": 3, "within": "1h", "settle": "30s", "timeout": "60s", "clean": ["stale"] },
              "rotate": [{ "paths": ["/var/log/app/*.log"], "every": "1d", "minSize": 1000, "maxSize": 1e9, "keep": 30, "maxAge": "90d", "compress": true, "signal": "HUP", "reload": ["app", "reopen"] }],
              "plans": { "weekly": { "at": "3:00", "on": "sunday", "steps": [
                { "id": "tidy", "use": "command", "with": { "run": ["true"] }, "needs": ["health"], "when": "diskUsed > 80", "onError": "stop", "timeout": "5m", "enabled": true },
                { "use": "health" } ] } },
              "metrics": {
                "size": { "endpoint": "health", "path": "$.size", "unit": "entries" },
                "hits": { "prometheus": "metrics", "name": "hits_total", "rate": true },
                "tickets": { "database": "main", "query": "select 1" },
                "failures": { "logs": "errors" },
                "cache": { "file": "m.jsonl", "path": "$.c" },
                "answer": { "tool": "echo", "arguments": { "n": 1 }, "path": "$.n" },
              },
              "slo": { "availability": { "target": 99.5, "window": "30d" }, "fast": { "metric": "response", "target": 95, "below": 100 } },
              "advice": { "workers": { "file": "web.env", "key": "WORKERS", "default": 8, "when": ["value > 4 * cores"], "to": "2 * cores", "because": "They wait for each other." } },
              "rules": {
                "slow": { "metric": "response", "statistic": "p95", "window": "5m", "above": { "warning": 500, "critical": 1000 }, "for": "2m", "advice": "Look." },
                "cold": { "metric": "hits", "below": { "critical": 1 } },
              },
            },
          },
          "history": { "store": "~/history", "keep": "400d", "keepRollups": "900d" },
          "channels": {
            "mail": { "kind": "smtp", "host": "localhost", "port": 587, "security": "starttls", "user": "me", "password": "${env:P}", "token": "${env:T}", "tokenCommand": ["token"], "from": "a@example.org", "to": ["b@example.org"] },
            "hook": { "kind": "webhook", "url": "https://example.org/hook", "secret": "${env:S}", "template": "{{ title }}", "headers": { "X-Key": "1" }, "timeout": "5s" },
            "pager": { "kind": "pagerduty", "key": "${env:K}" },
            "log": { "kind": "file", "path": "alerts.jsonl" },
            "run": { "kind": "command", "command": ["notify", "--json"] },
          },
          "alerts": {
            "routes": [{ "severity": "critical", "servers": "web*", "rules": ["health"], "to": ["pager"], "last": true }, { "to": "mail" }],
            "suppressFor": "15m", "groupWait": "10s", "remind": ["1h", "24h"], "escalate": [{ "after": "15m", "severity": "warning", "to": ["pager"] }],
            "windows": [{ "name": "patching", "zone": "Europe/Berlin", "cron": "0 2 * * 0", "for": "2h", "servers": ["web"] }],
          },
          "plans": { "daily": { "at": "02:00", "steps": [{ "use": "health" }, { "use": "backup" }] }, "monthly": { "at": "04:00", "on": 1 } },
          "watch": { "every": "60s", "failures": 3, "successes": 2, "witnesses": ["192.0.2.1:53"], "deadMan": "${env:PING}" },
        }
        """;
}
