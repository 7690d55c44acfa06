using McpOps.Core.Tests.Support;
using McpOps.Protocol;
using McpOps.Servers;
using Microsoft.AspNetCore.Http;

namespace McpOps.Core.Tests.Protocol;

/// <summary>A greeting that is refused in an unusual way falls back, and leaves no session behind.</summary>
public sealed class OddGreetingTests
{
    [Theory]
    [InlineData(400, """{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Missing session ID"}}""")]
    [InlineData(200, """{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Missing session ID"}}""")]
    [InlineData(200, """{"jsonrpc":"2.0","id":99,"error":{"code":-32600,"message":"Missing session ID"}}""")]
    [InlineData(404, """{"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"Session not found"}}""")]
    [InlineData(200, """{"error":"unknown method"}""")]
    [InlineData(200, "{}")]
    [InlineData(200, "null")]
    [InlineData(405, "")]
    [InlineData(410, "gone")]
    [InlineData(428, "session required")]
    public async Task The_older_greeting_follows(int status, string body)
    {
        await using var web = await McpWeb.StartAsync(instead: async (context, method, _) =>
        {
            if (method is "server/discover")
            {
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(body);
            }

            return method is "server/discover";
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(web.Url));
        Assert.Equal((McpVerdict.Healthy, ""), (probe.Verdict, probe.Message));
    }

    [Fact]
    public async Task Every_session_that_was_made_on_the_way_is_ended()
    {
        var (made, ended) = (0, new List<string>());
        await using var web = await McpWeb.StartAsync(instead: async (context, method, message) =>
        {
            if (context.Request.Method is "DELETE")
            {
                lock (ended)
                {
                    ended.Add(context.Request.Headers["Mcp-Session-Id"]!);
                }
            }
            else if (method is "server/discover" or "initialize")
            {
                context.Response.Headers["Mcp-Session-Id"] = $"made-{++made}";
                context.Response.ContentType = "application/json";
                context.Response.StatusCode = method is "initialize" ? 200 : 400;
                await context.Response.WriteAsync(method is "initialize"
                    ? $$$"""{"jsonrpc":"2.0","id":{{{message!["id"]}}},"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{} } } }"""
                    : """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Missing session ID"}}""");
                return true;
            }

            return false;
        });
        Assert.Equal(McpVerdict.Healthy, (await Probe.RunAsync(McpServer.FromUrl(web.Url))).Verdict);
        Assert.Equal(["made-1", "made-2"], ended.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task So_is_one_that_a_greeting_made_after_another_had_won()
    {
        var initialized = new TaskCompletionSource();
        await using var web = await McpWeb.StartAsync(instead: async (context, method, _) =>
        {
            if (method is "tools/list")
            {
                initialized.TrySetResult();
            }

            if (method is not "server/discover")
            {
                return false;
            }

            await initialized.Task;
            context.Response.Headers["Mcp-Session-Id"] = "late";
            context.Response.StatusCode = 400;
            return true;
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(web.Url), new ConnectOptions { Timeout = TimeSpan.FromSeconds(30), DiscoverPatience = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(McpVerdict.Healthy, probe.Verdict);
        Assert.Equal(["late", "s-1"], web.Log.Where(asked => asked.Method is "DELETE").Select(asked => asked.Headers["Mcp-Session-Id"]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false, "", true)]
    [InlineData(false, "null", true)]
    [InlineData(true, "", false)]
    [InlineData(false, "5", false)]
    public async Task An_empty_cursor_is_the_end_before_the_modern_era(bool modern, string cursor, bool ends)
    {
        await using var web = await McpWeb.StartAsync(modern, instead: (context, method, message) => method is "tools/list"
            ? AnsweredAsync(context, $$$"""{"jsonrpc":"2.0","id":{{{message!["id"]}}},"result":{"tools":[],"nextCursor":{{{(cursor.Length == 0 ? "\"\"" : cursor)}}}}}""")
            : Task.FromResult(false));
        var probe = await Probe.RunAsync(McpServer.FromUrl(web.Url));
        Assert.Equal((ends ? McpVerdict.Healthy : McpVerdict.ProtocolError, ends), (probe.Verdict, !probe.Message.Contains("cursor", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_answer_to_the_notification_in_the_stream_of_the_next_call_is_passed_over()
    {
        await using var web = await McpWeb.StartAsync(instead: async (context, method, message) =>
        {
            if (method is not "tools/list")
            {
                return false;
            }

            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("""data: {"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"Method not found: notifications/initialized"}}""" + "\n\n");
            await context.Response.WriteAsync($$$"""data: {"jsonrpc":"2.0","id":{{{message!["id"]}}}.0,"result":{"tools":[],"nextCursor":null},"error":null}""" + "\n\n");
            return true;
        });
        Assert.Equal(McpVerdict.Healthy, (await Probe.RunAsync(McpServer.FromUrl(web.Url))).Verdict);
    }

    private static async Task<bool> AnsweredAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
        return true;
    }
}
