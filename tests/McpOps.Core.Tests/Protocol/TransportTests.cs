using McpOps.Core.Tests.Support;
using McpOps.Protocol;
using McpOps.Servers;
using Microsoft.AspNetCore.Http;

namespace McpOps.Core.Tests.Protocol;

/// <summary>A server that is named with the wrong transport or path is found all the same, or the message says where it is.</summary>
public sealed class TransportTests
{
    [Fact]
    public async Task An_address_of_the_older_transport_that_was_given_ad_hoc_just_works()
    {
        await using var web = await LoopbackWeb.StartAsync(SseReplica());
        var probe = await Probe.RunAsync(McpServer.FromUrl(new Uri(web.Url, "/sse")));
        Assert.Equal((McpVerdict.Healthy, "sse", "2024-11-05"), (probe.Verdict, probe.Transport, probe.Version));
    }

    [Fact]
    public async Task One_that_its_entry_calls_Streamable_HTTP_is_the_wrong_transport_and_the_message_names_the_right_one()
    {
        await using var web = await LoopbackWeb.StartAsync(SseReplica());
        var probe = await Probe.RunAsync(McpServer.FromUrl(new Uri(web.Url, "/sse")) with { Origin = ServerOrigin.Inventory });
        Assert.Equal(McpVerdict.WrongTransport, probe.Verdict);
        Assert.Contains("transport to sse", probe.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_other_way_round_the_message_says_http()
    {
        await using var web = await McpWeb.StartAsync();
        var probe = await Probe.RunAsync(McpServer.FromUrl(web.Url, sse: true));
        Assert.Equal(McpVerdict.WrongTransport, probe.Verdict);
        Assert.Contains("transport to http", probe.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("initialize", web.Methods);
    }

    [Theory]
    [InlineData("/mcp", "/api")]
    [InlineData("/", "/mcp")]
    public async Task MCP_at_another_path_is_found_and_no_session_is_made_there(string real, string wrong)
    {
        var asked = new List<string>();
        await using var web = await McpWeb.StartAsync(instead: (context, method, _) =>
        {
            lock (asked)
            {
                asked.Add($"{method} {context.Request.Path}");
            }

            context.Response.StatusCode = context.Request.Path == real ? 200 : 404;
            return Task.FromResult(context.Request.Path != real);
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(new Uri(web.Url, wrong)));
        Assert.Equal(McpVerdict.WrongTransport, probe.Verdict);
        Assert.Contains(new Uri(web.Url, real).ToString(), probe.Message, StringComparison.Ordinal);
        Assert.DoesNotContain($"initialize {real}", asked);
    }

    [Fact]
    public async Task A_redirect_within_the_host_that_keeps_the_method_is_followed()
    {
        await using var web = await McpWeb.StartAsync(instead: (context, _, _) =>
        {
            if (context.Request.Path == "/mcp/")
            {
                return Task.FromResult(false);
            }

            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "/mcp/";
            return Task.FromResult(true);
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(web.Url));
        Assert.Equal(McpVerdict.Healthy, probe.Verdict);
    }

    [Theory]
    [InlineData(307, 307)]
    [InlineData(308, 308)]
    [InlineData(301, 307)]
    [InlineData(302, 308)]
    public async Task Redirects_hold_on_every_path_of_the_older_transport(int ofStream, int ofRequests)
    {
        var replica = SseReplica();
        await using var web = await LoopbackWeb.StartAsync(context =>
        {
            if (context.Request.Path.Value is "/sse" or "/messages")
            {
                context.Response.StatusCode = context.Request.Method is "GET" ? ofStream : ofRequests;
                context.Response.Headers.Location = context.Request.Path + "/" + context.Request.QueryString;
                return Task.CompletedTask;
            }

            context.Request.Path = context.Request.Path.Value!.TrimEnd('/');
            return replica(context);
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(new Uri(web.Url, "/sse"), sse: true));
        Assert.Equal((McpVerdict.Healthy, ""), (probe.Verdict, probe.Message));
    }

    [Fact]
    public async Task A_stream_that_redirects_to_a_sign_in_page_is_told_as_such()
    {
        await using var web = await LoopbackWeb.StartAsync(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = "/login";
            return Task.CompletedTask;
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(new Uri(web.Url, "/sse"), sse: true));
        Assert.Equal(McpVerdict.NotMcp, probe.Verdict);
        Assert.Contains("/login", probe.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_not_followed_for_credentials_would_go_there()
    {
        await using var elsewhere = await McpWeb.StartAsync();
        await using var web = await LoopbackWeb.StartAsync(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = elsewhere.Url.ToString();
            return Task.CompletedTask;
        });
        var probe = await Probe.RunAsync(McpServer.FromUrl(web.Url, new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = "Bearer secret" }));
        Assert.Equal(McpVerdict.NotMcp, probe.Verdict);
        Assert.Contains(elsewhere.Url.ToString(), probe.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Log);
    }

    [Fact]
    public async Task A_stream_that_wants_requests_sent_to_another_host_is_refused()
    {
        await using var elsewhere = await McpWeb.StartAsync();
        await using var web = await LoopbackWeb.StartAsync(SseReplica(elsewhere.Url.ToString()));
        var probe = await Probe.RunAsync(McpServer.FromUrl(new Uri(web.Url, "/sse"), sse: true));
        Assert.Equal(McpVerdict.ProtocolError, probe.Verdict);
        Assert.Empty(elsewhere.Log);
    }

    // The older transport: replies come on the stream of /sse, requests go to /messages.
    private static RequestDelegate SseReplica(string endpoint = "/messages")
    {
        var sessions = new System.Collections.Concurrent.ConcurrentDictionary<string, System.Threading.Channels.Channel<string>>(StringComparer.Ordinal);
        return async context =>
        {
            if (context.Request is { Method: "GET", Path.Value: "/sse" })
            {
                context.Response.ContentType = "text/event-stream";
                var replies = sessions.GetOrAdd(context.Connection.Id, _ => System.Threading.Channels.Channel.CreateUnbounded<string>());
                await context.Response.WriteAsync($"event: endpoint\ndata: {endpoint}?session={context.Connection.Id}\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await foreach (var reply in replies.Reader.ReadAllAsync(context.RequestAborted))
                {
                    await context.Response.WriteAsync($"event: message\ndata: {reply}\n\n", context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                }
            }
            else if (context.Request is { Method: "POST", Path.Value: "/messages" })
            {
                var message = (await System.Text.Json.Nodes.JsonNode.ParseAsync(context.Request.Body))!;
                var result = (string?)message["method"] switch
                {
                    "initialize" => """{"protocolVersion":"2024-11-05","capabilities":{"tools":{}},"serverInfo":{"name":"old","version":"1"}}""",
                    "tools/list" => """{"tools":[]}""",
                    _ => null,
                };
                if (result is not null)
                {
                    await sessions[context.Request.Query["session"]!].Writer.WriteAsync($$$"""{"jsonrpc":"2.0","id":{{{message["id"]}}},"result":{{{result}}}}""");
                }

                context.Response.StatusCode = 202;
            }
            else
            {
                context.Response.StatusCode = 404;
            }
        };
    }
}
