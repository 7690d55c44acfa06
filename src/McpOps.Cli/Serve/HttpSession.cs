using ModelContextProtocol.Server;

namespace McpOps.Cli.Serve;

/// <summary>One conversation of a legacy client: its transport, its server, and when it was last used.</summary>
internal sealed class HttpSession : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly McpServer _server;
    private readonly Task _run;
    private int _disposed;

    public HttpSession(StreamableHttpServerTransport transport, McpServerOptions options, TimeProvider time)
    {
        Transport = transport;
        _server = McpServer.Create(transport, options);
        _run = _server.RunAsync(_end.Token);
        LastUsed = time.GetUtcNow();
    }

    public StreamableHttpServerTransport Transport { get; }

    public DateTimeOffset LastUsed { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _end.CancelAsync();
        await _server.DisposeAsync();
        await Transport.DisposeAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }
}
