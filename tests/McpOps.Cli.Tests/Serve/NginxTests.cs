using System.ComponentModel;
using System.Net;
using System.Text.Json.Nodes;
using McpOps.Cli.Serve;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Tests.Serve;

public sealed class NginxTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServeHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Nginx.Program is null, "nginx is not installed; tests/setup.sh installs it.");
        var server = new McpServerOptions { ToolCollection = [McpServerTool.Create(ReportAsync, new McpServerToolCreateOptions { Name = "report", ReadOnly = true })] };
        _host = await ServeHost.StartAsync(new ServeOptions { Port = 0 }, server, configure: null, ServeLog.None, TimeProvider.System, Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("proxy_buffering on;")]
    [InlineData("proxy_buffering off;")]
    public async Task Events_pass_a_proxy_as_they_come(string directives)
    {
        await using var nginx = await Nginx.StartAsync(_host.Url, directives, certificate: null, Token);
        using var client = new RawClient(nginx.Url);
        var session = await client.OpenAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, nginx.Url)
        {
            Content = new StringContent("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"report","arguments":{},"_meta":{"progressToken":"p"}}}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
            Headers = { { "Mcp-Session-Id", session }, { "Accept", "application/json, text/event-stream" } },
        };
        using var response = await client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));

        // The tool ends only once its progress was seen here: a proxy that holds events back would never let it.
        Assert.Contains("notifications/progress", await DataAsync(reader), StringComparison.Ordinal);
        _seen.SetResult();
        Assert.Contains("reported", await DataAsync(reader), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proxy_buffering on;")]
    [InlineData("proxy_buffering off;")]
    public async Task A_server_behind_a_proxy_is_healthy(string directives)
    {
        await using var nginx = await Nginx.StartAsync(_host.Url, directives, certificate: null, Token);
        Assert.Equal("Healthy", await VerdictAsync(nginx.Url));
    }

    [Fact]
    public async Task A_name_that_the_proxy_passes_on_has_to_be_allowed()
    {
        await using var nginx = await Nginx.StartAsync(_host.Url, "proxy_set_header Host mcp.example;", certificate: null, Token);
        using var client = new RawClient(nginx.Url);
        var (response, answer) = await client.PostAsync(RawClient.Initialize);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("--allow-host", answer?["error"]?["message"]?.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_fails_the_probe()
    {
        using var certificate = Nginx.Certificate(days: -1);
        await using var nginx = await Nginx.StartAsync(_host.Url, "", certificate, Token);
        Assert.Equal("TlsFailed", await VerdictAsync(nginx.Url));
    }

    private static async Task<string?> VerdictAsync(Uri url)
    {
        var health = await Command.RunAsync(Command.McpOps, ["health", "--url", url.ToString(), "--output", "json", "--timeout", "60"], Token);
        var json = JsonNode.Parse(health.Output);
        return (json is JsonArray several ? several[0] : json)?["verdict"]?.GetValue<string>();
    }

    private static async Task<string?> DataAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                return line;
            }
        }

        return null;
    }

    [Description("Reports, and waits until the report was read.")]
    private async Task<string> ReportAsync(McpServer server, RequestContext<ModelContextProtocol.Protocol.CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        await server.NotifyProgressAsync(request.Params.ProgressToken!.Value, new ProgressNotificationValue { Progress = 1, Total = 2 }, cancellationToken: cancellationToken);
        await _seen.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        return "reported";
    }
}
