using System.Diagnostics;
using McpOps.Servers;
using ModelContextProtocol.Client;

namespace McpOps.Protocol;

/// <summary>Connects to servers over any transport, in either era.</summary>
/// <param name="context">The clock and the logger.</param>
public sealed class McpConnector(EngineContext context)
{
    /// <summary>Connects and negotiates.</summary>
    /// <param name="server">The server.</param>
    /// <param name="options">The time-out and whether it may be started.</param>
    /// <param name="cancellationToken">Ends the attempt; no process is left behind.</param>
    /// <exception cref="McpProtocolException">The conversation failed; it carries the verdict.</exception>
    public async Task<McpSession> ConnectAsync(McpServer server, ConnectOptions options, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Timeout);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var client = await McpClient.CreateAsync(CreateTransport(server.Connection), new McpClientOptions { TimeProvider = context.Time }, loggerFactory: null, timeout.Token);
            return new McpSession(server.Name, client, new PhaseTimes { HandshakeMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds });
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new McpProtocolException(timeout.IsCancellationRequested ? McpVerdict.Timeout : McpVerdict.Unreachable, exception.Message, exception);
        }
    }

    private static IClientTransport CreateTransport(McpConnection connection) => connection.Transport is McpTransport.Stdio
        ? new StdioClientTransport(new StdioClientTransportOptions { Command = connection.Command!, Arguments = [.. connection.Arguments] })
        : new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(connection.Url!), TransportMode = HttpTransportMode.StreamableHttp });
}
