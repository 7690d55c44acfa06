using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpOps.Servers;

/// <summary>Writes an inventory with comments that say where each server came from and what may be added.</summary>
internal static class InventoryText
{
    private const string Head = """
        // The MCP servers that you operate. McpOps finds this file at --config-path PATH (-ConfigPath), $MCPOPS_CONFIG,
        // ./mcpops.json, and in the user's and the machine's configuration folder. Comments and trailing commas are allowed.
        // ${env:NAME} stands for an environment variable: it is looked up when a server is reached, and never written back.
        // What else a server can have: service, ports, endpoints, logs, certificates, databases, backup, probe, load, thresholds,
        // every, dependsOn, metrics, rules, timeoutSeconds, tags, and a profile that gives defaults for them. All of it is described in mcpops.schema.json.
        {
          // Who is told when something is wrong, by 'mcpops watch' (Watch-McpHealth). Take away the slashes before what you want.
          // A channel is of kind smtp, slack, teams, discord, pagerduty, alertmanager, webhook, file or command.
          // "channels": { "ops": { "kind": "slack", "url": "${env:SLACK_WEBHOOK}" }, "log": { "kind": "file", "path": "alerts.jsonl" } },
          // "alerts": { "routes": [{ "to": ["ops"] }], "suppressFor": "15m", "remind": ["1h", "4h", "24h"], "escalate": [{ "after": "15m", "to": ["ops"] }], "windows": [{ "name": "patching", "zone": "Europe/Berlin", "cron": "0 2 * * 0", "for": "2h" }] },
          // "watch": { "every": "60s", "failures": 3, "successes": 2, "witnesses": ["192.0.2.1:53"], "deadMan": "${env:PING_URL}" },
          // "history": { "store": "${env:MCPOPS_HISTORY}", "keep": "400d", "keepRollups": "1827d" },

          "servers": {

        """;

    private const string Example = """
            // No MCP client on this machine names a server. Write yours like these:
            // "web":   { "url": "http://127.0.0.1:8000/mcp", "headers": { "Authorization": "Bearer ${env:WEB_TOKEN}" } },
            // "files": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/srv/files"] },
            // "crawl": { "profile": "crawl4ai" },

        """;

    private static readonly JsonSerializerOptions Text = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole file. The connections hold references already where secrets were.</summary>
    public static string Of(IEnumerable<(McpServer Server, McpConnection Connection)> servers)
    {
        var text = new StringBuilder(Head);
        var count = 0;
        foreach (var (server, connection) in servers)
        {
            text.Append(count++ == 0 ? "" : "\n");
            foreach (var source in server.Sources)
            {
                text.Append("    // From ").Append(OneLine(source.ToString())).Append('\n');
            }

            Append(text, server, connection);
        }

        text.Append(count == 0 ? Example : "").Append("  }\n}\n");
        return text.Replace("\r\n", "\n").ToString();
    }

    private static void Append(StringBuilder text, McpServer server, McpConnection connection)
    {
        text.Append("    ").Append(Json(server.Name)).Append(": {\n");
        Append(text, "transport", connection.Transport is McpTransport.Sse ? connection.Transport : null);
        Append(text, "command", connection.Command);
        Append(text, "args", connection.Arguments.Count > 0 ? connection.Arguments : null);
        Append(text, "cwd", connection.WorkingDirectory);
        Append(text, "env", connection.Environment.Count > 0 ? connection.Environment : null);
        Append(text, "url", connection.Url);
        Append(text, "headers", connection.Headers.Count > 0 ? connection.Headers : null);
        Append(text, "enabled", server.Enabled ? null : false);
        text.Append("    },\n");
    }

    private static void Append(StringBuilder text, string name, object? value)
    {
        if (value is not null)
        {
            text.Append("      ").Append(Json(name)).Append(": ").Append(Json(value)).Append(",\n");
        }
    }

    private static string Json(object value) => value switch
    {
        IReadOnlyList<string> list => $"[{string.Join(", ", list.Select(Json))}]",
        IReadOnlyDictionary<string, string> map => $"{{ {string.Join(", ", map.Select(pair => $"{Json(pair.Key)}: {Json(pair.Value)}"))} }}",
        bool flag => flag ? "true" : "false",
        _ => JsonValue.Create(value.ToString())!.ToJsonString(Text),
    };

    // A path may hold a line break, which would end the comment.
    private static string OneLine(string text) => new([.. text.Select(character => char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character)]);
}
