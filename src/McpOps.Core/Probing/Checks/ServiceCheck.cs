using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Does the service that runs the server run?</summary>
internal sealed class ServiceCheck(ServiceStates services) : IHealthCheck
{
    public string Name => "service";

    public bool AppliesTo(McpServer server) => server.Service is not null;

    public async Task<IReadOnlyList<McpCheckResult>> CheckAsync(McpServer server, CancellationToken cancellationToken)
    {
        var service = server.Service!;
        var state = await services.GetAsync(server, service, cancellationToken);
        var health = state.Health is null ? "" : $", its own health check says {state.Health}";
        return [CheckResults.Say(Name, Status(state), $"{service.Kind} '{service.Name}' is {state.Status}{health}{(state.Message.Length > 0 ? $": {state.Message}" : "")}")];
    }

    private static string Status(ServiceState state) => (state.Status, state.Health) switch
    {
        (ServiceStatus.Running, "unhealthy") => HealthStatus.Unhealthy,
        (ServiceStatus.Running, "starting") or (ServiceStatus.Changing, _) => HealthStatus.Degraded,
        (ServiceStatus.Running, _) => HealthStatus.Healthy,
        (ServiceStatus.Unknown, _) => HealthStatus.Unknown,
        _ => HealthStatus.Unhealthy,
    };
}
