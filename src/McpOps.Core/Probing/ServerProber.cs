using McpOps.Platform;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Probes one server after another over a long time: what is learned of a server (its era, its place) is kept, what is looked up on the machine is not older than a few seconds.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="options">The time-out, and what is checked.</param>
/// <param name="more">Checks that other rooms bring.</param>
public sealed class ServerProber(EngineContext context, HealthOptions options, IReadOnlyList<IHealthCheck>? more = null) : IAsyncDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly McpConnector _connector = new(context);
    private readonly ProbeSlots _slots = new(options.ThrottleLimit, UnixNative.MostHandles());
    private readonly object _gate = new();
    private IReadOnlyList<McpServer> _servers = [];
    private CheckSet? _checks;
    private long _since;

    /// <summary>The servers that are known: their processes are no orphans.</summary>
    /// <param name="servers">The servers.</param>
    /// <exception cref="McpOpsException"><c>UnknownCheck</c>: an option names a check that there is not.</exception>
    public void Know(IReadOnlyList<McpServer> servers)
    {
        lock (_gate)
        {
            _servers = servers;
            _checks = CheckSet.Create(context, servers, options.Checks, more ?? []);
            _since = context.Time.GetTimestamp();
        }
    }

    /// <summary>Probes one server. What is wrong with it is the result and never an exception.</summary>
    /// <param name="server">The server.</param>
    /// <param name="cancellationToken">Ends the probe.</param>
    public Task<McpHealth> ProbeAsync(McpServer server, CancellationToken cancellationToken) =>
        _slots.RunAsync(server, () => new ServerProbe(context, _connector, Checks(), options).ProbeAsync(server, cancellationToken), cancellationToken);

    /// <summary>Waits for the sessions that are ending.</summary>
    public async ValueTask DisposeAsync()
    {
        await _connector.DisposeAsync();
        _slots.Dispose();
    }

    private CheckSet Checks()
    {
        lock (_gate)
        {
            if (_checks is null || context.Time.GetElapsedTime(_since) > Fresh)
            {
                _checks = CheckSet.Create(context, _servers, options.Checks, more ?? []);
                _since = context.Time.GetTimestamp();
            }

            return _checks;
        }
    }
}
