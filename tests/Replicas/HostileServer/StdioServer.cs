using System.Collections;
using System.Text;
using System.Text.Json.Nodes;

namespace McpOps.Replicas;

/// <summary>Writes messages, and gives the answers of a server that behaves.</summary>
internal sealed class StdioServer(Stream output)
{
    public void Raw(string text)
    {
        output.Write(Encoding.UTF8.GetBytes(text));
        output.Flush();
    }

    public void Line(string text) => Raw(text + "\n");

    public void Result(JsonNode? id, string result) => Line($$$"""{"jsonrpc":"2.0","id":{{{id?.ToJsonString() ?? "null"}}},"result":{{{result}}}}""");

    public void Error(JsonNode? id, int code, string message, string data = "null") =>
        Line($$$"""{"jsonrpc":"2.0","id":{{{id?.ToJsonString() ?? "null"}}},"error":{"code":{{{code}}},"message":"{{{message}}}","data":{{{data}}}}}""");

    /// <summary>Asks two things of the client and replies only when both are answered as they should be.</summary>
    public void AskThenReply(JsonNode? id, string result)
    {
        Line("""{"jsonrpc":"2.0","id":"p1","method":"ping"}""");
        var pong = JsonNode.Parse(Console.ReadLine()!)!;
        Line("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}""");
        Line("""{"jsonrpc":"2.0","id":99,"method":"roots/list"}""");
        var refusal = JsonNode.Parse(Console.ReadLine()!)!;
        if ((string?)pong["id"] == "p1" && pong["result"] is JsonObject && (int?)refusal["id"] == 99 && (int?)refusal["error"]?["code"] == -32601)
        {
            Result(id, result);
        }
    }

    public void Proper(string? method, JsonNode? id, JsonNode? parameters)
    {
        switch (method)
        {
            case "initialize":
                Result(id, Replies.Initialize((string?)parameters?["protocolVersion"] is "2024-11-05" ? "2024-11-05" : "2025-06-18"));
                break;
            case "tools/list":
                Result(id, Replies.Tools);
                break;
            case "tools/call":
                Call(id, parameters!);
                break;
            case "ping":
                Result(id, "{}");
                break;
            default:
                if (id is not null)
                {
                    Error(id, -32601, "Method not found");
                }

                break;
        }
    }

    private void Call(JsonNode? id, JsonNode parameters)
    {
        switch ((string?)parameters["name"])
        {
            case "environment":
                var names = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key).Order(StringComparer.Ordinal);
                Result(id, $$$"""{"content":[{"type":"text","text":"{{{string.Join(' ', names)}}}"}]}""");
                break;
            case "echo":
                Result(id, $$$"""{"content":[{"type":"text","text":"said"},{"type":"image","mimeType":"image/png","data":"AAAA"}],"structuredContent":{{{parameters["arguments"]!.ToJsonString()}}}}""");
                break;
            case "fail":
                Result(id, """{"content":[{"type":"text","text":"no such city"}],"isError":true}""");
                break;
            default:
                Error(id, -32602, "Unknown tool");
                break;
        }
    }
}

/// <summary>Results that tests know.</summary>
internal static class Replies
{
    public const string Discover = """{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"hostile","version":"2"}},"ttlMs":0,"cacheScope":"private"}""";

    public const string Tools = """{"tools":[{"name":"echo","inputSchema":{"type":"object","required":["city"]},"annotations":{"readOnlyHint":true}},{"name":"fail","description":"Fails","inputSchema":{"type":"object"}}]}""";

    public static string Initialize(string version) => $$$"""{"protocolVersion":"{{{version}}}","capabilities":{"tools":{}},"serverInfo":{"name":"hostile","version":"1"}}""";

    /// <summary>Three pages; the last repeats a name of the first.</summary>
    public static string Page(string? cursor) => cursor switch
    {
        null => """{"tools":[{"name":"one","inputSchema":{"type":"object"}}],"nextCursor":"b"}""",
        "b" => """{"tools":[{"name":"two","inputSchema":{"type":"object"}}],"nextCursor":"c"}""",
        _ => """{"tools":[{"name":"one","inputSchema":{"type":"object"}}]}""",
    };
}
