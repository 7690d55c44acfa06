using System.Text.Json.Nodes;
using McpOps.Core.Tests.Support;
using McpOps.Protocol;
using McpOps.Servers;
using Microsoft.AspNetCore.Http;

namespace McpOps.Core.Tests.Protocol;

/// <summary>What goes over the wire with a server that behaves, and with one that nearly does.</summary>
public sealed class HttpConversationTests
{
    private static readonly ConnectOptions Patient = new() { Timeout = TimeSpan.FromSeconds(30) };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_modern_server_is_asked_twice_and_in_its_own_way(bool events)
    {
        await using var web = await McpWeb.StartAsync(modern: true, events: events);
        var probe = await Probe.RunAsync(McpServer.FromUrl(web.Url));
        Assert.Equal((McpVerdict.Healthy, "modern", "2026-07-28", 2), (probe.Verdict, probe.Era, probe.Version, probe.Requests));
        Assert.Equal(["server/discover", "tools/list"], web.Methods);
        Assert.All(web.Log, asked =>
        {
            Assert.Equal("2026-07-28", asked.Headers["MCP-Protocol-Version"]);
            Assert.Equal(asked.Method, asked.Headers["Mcp-Method"]);
            Assert.DoesNotContain("Mcp-Session-Id", asked.Headers.Keys);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_legacy_server_gets_its_session_back_and_the_second_time_no_modern_greeting(bool events)
    {
        await using var web = await McpWeb.StartAsync(events: events);
        await using var connector = new McpConnector(new EngineContext());
        var first = await Probe.RunAsync(connector, McpServer.FromUrl(web.Url));
        var second = await Probe.RunAsync(connector, McpServer.FromUrl(web.Url));
        Assert.Equal((McpVerdict.Healthy, "legacy", 4), (first.Verdict, first.Era, first.Requests));
        Assert.Equal((McpVerdict.Healthy, "legacy", 3), (second.Verdict, second.Era, second.Requests));
        string[] known = ["initialize", "notifications/initialized", "tools/list", "DELETE"];
        Assert.Equal(["server/discover", .. known, .. known], web.Methods);
        Assert.All(web.Log.Where(asked => asked.Method is not ("server/discover" or "initialize")), asked => Assert.Equal(("s-1", "2025-11-25"), (asked.Headers["Mcp-Session-Id"], asked.Headers["MCP-Protocol-Version"])));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(406)]
    [InlineData(415)]
    [InlineData(500)]
    public async Task A_legacy_server_may_refuse_the_modern_greeting_in_any_way(int status)
    {
        await using var web = await McpWeb.StartAsync(instead: (context, method, _) =>
        {
            context.Response.StatusCode = method is "server/discover" ? status : 200;
            return Task.FromResult(method is "server/discover");
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(web.Url));
        Assert.Equal((McpVerdict.Healthy, "legacy"), (probe.Verdict, probe.Era));
    }

    [Fact]
    public async Task A_legacy_server_that_never_answers_the_modern_greeting_costs_a_moment_once()
    {
        await using var web = await McpWeb.StartAsync(instead: async (context, method, _) =>
        {
            if (method is "server/discover")
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            return false;
        });
        await using var connector = new McpConnector(new EngineContext());
        var first = await Probe.RunAsync(connector, McpServer.FromUrl(web.Url));
        Assert.Equal((McpVerdict.Healthy, "legacy"), (first.Verdict, first.Era));
        Assert.InRange(first.Phases.TotalMs!.Value, 900, 10_000);
        Assert.Equal(3, (await Probe.RunAsync(connector, McpServer.FromUrl(web.Url))).Requests);
    }

    [Fact]
    public async Task A_session_that_a_slow_server_of_both_eras_made_in_vain_is_ended_too()
    {
        var (greeted, listed) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var web = await McpWeb.StartAsync(modern: true, instead: async (context, method, _) =>
        {
            switch (method)
            {
                case "server/discover":
                    await greeted.Task;
                    return false;
                case "initialize":
                    greeted.SetResult();
                    await listed.Task;
                    context.Response.Headers["Mcp-Session-Id"] = "s-2";
                    return false;
                default:
                    listed.TrySetResult();
                    return false;
            }
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(web.Url), Patient with { DiscoverPatience = TimeSpan.FromMilliseconds(50) });
        Assert.Equal((McpVerdict.Healthy, "modern"), (probe.Verdict, probe.Era));
        Assert.Equal("s-2", web.Log.Single(asked => asked.Method is "DELETE").Headers["Mcp-Session-Id"]);
    }

    [Fact]
    public async Task A_failure_after_the_handshake_leaves_no_session()
    {
        await using var web = await McpWeb.StartAsync(instead: (context, method, _) =>
        {
            context.Response.StatusCode = method is "tools/list" ? 500 : 200;
            return Task.FromResult(method is "tools/list");
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(web.Url));
        Assert.Equal(McpVerdict.ProtocolError, probe.Verdict);
        Assert.Equal("DELETE", web.Methods[^1]);
    }

    [Fact]
    public async Task Text_that_is_no_Unicode_is_the_fault_of_the_server_and_no_crash()
    {
        McpWeb? web = null;
        await using var started = web = await McpWeb.StartAsync(instead: async (context, method, message) =>
        {
            if (method is "tools/list")
            {
                await web!.ResultAsync(context, message!["id"], """{"tools":[{"name":"\ud800"}]}""");
            }

            return method is "tools/list";
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(web.Url));
        Assert.Equal(McpVerdict.ProtocolError, probe.Verdict);
        Assert.Contains("no list of named tools", probe.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_when_its_session_is_ended_holds_nobody_up()
    {
        await using var web = await McpWeb.StartAsync(instead: async (context, method, _) =>
        {
            if (context.Request.Method is "DELETE")
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            return false;
        });
        var started = TimeProvider.System.GetTimestamp();
        var probe = await Probe.RunAsync(McpServer.FromUrl(web.Url));
        Assert.Equal(McpVerdict.Healthy, probe.Verdict);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 25);
        Assert.InRange(probe.Phases.TotalMs!.Value, 0, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds - 900);
    }

    [Fact]
    public async Task What_the_server_asks_in_between_is_answered()
    {
        await using var web = await McpWeb.StartAsync(instead: async (context, method, message) =>
        {
            if (method is not "tools/list")
            {
                return false;
            }

            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("""
                : keep-alive

                data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}

                data: {"jsonrpc":"2.0","id":"p","method":"ping"}

                data: {"jsonrpc":"2.0","id":7,"method":"sampling/createMessage","params":{}}


                """.ReplaceLineEndings("\n"));
            await context.Response.WriteAsync($$$"""data: {"jsonrpc":"2.0","id":{{{message!["id"]}}},"result":{"tools":[]}}""" + "\n\n");
            return true;
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(web.Url));
        Assert.Equal(McpVerdict.Healthy, probe.Verdict);
        Assert.Equal(2, web.Methods.Count(method => method is "reply"));
    }

    [Fact]
    public async Task A_reply_that_the_server_promises_for_later_is_fetched()
    {
        await using var web = await McpWeb.StartAsync(instead: async (context, method, _) =>
        {
            if (method is "tools/list")
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("id: e-1\nretry: 10\ndata:\n\n");
                return true;
            }

            if (context.Request.Method is not "GET")
            {
                return false;
            }

            Assert.Equal("e-1", context.Request.Headers["Last-Event-ID"]);
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("""data: {"jsonrpc":"2.0","id":3,"result":{"tools":[]}}""" + "\n\n");
            return true;
        });
        Assert.Equal(McpVerdict.Healthy, (await Probe.RunAsync(McpServer.FromUrl(web.Url))).Verdict);
    }

    [Fact]
    public async Task Arguments_that_the_schema_marks_go_as_headers_too_and_names_survive_any_script()
    {
        await using var web = await McpWeb.StartAsync(modern: true);
        await using var connector = new McpConnector(new EngineContext());
        await using var session = await connector.ConnectAsync(McpServer.FromUrl(web.Url), Patient, TestContext.Current.CancellationToken);
        await session.ListToolsAsync(TestContext.Current.CancellationToken);
        var answer = await session.CallToolAsync("echo", new JsonObject { ["region"] = "eu" }, TestContext.Current.CancellationToken);
        await session.CallToolAsync("wörter", [], TestContext.Current.CancellationToken);
        Assert.Equal(("ok", """{"region":"eu"}"""), (answer.Text, answer.Structured?.ToString()));
        Assert.Equal(("echo", "eu"), (web.Log[^2].Headers["Mcp-Name"], web.Log[^2].Headers["Mcp-Param-Region"]));
        Assert.Equal("=?base64?d8O2cnRlcg==?=", web.Log[^1].Headers["Mcp-Name"]);
    }

    [Fact]
    public async Task The_headers_of_an_entry_go_with_every_request_and_so_does_our_name()
    {
        await using var web = await McpWeb.StartAsync();
        await Probe.RunAsync(McpServer.FromUrl(web.Url, new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Key"] = "k" }));
        Assert.All(web.Log, asked =>
        {
            Assert.Equal("k", asked.Headers["X-Key"]);
            Assert.StartsWith("mcpops/", asked.Headers["User-Agent"], StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_lasting_session_outlives_its_time_out_and_a_probe_does_not()
    {
        await using var web = await McpWeb.StartAsync();
        await using var connector = new McpConnector(new EngineContext());
        var brief = new ConnectOptions { Timeout = TimeSpan.FromSeconds(4) };
        await using var lasting = await connector.ConnectAsync(McpServer.FromUrl(web.Url), brief with { Lasting = true }, TestContext.Current.CancellationToken);
        await using var probe = await connector.ConnectAsync(McpServer.FromUrl(web.Url), brief, TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(4.2), TestContext.Current.CancellationToken);
        await lasting.PingAsync(TestContext.Current.CancellationToken);
        Assert.Equal(McpVerdict.Timeout, (await Assert.ThrowsAsync<McpProtocolException>(() => probe.PingAsync(TestContext.Current.CancellationToken))).Verdict);
    }
}
