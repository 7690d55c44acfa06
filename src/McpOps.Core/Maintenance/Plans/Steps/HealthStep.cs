using McpOps.Probing;

namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>health</c>: probes the server; what is unhealthy is a failure.</summary>
internal sealed class HealthStep : IPlanStep
{
    public string Name => "health";

    public IReadOnlyList<string> Words => ["checks"];

    public bool OnlyLooks => true;

    public void Check(StepWords with) => with.Texts("checks");

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        var probe = new HealthProbe(scope.Context, HealthChecks.OfOtherRooms(scope.Context));
        var result = StepResult.Skip("The server is switched off (enabled: false).");
        if (!scope.Server.Enabled)
        {
            return result;
        }

        await foreach (var health in probe.ProbeAsync([scope.Server], new HealthOptions { Checks = scope.With.Texts("checks") }, cancellationToken))
        {
            var said = $"{health.Status}{(health.Message.Length > 0 ? $": {health.Message}" : "")}";
            result = health.Status is HealthStatus.Unhealthy or HealthStatus.Unknown ? StepResult.Fail(said) : StepResult.Ok(said);
        }

        return result;
    }
}
