using System.Runtime.CompilerServices;
using System.Threading.Channels;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Probes servers: all at once, each result as soon as it is there.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="more">Checks that other rooms bring.</param>
public sealed class HealthProbe(EngineContext context, IReadOnlyList<IHealthCheck>? more = null)
{
    private readonly McpConnector _connector = new(context);

    /// <summary>Probes the servers. What is wrong with one is its result and never an exception.</summary>
    /// <param name="servers">The servers.</param>
    /// <param name="options">The time-out, and what is checked.</param>
    /// <param name="cancellationToken">Ends all probes; no process is left behind.</param>
    /// <exception cref="McpOpsException"><c>UnknownCheck</c>: an option names a check that there is not.</exception>
    public async IAsyncEnumerable<McpHealth> ProbeAsync(IReadOnlyCollection<McpServer> servers, HealthOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(servers);
        ArgumentNullException.ThrowIfNull(options);
        var checks = CheckSet.Create(context, servers, options.Checks, more ?? []);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateUnbounded<McpHealth>();
        var work = ProbeAllAsync(servers, new ServerProbe(context, _connector, checks, options), options.ThrottleLimit, results.Writer, stop.Token);
        try
        {
            await foreach (var health in results.Reader.ReadAllAsync(cancellationToken))
            {
                yield return health;
            }

            await WarnOfOrphansAsync(servers, checks, cancellationToken);
        }
        finally
        {
            // Also when the reader has seen enough: what was started must be ended before it goes on.
            await stop.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _connector.DisposeAsync();
        }
    }

    private async Task ProbeAllAsync(IReadOnlyCollection<McpServer> servers, ServerProbe probe, int? parallelism, ChannelWriter<McpHealth> results, CancellationToken cancellationToken)
    {
        using var slots = new ProbeSlots(parallelism, OpenFiles.Most());
        var done = 0;
        try
        {
            await Task.WhenAll(servers.Select(async server =>
            {
                var health = await slots.RunAsync(server, () => probe.ProbeAsync(server, cancellationToken), cancellationToken);

                // In this order, so that a line of progress is gone when the last result is written.
                context.Progress?.Report(new McpProgress("Probing servers", server.Name, Interlocked.Increment(ref done), servers.Count));
                results.TryWrite(health);
            }));
            results.Complete();
        }
        catch (Exception exception)
        {
            results.Complete(exception);
            throw;
        }
    }

    // Those of known servers are in their results; the others belong to nobody, and are told once.
    private async Task WarnOfOrphansAsync(IReadOnlyCollection<McpServer> servers, CheckSet checks, CancellationToken cancellationToken)
    {
        if (!checks.Includes("orphans") || OperatingSystem.IsWindows() || servers.All(server => server.Origin == ServerOrigin.AdHoc))
        {
            return;
        }

        var unknown = await checks.Orphans.FindUnknownAsync(cancellationToken);
        if (unknown.Count > 0)
        {
            context.Warn("OrphanedServers", $"{unknown.Count} processes that look like MCP servers belong to no server named here: {OrphanedProcesses.Describe(unknown)}");
        }
    }
}
