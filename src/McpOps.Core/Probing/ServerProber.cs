using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Probes one server after another over a long time: what is learned of a server (its era, its place) is kept, what is looked up on the machine is not older than a few seconds.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="options">The time-out, and what is checked.</param>
/// <param name="more">Checks that other rooms bring.</param>
public sealed class ServerProber(EngineContext context, HealthOptions options, IReadOnlyList<IHealthCheck>? more = null) : IAsyncDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    // Every part of a probe has its own limit. What holds out beyond all of them (a dead network share, a driver) must not hold the others.
    private static readonly TimeSpan Beyond = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(15);

    private readonly McpConnector _connector = new(context);
    private readonly ProbeSlots _slots = new(options.ThrottleLimit, OpenFiles.Most());
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
        _slots.RunAsync(server, () => BoundedAsync(server, cancellationToken), cancellationToken);

    /// <summary>Waits for the sessions that are ending, for a while.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _connector.DisposeAsync().AsTask().WaitAsync(Leaving, context.Time);
            _slots.Dispose();
        }
        catch (TimeoutException)
        {
            context.Warn("SessionNotEnded", $"A session with a server could not be ended within {Leaving.TotalSeconds:0} s, and was left.");
        }
    }

    private async Task<McpHealth> BoundedAsync(McpServer server, CancellationToken cancellationToken)
    {
        var checkedAt = context.Time.GetUtcNow();
        var limit = (options.Timeout ?? (server.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : HealthOptions.DefaultTimeout)) + Beyond;
        var probe = Task.Run(() => new ServerProbe(context, _connector, Checks(), options).ProbeAsync(server, cancellationToken), cancellationToken);
        try
        {
            return await probe.WaitAsync(limit, context.Time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It hears of the end itself, and ends the server that it has started; one that hangs is waited for no longer than its session would be.
            await ((Task)probe).WaitAsync(Leaving, context.Time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        catch (TimeoutException)
        {
            return new McpHealth
            {
                Server = server.Name, Host = context.Host, Status = HealthStatus.Unknown, Verdict = "", CheckedAt = checkedAt.LocalDateTime, Subject = server,
                Message = $"Its probe hangs: it neither ended nor let itself be ended within {limit.TotalSeconds:0} s. Look for a file system or a program on this machine that does not answer.",
            };
        }
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
