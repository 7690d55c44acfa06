using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using McpOps.Cli.Serve;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Tests.Serve;

public sealed class ServeHostTests : IAsyncLifetime
{
    private const string Initialize = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";
    private const string Meta = """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}""";

    private readonly HttpClient _http = new();
    private ServeHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ServeHost.StartAsync(
        new ServeOptions { Port = 0, MaxSessions = 2 },
        new McpServerOptions { ToolCollection = [McpServerTool.Create((string text) => text, new McpServerToolCreateOptions { Name = "echo", ReadOnly = true })] },
        configure: null, ServeLog.None, TimeProvider.System, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task A_legacy_client_has_a_session_until_it_ends_it()
    {
        var (opened, _) = await PostAsync(Initialize);
        var session = opened.Headers.GetValues("Mcp-Session-Id").Single();
        Assert.Equal(1, _host.Sessions);

        var (_, tools) = await PostAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/list"}""", ("Mcp-Session-Id", session));
        Assert.Equal("echo", tools?["result"]?["tools"]?[0]?["name"]?.GetValue<string>());

        using var end = new HttpRequestMessage(HttpMethod.Delete, _host.Url) { Headers = { { "Mcp-Session-Id", session } } };
        Assert.Equal(HttpStatusCode.OK, (await _http.SendAsync(end, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(0, _host.Sessions);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("""{"jsonrpc":"2.0","id":3,"method":"ping"}""", ("Mcp-Session-Id", session))).Response.StatusCode);
    }

    [Fact]
    public async Task A_modern_client_needs_no_session()
    {
        var (response, answer) = await PostModernAsync("tools/list", "{}");
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
        var (response, answer) = await PostModernAsync(method, "{}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(-32601, answer?["error"]?["code"]?.GetValue<int>());
    }

    [Fact]
    public async Task A_header_that_contradicts_the_body_is_refused()
    {
        var (response, answer) = await PostAsync(Modern("tools/list", "{}"), ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(9, answer?["id"]?.GetValue<int>());
    }

    [Fact]
    public async Task An_unknown_version_is_refused_with_the_known_ones()
    {
        var (response, answer) = await PostAsync(Initialize, ("MCP-Protocol-Version", "1999-01-01"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("2026-07-28", answer?["error"]?["data"]?["supported"]?.AsArray().Select(version => version?.GetValue<string>()) ?? []);
    }

    [Theory]
    [InlineData("Host", "rebound.example")]
    [InlineData("Origin", "https://evil.example")]
    public async Task A_request_that_a_web_page_could_send_is_refused(string header, string value)
    {
        var (response, _) = await PostAsync(Initialize, (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(0, _host.Sessions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("42")]
    [InlineData("{\"jsonrpc\":\"2.0\"}")]
    public async Task A_body_that_is_no_message_is_refused(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(body)).Response.StatusCode);

    [Fact]
    public async Task The_session_that_was_idle_longest_gives_way()
    {
        var sessions = new List<string>();
        for (var count = 0; count < 3; count++)
        {
            sessions.Add((await PostAsync(Initialize)).Response.Headers.GetValues("Mcp-Session-Id").Single());
        }

        Assert.Equal(2, _host.Sessions);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("""{"jsonrpc":"2.0","id":3,"method":"ping"}""", ("Mcp-Session-Id", sessions[0]))).Response.StatusCode);
    }

    [Fact]
    public async Task Health_and_metrics_answer()
    {
        await PostAsync(Initialize);
        var token = TestContext.Current.CancellationToken;
        Assert.Equal("healthy", JsonNode.Parse(await _http.GetStringAsync(new Uri(_host.Url, "/health"), token))?["status"]?.GetValue<string>());
        Assert.Contains("mcpops_serve_http_requests_total 1", await _http.GetStringAsync(new Uri(_host.Url, "/metrics"), token), StringComparison.Ordinal);
    }

    private static string Modern(string method, string parameters)
    {
        var values = JsonNode.Parse(parameters)!.AsObject();
        values["_meta"] = JsonNode.Parse(Meta);
        return new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 9, ["method"] = method, ["params"] = values }.ToJsonString();
    }

    private Task<(HttpResponseMessage Response, JsonNode? Answer)> PostModernAsync(string method, string parameters) =>
        PostAsync(Modern(method, parameters), ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", method));

    private async Task<(HttpResponseMessage Response, JsonNode? Answer)> PostAsync(string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _host.Url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var data = text.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => line[6..]).LastOrDefault() ?? text;
        return (response, data.StartsWith('{') ? JsonNode.Parse(data) : null);
    }
}
