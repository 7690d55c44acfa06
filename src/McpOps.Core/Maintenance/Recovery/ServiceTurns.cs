using McpOps.Platform;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Maintenance.Recovery;

/// <summary>Stops a server's service and processes, starts it, and proves by a call that it works.</summary>
internal sealed class ServiceTurns(EngineContext context, ServiceControl services)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    // So long a program may take to show itself among the processes of a busy machine.
    private static readonly TimeSpan Begun = TimeSpan.FromSeconds(5);
    private const int LooksAtGone = 3;

    // When it was started by this; a process is told by its own clock.
    private long? _startedAt;

    // What a restart is made for; that a disk is full or a certificate over it does not change.
    private static readonly string[] Cured = ["endpoints", "ports", "service", "protocol", "probe"];

    /// <summary>Stops it its own way, and then its own processes.</summary>
    /// <returns>Whether it is gone, and a sentence.</returns>
    public async Task<(bool Stopped, string Said)> StopAsync(McpServer server, ServiceReference service, ProcessTree tree, McpRecoverPlan plan, CancellationToken cancellationToken)
    {
        var said = "";
        if (service.Kind is not ServiceKind.Process)
        {
            try
            {
                var state = await services.StopAsync(service, plan.Timeout, cancellationToken);
                said = $"{service.Kind} says {state.Status}. ";
            }
            catch (McpOpsException exception) when (exception.ErrorId is "ServiceManagerUnavailable")
            {
                // What it cannot stop it cannot start either: what works all the same is left alone.
                return (false, $"{Sentences.Ended(exception.Message)} Nothing was ended.");
            }
            catch (McpOpsException exception)
            {
                said = $"{exception.Message} ";
            }
        }

        // A stop command may lie, and a service may leave its children: what was of the server before the stop must be gone.
        if (tree.Living is { Count: > 0 } living)
        {
            var (left, forced) = await tree.EndAsync(plan.Timeout, context.Time, cancellationToken);
            said += $"Its own processes {string.Join(", ", living)} were ended{(forced.Count > 0 ? FormattableString.Invariant($", {string.Join(", ", forced)} by force after {plan.Timeout.TotalSeconds:0.#} s") : "")}.";
            if (left.Count > 0)
            {
                return (false, $"{said} Process {left[0]} lives all the same: this account may not end it, or it waits for a device. The server was not started.");
            }
        }

        // It must not start a second one beside a first that its manager still runs.
        return service.Kind is not ServiceKind.Process && (await services.GetAsync(service, cancellationToken)).Status is ServiceStatus.Running
            ? (false, $"{said} Its manager says that it runs still. The server was not started.")
            : (true, said.Length > 0 ? said.Trim() : $"'{server.Name}' did not run.");
    }

    /// <summary>Starts it.</summary>
    /// <returns>Why that failed; null when it did not.</returns>
    public async Task<string?> TryStartAsync(ServiceReference service, CancellationToken cancellationToken)
    {
        try
        {
            _startedAt = context.Time.GetTimestamp();
            await services.RequestStartAsync(service, cancellationToken);
            return null;
        }
        catch (McpOpsException exception)
        {
            return $"{exception.Message} ({exception.ErrorId})";
        }
    }

    /// <summary>Waits until it works: not that a process is there, but that a call is answered, and what else of it a restart is to cure.</summary>
    /// <returns>What is wrong; null when it works.</returns>
    public async Task<string?> VerifyAsync(McpServer server, ServiceReference service, TimeSpan within, CancellationToken cancellationToken)
    {
        var (started, since, ran, gone, seen) = (context.Time.GetTimestamp(), context.Time.GetUtcNow(), false, 0, TimeSpan.Zero);
        while (true)
        {
            var health = await ProbeAsync(server, Cured, TimeSpan.FromSeconds(10), cancellationToken);
            if (health.Status is HealthStatus.Healthy or HealthStatus.Degraded)
            {
                return null;
            }

            var state = await services.GetAsync(service, cancellationToken);
            var (elapsed, age, end) = (context.Time.GetElapsedTime(started), context.Time.GetElapsedTime(_startedAt ?? started), services.EndOf(service));

            // What ran, or failed, and is gone does not come to answer by waiting; what was never seen to run may be slow to show itself. One look may fall between a script and the server that it starts.
            (ran, seen) = state.Status is ServiceStatus.Running ? (true, age) : (ran, seen);
            gone = state.Status is ServiceStatus.Stopped && (ran || end is { HasFailed: true } || elapsed >= Begun) ? gone + 1 : 0;
            var ended = state.Status is ServiceStatus.Failed || gone >= LooksAtGone || (gone > 0 && elapsed >= within);
            if (elapsed >= within || ended)
            {
                var what = $"{health.Status}{(health.Verdict is McpVerdict.Healthy or "" ? "" : $" ({health.Verdict})")}: {Sentences.Ended(health.Message)} The service is {state.Status}. {state.Message}".Trim();
                var last = ended ? await LastWords.OfAsync(context, server, service, since, cancellationToken) : service.Output?.Said() ?? "";
                return ended ? $"{ProcessEnd.Said(end, seen, age)} {Sentences.Ended(what)} {last}".Trim() : $"{what} {last}".Trim();
            }

            await Task.Delay(PauseAfter(health.Verdict, elapsed), context.Time, cancellationToken);
        }
    }

    /// <summary>How long the next look waits. One that is not there yet is found at once. To one that answers, and whose call fails, each look is work: it is asked less and less often.</summary>
    /// <param name="verdict">What the last look came to.</param>
    /// <param name="elapsed">How long it has been asked.</param>
    internal static TimeSpan PauseAfter(string verdict, TimeSpan elapsed) =>
        verdict is McpVerdict.Healthy ? TimeSpan.FromTicks(Math.Clamp(elapsed.Ticks / 4, Pause.Ticks, LongestPause.Ticks)) : Pause;

    /// <summary>Whether it answers and nothing is wrong that a restart is made for, whatever its manager says or cannot say.</summary>
    public async Task<bool> AnswersAsync(McpServer server, CancellationToken cancellationToken) =>
        await ProbeAsync(server, Cured, null, cancellationToken) is { Verdict: McpVerdict.Healthy } health && health.Checks.All(check => check.Status is not HealthStatus.Unhealthy);

    /// <summary>Looks at it once.</summary>
    public async Task<McpHealth> ProbeAsync(McpServer server, IReadOnlyList<string> checks, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        await foreach (var health in new HealthProbe(context with { Notices = null }).ProbeAsync([server], new HealthOptions { Checks = checks, Timeout = timeout }, cancellationToken))
        {
            return health;
        }

        return new McpHealth { Server = server.Name, Host = context.Host, Status = HealthStatus.Unknown, Verdict = "", CheckedAt = context.Time.GetUtcNow().LocalDateTime };
    }
}
