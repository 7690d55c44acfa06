using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Backups;

/// <summary>Proves that a service which was started works: that it lives a while later, and that its server answers where it answered before. That a process is there proves neither.</summary>
/// <param name="context">The clock.</param>
/// <param name="services">What has started it.</param>
internal sealed class StartProof(EngineContext context, ServiceControl services)
{
    // What dies of what it finds at its start mostly does so when it has read its files and reached its databases.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // One look may fall between a script and the server that it starts.
    private const int LooksAtGone = 3;

    /// <summary>Waits until it is proven.</summary>
    /// <param name="server">The server; null where only its service is known.</param>
    /// <param name="service">Its service.</param>
    /// <param name="before">How the server was: one that did not work before need not now, and its service only has to live.</param>
    /// <param name="started">When the service was started, by the clock.</param>
    /// <param name="within">How long it may take until it answers.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What is wrong, in sentences; null when it works.</returns>
    public async Task<string?> ProblemAsync(McpServer? server, ServiceReference service, string? before, long started, TimeSpan within, CancellationToken cancellationToken)
    {
        var (first, gone, seen, asks) = ((int?)null, 0, TimeSpan.Zero, server is not null && before is HealthStatus.Healthy or HealthStatus.Degraded);
        for (var answered = !asks; ;)
        {
            var state = await services.GetAsync(service, cancellationToken);
            var elapsed = context.Time.GetElapsedTime(started);
            gone = state.Status is ServiceStatus.Stopped or ServiceStatus.NotFound ? gone + 1 : 0;
            if (state.Status is ServiceStatus.Failed || gone >= LooksAtGone)
            {
                return $"{ProcessEnd.Said(services.EndOf(service), seen, elapsed)} {state.Message} {service.Output?.Said()}".TrimEnd();
            }

            // A script that waits for the server may end before it; a manager that has started another has seen the first one end.
            first ??= state.ProcessId;
            if (service.Kind is not ServiceKind.Process && state.ProcessId is { } now && now != first)
            {
                return $"Its process {first} ended, and its manager started {now}. {state.Message}".TrimEnd();
            }

            string? problem = null;
            if (state.Status is ServiceStatus.Running)
            {
                seen = elapsed;
                problem = asks && (!answered || elapsed >= Settle) ? await WhyNotAsync(server!, elapsed, cancellationToken) : null;
                answered = problem is null;
                if (answered && elapsed >= Settle)
                {
                    return null;
                }
            }

            if (elapsed >= within && elapsed >= Settle)
            {
                return $"{problem ?? $"It is {state.Status} {elapsed.TotalSeconds:0} s after its start. {state.Message}"} {service.Output?.Said()}".TrimEnd();
            }

            await Task.Delay(Pause, context.Time, cancellationToken);
        }
    }

    private async Task<string?> WhyNotAsync(McpServer server, TimeSpan elapsed, CancellationToken cancellationToken) =>
        await ServerHealth.AskAsync(context with { Notices = null }, server, cancellationToken) is { Status: HealthStatus.Unhealthy or HealthStatus.Unknown } health
            ? $"It runs, and does not answer as before {elapsed.TotalSeconds:0} s after its start: {health.Status}{(health.Verdict is "" or HealthStatus.Healthy ? "" : $" ({health.Verdict})")}: {Sentences.Ended(health.Message)}"
            : null;
}
