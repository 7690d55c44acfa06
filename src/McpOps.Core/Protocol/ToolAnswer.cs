using System.Text.Json;
using McpOps.Protocol.Rpc;

namespace McpOps.Protocol;

/// <summary>Reads what a tool answered.</summary>
internal static class ToolAnswer
{
    public static McpToolResult Read(string server, string tool, JsonElement result, double latencyMs)
    {
        if (Json.Text(result, "resultType") is "input_required")
        {
            return new McpToolResult { Server = server, Tool = tool, IsError = true, Text = "The tool asks for further input (elicitation, sampling or roots), which only a client with a person or a model behind it can give.", LatencyMs = latencyMs };
        }

        var content = Json.Member(result, "content");
        return new McpToolResult
        {
            Server = server,
            Tool = tool,
            IsError = Json.Flag(result, "isError") ?? false,
            Text = content.ValueKind is JsonValueKind.Array ? string.Join('\n', content.EnumerateArray().Select(Part)) : "",
            Structured = Json.Member(result, "structuredContent") is { ValueKind: not JsonValueKind.Undefined } structured ? structured.GetRawText() : null,
            LatencyMs = latencyMs,
        };
    }

    public static string Refused(string tool, RpcError error) => error.Code is RpcError.InvalidParams or RpcError.MethodNotFound
        ? $"It refuses the call of '{Plain.Text(tool)}': {error}. Check the tool's name and arguments against its tool list."
        : $"The call of '{Plain.Text(tool)}' failed: {error}. Look at the server's log.";

    // Text as it is; of the rest, what it is, so that nothing is left out silently and no picture floods a terminal.
    private static string Part(JsonElement part) => Json.Text(part, "type") switch
    {
        "text" => Json.Text(part, "text") ?? "",
        "resource" when Json.Text(Json.Member(part, "resource"), "text") is { } text => text,
        "resource" => $"[resource {Json.Text(Json.Member(part, "resource"), "uri")}]",
        "resource_link" => $"[link {Json.Text(part, "uri")}]",
        { } kind => $"[{kind} {Json.Text(part, "mimeType")}, {Json.Text(part, "data")?.Length ?? 0} characters of Base64]",
        null => part.GetRawText(),
    };
}
