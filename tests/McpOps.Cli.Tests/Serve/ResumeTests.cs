using System.ComponentModel;
using System.Net;
using McpOps.Cli.Serve;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Tests.Serve;

/// <summary>A client of 2025-11-25 whose connection breaks while a long call runs comes back for the answer.</summary>
public sealed class ResumeTests : IAsyncLifetime
{
    private const string Call = """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"report","arguments":{},"_meta":{"progressToken":"p"}}}""";

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServeHost _host = null!;
    private RawClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var server = new McpServerOptions { ToolCollection = [McpServerTool.Create(ReportAsync, new McpServerToolCreateOptions { Name = "report" })] };
        _host = await ServeHost.StartAsync(new ServeOptions { Port = 0 }, server, configure: null, ServeLog.None, TimeProvider.System, Token);
        _client = new RawClient(_host.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        await _host.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task The_answer_of_a_broken_stream_is_had_from_the_last_event_on()
    {
        var session = await _client.OpenAsync("2025-11-25");
        var lastEventId = await BreakOffAsync(session);
        using var resumed = await _client.ListenAsync(session, lastEventId);
        Assert.Equal("text/event-stream", resumed.Content.Headers.ContentType?.MediaType);
        _release.SetResult();
        var events = await resumed.Content.ReadAsStringAsync(Token);
        Assert.Contains("reported", events, StringComparison.Ordinal);
        Assert.DoesNotContain(lastEventId, events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_reads_the_events_of_another_session()
    {
        var lastEventId = await BreakOffAsync(await _client.OpenAsync("2025-11-25"));
        using var stolen = await _client.ListenAsync(await _client.OpenAsync("2025-11-25"), lastEventId);
        Assert.Equal(HttpStatusCode.BadRequest, stolen.StatusCode);
    }

    [Theory]
    [InlineData("0123456789abcdef-0")]
    [InlineData("nonsense")]
    [InlineData("-")]
    public async Task An_event_that_never_was_is_refused(string lastEventId)
    {
        using var response = await _client.ListenAsync(await _client.OpenAsync("2025-11-25"), lastEventId);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    // Calls the tool, reads its progress, and drops the connection; the answer is the id of the last event.
    private async Task<string> BreakOffAsync(string session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _host.Url)
        {
            Content = new StringContent(Call, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
            Headers = { { "Mcp-Session-Id", session }, { "Accept", "application/json, text/event-stream" } },
        };
        using var response = await _client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        var (progress, id) = (false, "");
        while (!(progress && id.Length > 0) && await reader.ReadLineAsync(Token) is { } line)
        {
            progress |= line.Contains("notifications/progress", StringComparison.Ordinal);
            id = progress && line.StartsWith("id: ", StringComparison.Ordinal) ? line[4..] : "";
        }

        return id;
    }

    [Description("Reports, and waits until it is released.")]
    private async Task<string> ReportAsync(McpServer server, RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        await server.NotifyProgressAsync(request.Params.ProgressToken!.Value, new ProgressNotificationValue { Progress = 1, Total = 2 }, cancellationToken: cancellationToken);
        await _release.Task.WaitAsync(cancellationToken);
        return "reported";
    }
}
