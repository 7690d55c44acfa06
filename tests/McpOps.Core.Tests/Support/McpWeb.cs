using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace McpOps.Core.Tests.Support;

/// <summary>An MCP server over Streamable HTTP that behaves, except where a test says otherwise. It keeps what it was asked.</summary>
internal sealed class McpWeb : IAsyncDisposable
{
    private const string Tools = """{"tools":[{"name":"echo","description":"Says it","inputSchema":{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}}},"annotations":{"readOnlyHint":true}}]}""";

    private readonly ConcurrentQueue<Asked> _asked = new();
    private LoopbackWeb? _web;

    /// <summary>Answers instead of the server; false leaves it to the server.</summary>
    internal delegate Task<bool> Instead(HttpContext context, string? method, JsonObject? message);

    public Uri Url => new(_web!.Url, "/mcp");

    public bool Modern { get; private init; }

    public bool Events { get; private init; }

    public IReadOnlyList<Asked> Log => [.. _asked];

    /// <summary>The methods that were asked for, an HTTP method in the place of one where there was no message.</summary>
    public IReadOnlyList<string> Methods => [.. _asked.Select(asked => asked.Method)];

    public static async Task<McpWeb> StartAsync(bool modern = false, bool events = false, Instead? instead = null)
    {
        var server = new McpWeb { Modern = modern, Events = events };
        server._web = await LoopbackWeb.StartAsync(context => server.AnswerAsync(context, instead));
        return server;
    }

    public Task ResultAsync(HttpContext context, JsonNode? id, string result) => SendAsync(context, $$$"""{"jsonrpc":"2.0","id":{{{id?.ToJsonString() ?? "null"}}},"result":{{{result}}}}""");

    public Task ErrorAsync(HttpContext context, JsonNode? id, int code, string message, string data = "null") =>
        SendAsync(context, $$$"""{"jsonrpc":"2.0","id":{{{id?.ToJsonString() ?? "null"}}},"error":{"code":{{{code}}},"message":"{{{message}}}","data":{{{data}}}}}""");

    public ValueTask DisposeAsync() => _web!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, Instead? instead)
    {
        var message = context.Request.Method is "POST" ? (await JsonNode.ParseAsync(context.Request.Body))!.AsObject() : null;
        var method = (string?)message?["method"];
        _asked.Enqueue(new Asked(method ?? (message is null ? context.Request.Method : "reply"), context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (instead is null || !await instead(context, method, message))
        {
            await ProperAsync(context, method, message);
        }
    }

    private Task ProperAsync(HttpContext context, string? method, JsonObject? message)
    {
        var id = message?["id"];
        switch (method)
        {
            case "server/discover" when Modern:
                return ResultAsync(context, id, """{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"instructions":"Be kind","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"web","version":"2"}}}""");
            case "initialize" when !Modern:
                context.Response.Headers["Mcp-Session-Id"] = "s-1";
                return ResultAsync(context, id, """{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"web","version":"1"}}""");
            case "tools/list":
                return ResultAsync(context, id, Tools);
            case "tools/call":
                return ResultAsync(context, id, $$"""{"content":[{"type":"text","text":"ok"}],"structuredContent":{{message!["params"]!["arguments"]!.ToJsonString()}}}""");
            case "ping" when !Modern:
                return ResultAsync(context, id, "{}");
            case null:
                context.Response.StatusCode = context.Request.Method is "DELETE" ? 200 : message is null ? 405 : 202;
                return Task.CompletedTask;
            default:
                context.Response.StatusCode = id is null ? 202 : 200;
                return id is null ? Task.CompletedTask : ErrorAsync(context, id, -32601, "Method not found");
        }
    }

    private Task SendAsync(HttpContext context, string message)
    {
        context.Response.ContentType = Events ? "text/event-stream" : "application/json";
        return context.Response.WriteAsync(Events ? $"event: message\ndata: {message}\n\n" : message);
    }
}

/// <summary>What a server was asked.</summary>
internal sealed record Asked(string Method, IReadOnlyDictionary<string, string> Headers);
