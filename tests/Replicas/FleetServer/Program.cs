using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Server.Kestrel.Core;

// Many MCP servers in one process, each on a loopback port of its own: those on even places of the list are modern, the others legacy with sessions.
// Arguments: how many, and how many more that never answer. It prints their addresses, and ends when its standard input does.
const string tools = """{"tools":[{"name":"echo","description":"Says it","inputSchema":{"type":"object","properties":{"message":{"type":"string"}}}}]}""";
var (count, hung) = (int.Parse(args[0]), args.Length > 1 ? int.Parse(args[1]) : 0);
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
{
    for (var server = 0; server < count + hung; server++)
    {
        kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
    }
});
await using var app = builder.Build();
var places = new Dictionary<int, int>();
app.Run(AnswerAsync);
await app.StartAsync();
foreach (var url in app.Urls)
{
    places[new Uri(url).Port] = places.Count;
}

Console.WriteLine(string.Join(' ', app.Urls));
await Console.In.ReadToEndAsync();

async Task AnswerAsync(HttpContext context)
{
    var place = places[context.Connection.LocalPort];
    if (place >= count)
    {
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    var message = context.Request.Method is "POST" ? await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) : null;
    var modern = place % 2 == 0;
    var result = (string?)message?["method"] switch
    {
        "server/discover" when modern => """{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"fleet","version":"1"}}}""",
        "initialize" when !modern => """{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"fleet","version":"1"}}""",
        "tools/list" => tools,
        _ => null,
    };
    if (message?["id"] is not { } id)
    {
        context.Response.StatusCode = message is null ? 200 : 202;
        return;
    }

    if (result is not null && !modern)
    {
        context.Response.Headers["Mcp-Session-Id"] = "s";
    }

    context.Response.ContentType = "application/json";
    await context.Response.WriteAsync(result is null
        ? $$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32601,"message":"Method not found"}}"""
        : $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{{{result}}}}""");
}
