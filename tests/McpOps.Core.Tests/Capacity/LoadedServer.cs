using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace McpOps.Core.Tests.Capacity;

/// <summary>An MCP server over HTTP that does what a test says when its tool is called, and remembers what it was asked.</summary>
internal sealed class LoadedServer : IAsyncDisposable
{
    public const string Result = """{"content":[{"type":"text","text":"ok"}]}""";

    private readonly Func<HttpContext, long, Task> _call;
    private LoopbackWeb? _web;
    private int _sessions;

    private LoadedServer(Func<HttpContext, long, Task> call) => _call = call;

    public Uri Url => new(_web!.Url, "/mcp");

    /// <summary>The ids of the tool calls.</summary>
    public ConcurrentBag<long> Ids { get; } = [];

    /// <summary>Sessions that are open.</summary>
    public ConcurrentDictionary<string, bool> Sessions { get; } = new();

    /// <summary>True to speak the modern era only.</summary>
    public bool Modern { get; init; }

    /// <summary>Headers of the last tool call.</summary>
    public IReadOnlyDictionary<string, string> LastHeaders { get; private set; } = new Dictionary<string, string>();

    public static async Task<LoadedServer> StartAsync(Func<HttpContext, long, Task> call, bool modern = false)
    {
        var server = new LoadedServer(call) { Modern = modern };
        server._web = await LoopbackWeb.StartAsync(server.AnswerAsync);
        return server;
    }

    /// <summary>The usual answer.</summary>
    public static Task OkAsync(HttpContext context, long id) => WriteAsync(context, $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{Result}}}""");

    public static async Task WriteAsync(HttpContext context, string body, string type = "application/json")
    {
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    public async ValueTask DisposeAsync() => await _web!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsDelete(context.Request.Method))
        {
            Sessions.TryRemove(context.Request.Headers["Mcp-Session-Id"].ToString(), out _);
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = 405;
            return;
        }

        using var request = await JsonDocument.ParseAsync(context.Request.Body);
        if (!request.RootElement.TryGetProperty("id", out var id))
        {
            context.Response.StatusCode = 202;
            return;
        }

        var method = request.RootElement.GetProperty("method").GetString();
        if (method == "tools/call")
        {
            Ids.Add(id.GetInt64());
            LastHeaders = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            await _call(context, id.GetInt64());
            return;
        }

        await WriteAsync(context, $$"""{"jsonrpc":"2.0","id":{{id.GetRawText()}},{{Body(context, method)}}}""");
    }

    private string Body(HttpContext context, string? method)
    {
        switch (method)
        {
            case "initialize" when !Modern:
                var session = "session-" + Interlocked.Increment(ref _sessions);
                Sessions[session] = true;
                context.Response.Headers["Mcp-Session-Id"] = session;
                return """ "result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"loaded","version":"1"}}""";
            case "server/discover" when Modern:
                return """ "result":{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"ttlMs":0,"cacheScope":"private","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"loaded","version":"1"}}}""";
            case "tools/list":
                return """
                    "result":{"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[
                      {"name":"work","inputSchema":{"type":"object","properties":{"size":{"type":"integer","minimum":1},"mode":{"enum":["a","b"]}},"required":["size"],"additionalProperties":false},"annotations":{"readOnlyHint":true}},
                      {"name":"write","inputSchema":{"type":"object"}}]}
                    """;
            default:
                return """ "error":{"code":-32601,"message":"Method not found"}""";
        }
    }
}
