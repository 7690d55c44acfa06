using System.Net;
using System.Text.Json.Nodes;
using McpOps.Cli.Serve;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Tests.Serve;

public sealed class ServeHostTests : IAsyncLifetime
{
    private ServeHost _host = null!;
    private RawClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ServeHost.StartAsync(
        new ServeOptions { Port = 0, MaxSessions = 2 },
        new McpServerOptions { ToolCollection = [McpServerTool.Create((string text) => text, new McpServerToolCreateOptions { Name = "echo", ReadOnly = true })] },
        configure: null, ServeLog.None, TimeProvider.System, TestContext.Current.CancellationToken);
        _client = new RawClient(_host.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task A_legacy_client_has_a_session_until_it_ends_it()
    {
        var (opened, _) = await _client.PostAsync(RawClient.Initialize);
        var session = opened.Headers.GetValues("Mcp-Session-Id").Single();
        Assert.Equal(1, _host.Sessions);

        var (_, tools) = await _client.PostAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/list"}""", ("Mcp-Session-Id", session));
        Assert.Equal("echo", tools?["result"]?["tools"]?[0]?["name"]?.GetValue<string>());

        using var end = new HttpRequestMessage(HttpMethod.Delete, _host.Url) { Headers = { { "Mcp-Session-Id", session } } };
        Assert.Equal(HttpStatusCode.OK, (await _client.Http.SendAsync(end, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(0, _host.Sessions);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.PostAsync("""{"jsonrpc":"2.0","id":3,"method":"ping"}""", ("Mcp-Session-Id", session))).Response.StatusCode);
    }

    [Fact]
    public async Task A_modern_client_needs_no_session()
    {
        var (response, answer) = await _client.PostModernAsync("tools/list", "{}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("echo", answer?["result"]?["tools"]?[0]?["name"]?.GetValue<string>());
        Assert.Equal(0, _host.Sessions);
        Assert.False(response.Headers.Contains("Mcp-Session-Id"));
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("initialize")]
    [InlineData("no/such/method")]
    public async Task A_method_that_the_modern_era_lacks_is_not_found(string method)
    {
        var (response, answer) = await _client.PostModernAsync(method, "{}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(-32601, answer?["error"]?["code"]?.GetValue<int>());
    }

    [Fact]
    public async Task A_header_that_contradicts_the_body_is_refused()
    {
        var (response, answer) = await _client.PostAsync(RawClient.Modern("tools/list", "{}"), ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(9, answer?["id"]?.GetValue<int>());
    }

    [Fact]
    public async Task An_unknown_version_is_refused_with_the_known_ones()
    {
        var (response, answer) = await _client.PostAsync(RawClient.Initialize, ("MCP-Protocol-Version", "1999-01-01"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("2026-07-28", answer?["error"]?["data"]?["supported"]?.AsArray().Select(version => version?.GetValue<string>()) ?? []);
    }

    [Theory]
    [InlineData("Host", "rebound.example")]
    [InlineData("Origin", "https://evil.example")]
    public async Task A_request_that_a_web_page_could_send_is_refused(string header, string value)
    {
        var (response, _) = await _client.PostAsync(RawClient.Initialize, (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(0, _host.Sessions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("42")]
    [InlineData("{\"jsonrpc\":\"2.0\"}")]
    public async Task A_body_that_is_no_message_is_refused(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.PostAsync(body)).Response.StatusCode);

    [Fact]
    public async Task The_session_that_was_idle_longest_gives_way()
    {
        var sessions = new List<string>();
        for (var count = 0; count < 3; count++)
        {
            sessions.Add((await _client.PostAsync(RawClient.Initialize)).Response.Headers.GetValues("Mcp-Session-Id").Single());
        }

        Assert.Equal(2, _host.Sessions);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.PostAsync("""{"jsonrpc":"2.0","id":3,"method":"ping"}""", ("Mcp-Session-Id", sessions[0]))).Response.StatusCode);
    }

    [Fact]
    public async Task Health_and_metrics_answer()
    {
        await _client.PostAsync(RawClient.Initialize);
        var token = TestContext.Current.CancellationToken;
        Assert.Equal("healthy", JsonNode.Parse(await _client.Http.GetStringAsync(new Uri(_host.Url, "/health"), token))?["status"]?.GetValue<string>());
        Assert.Contains("mcpops_serve_http_requests_total 1", await _client.Http.GetStringAsync(new Uri(_host.Url, "/metrics"), token), StringComparison.Ordinal);
    }
}
