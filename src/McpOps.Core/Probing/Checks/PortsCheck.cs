using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Does something listen on the ports of this machine that the server should have?</summary>
internal sealed class PortsCheck(MachineSnapshot machine) : IHealthCheck
{
    public string Name => "ports";

    public bool AppliesTo(McpServer server) => server.Ports.Count > 0;

    public async Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken)
    {
        var listening = await machine.PortsAsync(cancellationToken);
        return [.. server.Ports.Distinct().Select(port => listening.Contains(port)
            ? CheckResults.Say($"{Name}:{port}", HealthStatus.Healthy, $"something listens on port {port}")
            : CheckResults.Say($"{Name}:{port}", HealthStatus.Unhealthy, $"Nothing listens on port {port} of this machine. Start the server, or correct the port in the inventory."))];
    }
}
