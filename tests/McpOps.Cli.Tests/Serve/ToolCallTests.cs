using System.ComponentModel;
using McpOps.Cli.Serve;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Tests.Serve;

public sealed class ToolCallTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private ServeHost _host = null!;
    private RawClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var server = new McpServerOptions
        {
            ToolCollection =
            [
                McpServerTool.Create(WaitAsync, new McpServerToolCreateOptions { Name = "wait" }),
                McpServerTool.Create([Description("Adds.")] string (int first, int second = 1) => $"{first + second}", new McpServerToolCreateOptions { Name = "add" }),
                McpServerTool.Create([Description("Fails.")] string () => throw new McpException("It failed."), new McpServerToolCreateOptions { Name = "fail" }),
            ],
        };
        _host = await ServeHost.StartAsync(new ServeOptions { Port = 0, MaxConcurrency = 1, MaxQueue = 1 }, server, configure: null, ServeLog.None, TimeProvider.System, TestContext.Current.CancellationToken);
        _client = new RawClient(_host.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        await _host.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task What_neither_runs_nor_finds_room_to_wait_is_told_so_at_once()
    {
        var first = CallAsync("wait");
        Assert.True(await Eventually.HoldsAsync(() => _running == 1, Soon, Token));
        var second = CallAsync("wait");
        await MetricAsync("mcpops_serve_tool_calls_waiting 1");

        var (_, third) = await CallAsync("wait");
        Assert.True(third?["result"]?["isError"]?.GetValue<bool>());
        Assert.StartsWith("Busy", third?["result"]?["content"]?[0]?["text"]?.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, _running);

        _release.SetResult();
        Assert.Equal("waited", (await first).Answer?["result"]?["content"]?[0]?["text"]?.GetValue<string>());
        Assert.Equal("waited", (await second).Answer?["result"]?["content"]?[0]?["text"]?.GetValue<string>());
        await MetricAsync("""mcpops_serve_tool_calls_total{tool="wait",outcome="busy"} 1""");
        await MetricAsync("""mcpops_serve_tool_calls_total{tool="wait",outcome="ok"} 2""");
        await MetricAsync("mcpops_serve_tool_calls_running 0");
    }

    [Theory]
    [InlineData("{}", "The arguments of add do not fit: 'first' is missing.")]
    [InlineData("""{ "first": "three" }""", "The arguments of add do not fit: 'first' must be of type integer.")]
    [InlineData("""{ "first": 2 }""", "3")]
    public async Task Which_argument_does_not_fit_is_said(string arguments, string said)
    {
        var (_, answer) = await _client.PostModernAsync("tools/call", $$"""{ "name": "add", "arguments": {{arguments}} }""", Token);
        Assert.Equal(said, answer?["result"]?["content"]?[0]?["text"]?.GetValue<string>());
    }

    [Fact]
    public async Task A_modern_client_that_hangs_up_cancels_its_call()
    {
        using var patience = new CancellationTokenSource();
        var call = CallAsync("wait", patience.Token);
        Assert.True(await Eventually.HoldsAsync(() => _running == 1, Soon, Token));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _cancelled.Task.WaitAsync(Soon, Token);
        await MetricAsync("mcpops_serve_tool_calls_running 0");
        await MetricAsync("""mcpops_serve_tool_calls_total{tool="wait",outcome="cancelled"} 1""");
    }

    [Fact]
    public async Task The_place_of_a_legacy_client_that_hung_up_and_does_not_come_back_is_given_to_others()
    {
        var session = await _client.OpenAsync();
        using var patience = new CancellationTokenSource();
        var call = _client.PostAsync("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"wait","arguments":{}}}""", patience.Token, ("Mcp-Session-Id", session));
        Assert.True(await Eventually.HoldsAsync(() => _running == 1, Soon, Token));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _cancelled.Task.WaitAsync(Caller.Grace + Soon, Token);
        await MetricAsync("mcpops_serve_tool_calls_running 0");
    }

    [Fact]
    public async Task A_legacy_client_cancels_by_saying_so()
    {
        var session = await _client.OpenAsync();
        var call = _client.PostAsync("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"wait","arguments":{}}}""", Token, ("Mcp-Session-Id", session));
        Assert.True(await Eventually.HoldsAsync(() => _running == 1, Soon, Token));
        await _client.PostAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""", ("Mcp-Session-Id", session));
        await _cancelled.Task.WaitAsync(Soon, Token);

        // Nothing answers a cancelled request: its stream ends with the session.
        using var end = new HttpRequestMessage(HttpMethod.Delete, _host.Url) { Headers = { { "Mcp-Session-Id", session } } };
        await _client.Http.SendAsync(end, Token);
        Assert.Null((await call).Answer);
    }

    [Fact]
    public async Task Calls_that_fail_and_tools_that_are_not_there_are_counted()
    {
        var (_, failed) = await CallAsync("fail");
        Assert.True(failed?["result"]?["isError"]?.GetValue<bool>());
        await CallAsync("no-such-tool");
        await MetricAsync("""mcpops_serve_tool_calls_total{tool="fail",outcome="error"} 1""");
        await MetricAsync("""mcpops_serve_tool_calls_total{tool="unknown",outcome="error"} 1""");
        await MetricAsync("""mcpops_serve_tool_call_duration_seconds_count{tool="fail"} 1""");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<(HttpResponseMessage Response, System.Text.Json.Nodes.JsonNode? Answer)> CallAsync(string tool, CancellationToken cancellationToken = default) =>
        _client.PostModernAsync("tools/call", new System.Text.Json.Nodes.JsonObject { ["name"] = tool, ["arguments"] = new System.Text.Json.Nodes.JsonObject() }.ToJsonString(), cancellationToken);

    private async Task MetricAsync(string line)
    {
        var text = "";
        var deadline = TimeProvider.System.GetTimestamp();
        while (!text.Split('\n').Contains(line, StringComparer.Ordinal))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < Soon, $"There is no '{line}' in:\n{text}");
            text = await _client.Http.GetStringAsync(new Uri(_host.Url, "/metrics"), Token);
        }
    }

    [Description("Waits until it is released.")]
    private async Task<string> WaitAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _running);
        try
        {
            await _release.Task.WaitAsync(cancellationToken);
            return "waited";
        }
        catch (OperationCanceledException)
        {
            _cancelled.TrySetResult();
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
