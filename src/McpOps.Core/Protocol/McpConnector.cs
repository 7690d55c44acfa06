using System.Collections.Concurrent;
using McpOps.Protocol.Http;
using McpOps.Servers;
using Microsoft.Extensions.Logging;

namespace McpOps.Protocol;

/// <summary>
/// Connects to servers over any transport, in either era. It remembers each server's era, so that it is found out once. Disposing it waits for
/// what <see cref="McpSession.EndInBackground"/> left to it.
/// </summary>
/// <param name="context">The clock and the logger.</param>
public sealed class McpConnector(EngineContext context) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Agreement> _agreements = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Whereabouts> _elsewhere = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _endings = new();

    /// <summary>Connects and negotiates.</summary>
    /// <param name="server">The server.</param>
    /// <param name="options">The time-out and whether it may be started.</param>
    /// <param name="cancellationToken">Ends the attempt; no process is left behind.</param>
    /// <exception cref="McpProtocolException">The conversation failed; it carries the verdict.</exception>
    public async Task<McpSession> ConnectAsync(McpServer server, ConnectOptions options, CancellationToken cancellationToken)
    {
        if (server.Transport is McpTransport.None)
        {
            throw new McpProtocolException(McpVerdict.NotStarted, "It is no MCP server (transport none): it has no tools, and nobody can call it.");
        }

        if (server is { Origin: ServerOrigin.Discovered, Transport: McpTransport.Stdio } && !options.Launch)
        {
            throw new McpProtocolException(McpVerdict.NotStarted, "It was found in a client's configuration and not started: found is not trusted. Start it with -Launch (--launch), or take it into the inventory.");
        }

        var key = Key(server.Connection);
        var deadline = new Deadline(options, context.Time);
        try
        {
            if (context.Logger.IsEnabled(LogLevel.Information))
            {
                context.Logger.LogInformation("{Server}: connecting to {Target} over {Transport}, within {Seconds} s", server.Name, server.Target, server.Transport, options.Timeout.TotalSeconds);
            }

            var attempt = new Attempt(server, options, deadline, context.Time) { Elsewhere = _elsewhere, Logger = context.Logger };
            var connected = await attempt.RunAsync(_agreements.GetValueOrDefault(key), cancellationToken);
            context.Logger.LogInformation("{Server}: speaks MCP {Version} ({Era}) over {Transport}", server.Name, connected.Handshake.Version, connected.Handshake.IsModern ? "modern" : "legacy", connected.Transport);
            _agreements[key] = new Agreement(connected.Handshake.Version, connected.Transport);
            return new McpSession(server, connected, attempt.Clock, deadline, this);
        }
        catch
        {
            // It may come back as another one: an update, or another server on the same port.
            _agreements.TryRemove(key, out _);
            deadline.Dispose();
            throw;
        }
    }

    /// <summary>Waits for the sessions that are ending.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_endings.Keys);

    internal void Await(Task ending)
    {
        if (_endings.TryAdd(ending, true))
        {
            _ = ending.ContinueWith(done => _endings.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static string Key(McpConnection connection) =>
        connection.Url is { } url ? $"{connection.Transport} {url}" : string.Join('\0', connection.Arguments.Prepend(connection.WorkingDirectory).Prepend(connection.Command));
}
