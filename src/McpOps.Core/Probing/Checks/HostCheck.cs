using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>One figure of the machine that a server runs on.</summary>
/// <param name="machine">The machine.</param>
/// <param name="name">The check.</param>
/// <param name="unit">The figure's unit.</param>
/// <param name="value">The figure; null where this system does not give it.</param>
/// <param name="message">What to say about it.</param>
internal sealed class HostCheck(MachineSnapshot machine, string name, string unit, Func<HostSample, double?> value, Func<HostSample, string> message) : IHealthCheck
{
    public string Name => name;

    public bool AppliesTo(McpServer server) => LocalServers.IsOperatedHere(server);

    public async Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken)
    {
        var sample = await machine.HostAsync(cancellationToken);
        if (value(sample) is { } figure)
        {
            return [CheckResults.Measure(server, name, null, figure, unit, message(sample))];
        }

        // Whoever set a threshold counts on the figure. Nobody else should see a machine as unknown because of its system.
        return server.Thresholds.ContainsKey(name) ? [CheckResults.Say(name, HealthStatus.Unknown, "This operating system does not give the figure.")] : [];
    }

    public static IEnumerable<HostCheck> All(MachineSnapshot machine) =>
    [
        new(machine, "cpu", "%", sample => sample.CpuPercent, sample => $"{sample.CpuCount} processors, over {MachineSnapshot.SampleInterval.TotalMilliseconds:0} ms; what is busy is looked at three times"),
        new(machine, "memory", "%", sample => sample.MemoryPercent, sample =>
            $"{Sizes.Text(sample.MemoryAvailableBytes)} of {Sizes.Text(sample.MemoryTotalBytes)} available{(sample.MemoryIsLimited ? " within this container's limit" : "")}"),
        new(machine, "swap", "%", sample => sample.SwapPercent, sample => sample.SwapTotalBytes is 0 ? "this machine has no swap" : $"of {Sizes.Text(sample.SwapTotalBytes)}"),
        new(machine, "load", "per processor", sample => sample.Load1 / sample.CpuCount, sample => $"{sample.Load1:0.##}, {sample.Load5:0.##}, {sample.Load15:0.##} over 1, 5 and 15 minutes"),
    ];
}
