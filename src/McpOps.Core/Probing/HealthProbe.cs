using System.Diagnostics;
using System.Runtime.CompilerServices;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Probes servers: all at once, each result as soon as it is there.</summary>
/// <param name="context">The clock, progress and notices.</param>
public sealed class HealthProbe(EngineContext context)
{
    private readonly McpConnector _connector = new(context);

    /// <summary>Probes the servers.</summary>
    /// <param name="servers">The servers.</param>
    /// <param name="options">The time-out, and what is checked.</param>
    /// <param name="cancellationToken">Ends all probes; no process is left behind.</param>
    public async IAsyncEnumerable<McpHealth> ProbeAsync(IReadOnlyCollection<McpServer> servers, HealthOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var probes = servers.Select(server => ProbeOneAsync(server, options, cancellationToken)).ToList();
        while (probes.Count > 0)
        {
            var done = await Task.WhenAny(probes);
            probes.Remove(done);
            yield return await done;
        }
    }

    private async Task<McpHealth> ProbeOneAsync(McpServer server, HealthOptions options, CancellationToken cancellationToken)
    {
        var checkedAt = context.Time.GetUtcNow();
        var started = Stopwatch.GetTimestamp();
        try
        {
            await using var session = await _connector.ConnectAsync(server, new ConnectOptions { Timeout = options.Timeout, Launch = options.Launch }, cancellationToken);
            var tools = await session.ListToolsAsync(cancellationToken);
            return new McpHealth
            {
                Server = server.Name,
                Status = HealthStatus.Healthy,
                Verdict = McpVerdict.Healthy,
                Era = session.Era,
                ProtocolVersion = session.ProtocolVersion,
                ServerName = session.ServerName,
                ServerVersion = session.ServerVersion,
                LatencyMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds,
                ToolCount = tools.Count,
                CheckedAt = checkedAt,
            };
        }
        catch (McpProtocolException exception)
        {
            return new McpHealth { Server = server.Name, Status = HealthStatus.Unhealthy, Verdict = exception.Verdict, Message = exception.Message, CheckedAt = checkedAt };
        }
    }
}
