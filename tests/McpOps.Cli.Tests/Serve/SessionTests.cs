using System.Net;
using System.Net.Sockets;
using System.Text;
using McpOps.Cli.Serve;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Tests.Serve;

[Collection(AloneCollection.Name)]
public sealed class SessionTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_that_its_client_abandoned_ends_by_itself()
    {
        await using var host = await StartAsync(new ServeOptions { Port = 0, SessionIdleTimeout = TimeSpan.FromMilliseconds(100) });
        using var client = new RawClient(host.Url);
        var session = await client.OpenAsync();
        Assert.True(await Eventually.HoldsAsync(() => host.Sessions == 0, Soon, Token));
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync("""{"jsonrpc":"2.0","id":3,"method":"ping"}""", ("Mcp-Session-Id", session))).Response.StatusCode);
    }

    [Fact]
    public async Task A_session_is_not_idle_while_its_stream_is_open_and_ends_when_the_client_crashes()
    {
        await using var host = await StartAsync(new ServeOptions { Port = 0, SessionIdleTimeout = TimeSpan.FromSeconds(3) });
        using var client = new RawClient(host.Url);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, host.Url.Port, Token);
        var session = await client.OpenAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nMcp-Session-Id: {session}\r\n\r\n"), Token);
        var head = new byte[1024];
        Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(head, 0, await socket.ReceiveAsync(head, Token)), StringComparison.Ordinal);

        // Longer than a session may be idle, and than its end takes.
        await Task.Delay(TimeSpan.FromSeconds(5), Token);
        Assert.Equal(1, host.Sessions);

        // A crash: the connection is reset, and nobody says good-bye.
        socket.Close(0);
        Assert.True(await Eventually.HoldsAsync(() => host.Sessions == 0, Soon, Token));
    }

    [Fact]
    public async Task A_session_has_one_stream()
    {
        await using var host = await StartAsync(new ServeOptions { Port = 0 });
        using var client = new RawClient(host.Url);
        var session = await client.OpenAsync();
        using var first = await client.ListenAsync(session);
        Assert.Equal("text/event-stream", first.Content.Headers.ContentType?.MediaType);
        using var second = await client.ListenAsync(session);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, second.StatusCode);
    }

    [Fact]
    public async Task Sessions_in_use_give_way_to_nobody()
    {
        await using var host = await StartAsync(new ServeOptions { Port = 0, MaxSessions = 1 });
        using var client = new RawClient(host.Url);
        using var stream = await client.ListenAsync(await client.OpenAsync());
        var (response, answer) = await client.PostAsync(RawClient.Initialize);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.StartsWith("Busy", answer?["error"]?["message"]?.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thousands_of_abandoned_sessions_cost_no_more_than_those_that_are_kept()
    {
        await using var host = await StartAsync(new ServeOptions { Port = 0, MaxSessions = 100 });
        using var client = new RawClient(host.Url);
        await OpenManyAsync(client, 500);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await OpenManyAsync(client, 2000);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(100, host.Sessions);
        Assert.True(growth < 4 << 20, $"The memory grew by {growth:N0} bytes over 2,000 sessions.");
    }

    private static async Task OpenManyAsync(RawClient client, int count)
    {
        for (var session = 0; session < count; session++)
        {
            (await client.PostAsync(RawClient.Initialize)).Response.Dispose();
        }
    }

    private static Task<ServeHost> StartAsync(ServeOptions options)
    {
        var server = new McpServerOptions { ToolCollection = [McpServerTool.Create((string text) => text, new McpServerToolCreateOptions { Name = "echo" })] };
        return ServeHost.StartAsync(options, server, configure: null, ServeLog.None, TimeProvider.System, Token);
    }
}
