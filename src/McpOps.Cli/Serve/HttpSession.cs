using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Serve;

/// <summary>One conversation: its transport, its server, and whether somebody uses it.</summary>
internal sealed class HttpSession : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly McpServer _server;
    private readonly Task _run;
    private int _users;
    private int _disposed;

    public HttpSession(StreamableHttpServerTransport transport, McpServerOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        _time = time;
        Transport = transport;
        _server = McpServer.Create(transport, options, loggers);
        _run = _server.RunAsync(_end.Token);
        LastUsed = time.GetTimestamp();
    }

    public StreamableHttpServerTransport Transport { get; }

    /// <summary>The clock's timestamp at the end of the last request.</summary>
    public long LastUsed { get; private set; }

    /// <summary>True while a request or an event stream of the session is open.</summary>
    public bool InUse => Volatile.Read(ref _users) > 0;

    /// <summary>Keeps the session from being idle until the answer is disposed.</summary>
    public IDisposable Use()
    {
        Interlocked.Increment(ref _users);
        return new Usage(this);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // The transport first: its open streams end properly, and the server sees the end of its input.
        await Transport.DisposeAsync();
        await _end.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _server.DisposeAsync();
        _end.Dispose();
    }

    private sealed class Usage(HttpSession session) : IDisposable
    {
        public void Dispose()
        {
            session.LastUsed = session._time.GetTimestamp();
            Interlocked.Decrement(ref session._users);
        }
    }
}
