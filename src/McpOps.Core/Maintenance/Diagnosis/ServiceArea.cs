using McpOps.Platform;
using McpOps.Probing;

namespace McpOps.Maintenance.Diagnosis;

/// <summary>What does its service manager say, and who restarts it?</summary>
internal sealed class ServiceArea : IDiagnosisArea
{
    private const int Printed = 10;

    public string Name => "service";

    public async Task<IReadOnlyList<Observation>> LookAsync(DiagnosisScope scope, CancellationToken cancellationToken)
    {
        if (scope.Server.Service is not { } service)
        {
            return [new Observation(Name, HealthStatus.Unknown, "The inventory names no service of it.", "Nothing here can restart it; give it a \"service\".")];
        }

        var reference = scope.Server.ToReference()!;
        var state = await new ServiceControl(scope.Context.Time).GetAsync(reference, cancellationToken);
        var status = state.Status switch { ServiceStatus.Running => HealthStatus.Healthy, ServiceStatus.Unknown => HealthStatus.Unknown, ServiceStatus.Changing => HealthStatus.Degraded, _ => HealthStatus.Unhealthy };
        var seen = new Observation(
            Name,
            state is { Status: ServiceStatus.Running, Restarts: > 0 } ? HealthStatus.Degraded : status,
            $"{service.Kind} '{service.Name}' is {state.Status}{(state.ProcessId is { } id ? $", process {id}" : "")}{(state.Restarts is { } restarts ? $", restarted {restarts} times by its manager" : "")}. {state.Message}".Trim(),
            state.Restarts > 0 ? "It ends by itself again and again, and its manager hides it: look at the logs and at memory." : state.Status switch
            {
                ServiceStatus.Running => "",
                ServiceStatus.Unknown => "Ask its manager as root, or on the host itself.",
                ServiceStatus.NotFound => "Mend the name in the inventory, or install the service.",
                _ => $"Start it with 'mcpops restart {scope.Server.Name}' (Restart-McpServer {scope.Server.Name}), which also says why it may not.",
            });

        // Of what no manager looks after nobody else has kept it.
        return reference.Output is { } output && output.Last(Printed) is { Count: > 0 } lines
            ? [seen, new Observation(Name, state.Status is ServiceStatus.Running ? HealthStatus.Healthy : HealthStatus.Degraded, $"It printed last: {string.Join(" | ", lines)}", $"All that it printed since its start stands in {output.File}.")]
            : [seen];
    }
}
