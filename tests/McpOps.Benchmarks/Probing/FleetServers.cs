using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace McpOps.Benchmarks.Probing;

/// <summary>Many small MCP servers in one process, each on a loopback port of its own, of both eras by turns; the first never answers.</summary>
internal static class FleetServers
{
    private const string Tools = """{"resultType":"complete","tools":[{"name":"echo","description":"Says it again.","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}}]}""";
    private const string Legacy = """{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"fleet","version":"1"}}""";
    private const string Modern = """{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"fleet","version":"1"}}}""";

    /// <summary>Serves until the standard input ends; writes the ports first, the one that hangs before all.</summary>
    public static async Task ServeAsync(int count)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            for (var server = 0; server <= count; server++)
            {
                kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            }
        });
        await using var app = builder.Build();
        var hung = 0;
        app.Run(context => context.Connection.LocalPort == hung ? Task.Delay(Timeout.Infinite, context.RequestAborted) : AnswerAsync(context));
        await app.StartAsync();
        var ports = app.Urls.Select(url => new Uri(url).Port).ToList();
        hung = ports[0];
        Console.WriteLine(string.Join(' ', ports));
        await Console.In.ReadToEndAsync();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request.Method == "POST" ? await JsonNode.ParseAsync(context.Request.Body) : null;
        if (request?["id"] is not { } id)
        {
            context.Response.StatusCode = request is null ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status202Accepted;
            return;
        }

        var isModern = context.Connection.LocalPort % 2 == 0;
        var result = request["method"]!.GetValue<string>() switch
        {
            "server/discover" when isModern => Modern,
            "initialize" when !isModern => Legacy,
            "tools/list" => Tools,
            _ => null,
        };
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(result is null
            ? $$$"""{"jsonrpc":"2.0","id":{{{id.ToJsonString()}}},"error":{"code":-32601,"message":"Method not found"}}"""
            : $$"""{"jsonrpc":"2.0","id":{{id.ToJsonString()}},"result":{{result}}}""");
    }
}
