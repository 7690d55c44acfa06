using McpOps.Platform;

namespace McpOps.Probing;

/// <summary>A process that listens on a port.</summary>
/// <param name="Port">The port.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Name">Its program.</param>
internal sealed record PortHolder(int Port, int ProcessId, string Name);

/// <summary>Who listens on ports of this machine. Of those of other accounts only root is told, and outside of Linux nobody is.</summary>
internal static class PortHolders
{
    /// <summary>The holders of some ports.</summary>
    /// <param name="ports">The ports.</param>
    /// <param name="own">Processes that may hold them.</param>
    public static IReadOnlyList<PortHolder> Of(IEnumerable<int> ports, IReadOnlyCollection<int> own)
    {
        var owners = PortOwners.All();

        // What systemd itself listens on it hands to the service when that starts.
        return [.. ports.Distinct().Where(port => owners.TryGetValue(port, out var id) && !own.Contains(id))
            .Select(port => new PortHolder(port, owners[port], ProcessTable.Get(owners[port])?.Name ?? "?")).Where(holder => holder is not { ProcessId: 1, Name: "systemd" })];
    }
}
