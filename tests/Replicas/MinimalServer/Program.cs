using McpOps.Replicas;
using Microsoft.AspNetCore.Server.Kestrel.Core;

// The least that is an MCP server over Streamable HTTP: one tool, no sessions, JSON answers. It is what load generators are compared on.
// It prints its address, and ends when its standard input does.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, args.Length > 0 ? int.Parse(args[0]) : 5000, listen => listen.Protocols = HttpProtocols.Http1));
await using var app = builder.Build();
app.Run(async context =>
{
    if (!HttpMethods.IsPost(context.Request.Method))
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        return;
    }

    var body = new byte[(int)(context.Request.ContentLength ?? 65536)];
    var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
    if (Answers.To(body.AsMemory(0, length)) is not { } answer)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return;
    }

    context.Response.ContentType = "application/json";
    context.Response.ContentLength = answer.Length;
    await context.Response.Body.WriteAsync(answer, context.RequestAborted);
});
await app.StartAsync();
Console.WriteLine(string.Join(' ', app.Urls));
await Console.In.ReadToEndAsync();
