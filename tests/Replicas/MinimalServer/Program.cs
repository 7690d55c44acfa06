using McpOps.Replicas;
using Microsoft.AspNetCore.Server.Kestrel.Core;

// The least that is an MCP server over Streamable HTTP: one tool, no sessions, JSON answers. It is what load generators are compared on.
// It prints its address, and ends when its standard input does. Arguments: the port, and for a server that stalls the length of its stalls
// and the time from one to the next, in milliseconds.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, args.Length > 0 ? int.Parse(args[0]) : 5000, listen => listen.Protocols = HttpProtocols.Http1));
await using var app = builder.Build();
var stall = args.Length > 2 ? new Stall(TimeSpan.FromMilliseconds(int.Parse(args[1])), TimeSpan.FromMilliseconds(int.Parse(args[2]))) : null;
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

    var held = stall is not null && await stall.WaitAsync();
    context.Response.ContentType = "application/json";
    context.Response.ContentLength = answer.Length;
    await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    if (held)
    {
        stall!.Answered();
    }
});
await app.StartAsync();
Console.WriteLine(string.Join(' ', app.Urls));
stall?.Start();
await Console.In.ReadToEndAsync();
