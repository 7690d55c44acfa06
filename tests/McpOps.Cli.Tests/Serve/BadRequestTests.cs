using System.Net;
using System.Text.Json.Nodes;
using McpOps.Cli.Serve;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Tests.Serve;

public sealed class BadRequestTests : IAsyncLifetime
{
    private ServeHost _host = null!;
    private RawClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ServeHost.StartAsync(new ServeOptions { Port = 0 }, new McpServerOptions { ToolCollection = [McpServerTool.Create((string text) => text, new McpServerToolCreateOptions { Name = "echo" })] }, configure: null, ServeLog.None, TimeProvider.System, TestContext.Current.CancellationToken);
        _client = new RawClient(_host.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _client.Dispose();
    }

    [Theory]
    [InlineData("", -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",", -32700)]
    [InlineData("<html></html>", -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"a\",\"name\":\"b\"}}", -32700)]
    [InlineData("42", -32600)]
    [InlineData("null", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", -32600)]
    [InlineData("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", -32600)]
    public async Task A_body_that_is_no_message_is_refused_with_the_code_for_it(string body, int code)
    {
        var (response, answer) = await _client.PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, answer?["error"]?["code"]?.GetValue<int>());
        Assert.True(answer!.AsObject().TryGetPropertyValue("id", out var id) && id is null, answer.ToJsonString());
        Assert.Equal(0, _host.Sessions);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        // Asked beforehand, as a client does that would not send what is not taken.
        _client.Http.DefaultRequestHeaders.ExpectContinue = true;
        var (response, answer) = await _client.PostAsync($"\"{new string('x', ServeHost.MaxRequestBytes)}\"");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("4 MiB", answer?["error"]?["message"]?.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_nested_without_end_is_refused()
    {
        var (response, _) = await _client.PostAsync(new string('[', 1_000_000));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain", "application/json, text/event-stream", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "application/json", HttpStatusCode.NotAcceptable)]
    [InlineData("application/json", "text/html", HttpStatusCode.NotAcceptable)]
    public async Task Content_types_are_checked(string contentType, string accept, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _host.Url) { Content = new StringContent(RawClient.Initialize, new System.Net.Http.Headers.MediaTypeHeaderValue(contentType)) };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        Assert.Equal(expected, (await _client.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":[]}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":5}}")]
    public async Task Initialize_with_wrong_parameters_is_an_error_and_no_session(string body)
    {
        var (response, answer) = await _client.PostAsync(body);
        Assert.True((int)response.StatusCode < 500, response.ToString());
        Assert.NotNull(answer?["error"]?["code"]);
        Assert.Equal(1, answer["id"]?.GetValue<int>());
        Assert.Equal(0, _host.Sessions);
    }

    [Fact]
    public async Task Whatever_is_sent_the_server_is_not_at_fault()
    {
        var headers = new[] { ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "echo") };
        string[] templates = [RawClient.Initialize, RawClient.Modern("tools/call", """{"name":"echo","arguments":{"text":"x"}}"""), RawClient.Modern("resources/read", """{"uri":"a://b"}""")];
        string[] values = ["null", "5", "\"\"", "[]", "{}", "[[{}]]", "-1e999", "true", "\"\\ud800\""];
        foreach (var template in templates)
        {
            foreach (var body in Mutants(JsonNode.Parse(template)!, values))
            {
                var (response, _) = await _client.PostAsync(body, template == RawClient.Initialize ? [] : headers);
                Assert.True((int)response.StatusCode < 500, $"{response.StatusCode} for {body}");
            }
        }
    }

    [Fact]
    public async Task Methods_of_HTTP_that_the_endpoint_lacks_are_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, _host.Url);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _client.Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task The_modern_era_knows_only_POST(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), _host.Url) { Headers = { { "MCP-Protocol-Version", "2026-07-28" }, { "Accept", "text/event-stream" } } };
        var response = await _client.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    // The message with each of its values, at every depth, replaced by each of the given ones.
    private static IEnumerable<string> Mutants(JsonNode message, string[] values)
    {
        foreach (var part in Parts(message).ToList())
        {
            foreach (var value in values)
            {
                yield return message.ToJsonString().Replace(part, value, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<string> Parts(JsonNode? node) => node switch
    {
        JsonObject inner => inner.SelectMany(property => Parts(property.Value)).Append(node.ToJsonString()),
        not null => [node.ToJsonString()],
        null => [],
    };
}
