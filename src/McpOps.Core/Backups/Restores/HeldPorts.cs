using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Backups.Restores;

/// <summary>A service whose port another program holds cannot start: that is said for what it is, and not as what the other one answers.</summary>
internal static class HeldPorts
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Refuses where a port that the inventory names is held although the service does not run.</summary>
    /// <param name="context">The clock.</param>
    /// <param name="options">Whose service.</param>
    /// <param name="within">How long its own processes may take to let go of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="McpOpsException"><c>PortHeld</c>.</exception>
    public static async Task RefuseAsync(EngineContext context, RestoreOptions options, TimeSpan within, CancellationToken cancellationToken)
    {
        if (options is not { Destination: null, Server: { Service: not null } server })
        {
            return;
        }

        for (var started = context.Time.GetTimestamp(); PortHolders.Of(server.Ports, []) is [var holder, ..]; await Task.Delay(Pause, context.Time, cancellationToken))
        {
            if (context.Time.GetElapsedTime(started) >= within)
            {
                throw new McpOpsException("PortHeld", McpErrorCategory.ResourceUnavailable,
                    $"{Text(holder)} while the service of '{server.Name}' does not run. Nothing was restored: end that process, or give one of the two another port, and restore again.", server.Name);
            }
        }
    }

    /// <summary>Who has the port of a server that does not run though it was started, such as where only its address names the port; empty where nobody has.</summary>
    public static async Task<string> HintAsync(EngineContext context, McpServer? server, CancellationToken cancellationToken) =>
        server?.Service?.ToReference() is { } service && PortHolders.Of(LocalServers.Ports(server), []) is [var holder, ..]
            && (await new ServiceControl(context.Time).GetAsync(service, cancellationToken)).Status is ServiceStatus.Stopped or ServiceStatus.Failed or ServiceStatus.Changing ? $" {Text(holder)}, and the service does not run." : "";

    private static string Text(PortHolder holder) => FormattableString.Invariant($"Port {holder.Port} is held by process {holder.ProcessId} ({holder.Name})");
}
