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

        var parts = Json.Member(result, "content");
        IReadOnlyList<McpContent> content = parts.ValueKind is JsonValueKind.Array ? [.. parts.EnumerateArray().Select(McpContent.Read)] : [];
        return new McpToolResult
        {
            Server = server,
            Tool = tool,
            IsError = Json.Flag(result, "isError") ?? false,
            Text = string.Join('\n', content),
            Content = content,
            Structured = McpJson.Of(Json.Member(result, "structuredContent")),
            LatencyMs = latencyMs,
        };
    }

    public static string Refused(string tool, RpcError error) => error.Code is RpcError.InvalidParams or RpcError.MethodNotFound
        ? $"It refuses the call of '{Plain.Text(tool)}': {error}. Check the tool's name and arguments against its tool list."
        : $"The call of '{Plain.Text(tool)}' failed: {error}. Look at the server's log.";
}
