using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace McpOps.Core.Tests.Probing;

/// <summary>The least of a legacy MCP server over Streamable HTTP, with the tools and answers that a test wants.</summary>
internal static class ReplyingServer
{
    public const string ReadOnlyTool = """{"name":"status","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}}""";
    public const string WritingTool = """{"name":"write","inputSchema":{"type":"object"}}""";

    /// <summary>Starts it; <paramref name="call"/> gives the result of a tool call as JSON.</summary>
    public static Task<LoopbackWeb> StartAsync(string tools, Func<JsonNode, string>? call = null) => LoopbackWeb.StartAsync(Answer(tools, call));

    public static RequestDelegate Answer(string tools, Func<JsonNode, string>? call = null) => async context =>
    {
        var request = context.Request.Method == "POST" ? await JsonNode.ParseAsync(context.Request.Body) : null;
        if (request?["id"] is not { } id)
        {
            context.Response.StatusCode = request is null ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status202Accepted;
            return;
        }

        var result = request["method"]!.GetValue<string>() switch
        {
            "initialize" => """{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"replying","version":"1.2.3"}}""",
            "tools/list" => $$"""{"tools":[{{tools}}]}""",
            "tools/call" when call is not null => call(request["params"]!),
            "ping" => "{}",
            _ => null,
        };
        await LoopbackWeb.Json(result is null
            ? $$$"""{"jsonrpc":"2.0","id":{{{id.ToJsonString()}}},"error":{"code":-32601,"message":"Method not found"}}"""
            : $$"""{"jsonrpc":"2.0","id":{{id.ToJsonString()}},"result":{{result}}}""")(context);
    };
}
