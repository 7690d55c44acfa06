using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace McpOps.Benchmarks.Monitoring;

/// <summary>Many MCP servers on one loopback port, each at a path of its own; it notes when each is asked. What does not speak MCP gets 200.</summary>
internal sealed class WatchTargets : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WatchTargets(WebApplication app) => _app = app;

    /// <summary>When each server was asked first by a probe, by its name.</summary>
    public ConcurrentQueue<(string Server, DateTimeOffset At)> Probes { get; } = new();

    public string Url(string server) => $"{_app.Urls.First()}/{server}/mcp";

    public static async Task<WatchTargets> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var targets = new WatchTargets(app);
        app.Run(targets.AnswerAsync);
        await app.StartAsync();
        return targets;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var server = context.Request.Path.Value!.Split('/')[1];
        var message = context.Request.Method is "POST" ? await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) : null;
        var method = (string?)message?["method"];
        if (message is null && context.Request.Method is "GET" || method is "initialize" or "server/discover")
        {
            Probes.Enqueue((server, TimeProvider.System.GetUtcNow()));
        }

        if (message?["id"] is not { } id)
        {
            context.Response.StatusCode = message is null ? 200 : 202;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(method switch
        {
            "initialize" => Result(id, """{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"fleet","version":"1"}}"""),
            "tools/list" => Result(id, """{"tools":[{"name":"echo","description":"Says it","inputSchema":{"type":"object"}}]}"""),
            _ => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32601,"message":"Method not found"}}""",
        });
    }

    private static string Result(JsonNode id, string result) => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{{{result}}}}""";
}
