using System.Runtime.CompilerServices;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Waits until servers are healthy: after a start, a restore, a deployment.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="more">Checks that other rooms bring.</param>
public sealed class HealthWait(EngineContext context, IReadOnlyList<IHealthCheck>? more = null)
{
    /// <summary>Probes again and again. Each server's result is there as soon as it is well, and at the end for those that did not become so.</summary>
    /// <param name="servers">The servers; those that their owner switched off are not waited for.</param>
    /// <param name="options">How each probe is made.</param>
    /// <param name="wait">How long, how often, and what is enough.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<McpHealth> UntilAsync(IReadOnlyCollection<McpServer> servers, HealthOptions options, HealthWaitOptions wait, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(servers);
        ArgumentNullException.ThrowIfNull(wait);
        var pending = servers.ToList();
        var began = context.Time.GetTimestamp();
        while (pending.Count > 0)
        {
            var round = context.Time.GetTimestamp();
            var isLast = context.Time.GetElapsedTime(began) + wait.Every > wait.Within;
            var waiting = new List<McpServer>();
            await foreach (var health in new HealthProbe(context, more).ProbeAsync(pending, options, cancellationToken))
            {
                if (isLast || wait.IsEnough(health))
                {
                    yield return health;
                }
                else
                {
                    waiting.Add(health.Subject!);
                }
            }

            pending = waiting;
            if (pending.Count > 0)
            {
                var rest = wait.Every - context.Time.GetElapsedTime(round);
                await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, context.Time, cancellationToken);
            }
        }
    }
}

/// <summary>How long is waited, how often it is looked, and what is enough.</summary>
public sealed record HealthWaitOptions
{
    /// <summary>How long in all; a last look is taken at its end.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long from one look to the next.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The least that is enough: <see cref="HealthStatus.Healthy"/> or <see cref="HealthStatus.Degraded"/>.</summary>
    public string Status { get; init; } = HealthStatus.Healthy;

    /// <summary>Whether a server is as well as is wanted, whatever its machine is like and whatever is to be done for it: waiting frees no disk and makes no backup. One that its owner switched off is not waited for.</summary>
    /// <param name="health">How it is.</param>
    public bool IsEnough(McpHealth health)
    {
        ArgumentNullException.ThrowIfNull(health);
        var (status, _) = HostFindings.Without(health);
        return health.Verdict is Protocol.McpVerdict.Disabled || (status is not HealthStatus.Unknown && HealthStatus.Gravity(status) <= HealthStatus.Gravity(Status));
    }
}
