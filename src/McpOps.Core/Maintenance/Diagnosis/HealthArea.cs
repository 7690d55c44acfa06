using McpOps.Probing;

namespace McpOps.Maintenance.Diagnosis;

/// <summary>Does it answer, and which of its checks do not hold?</summary>
internal sealed class HealthArea : IDiagnosisArea
{
    public string Name => "health";

    public async Task<IReadOnlyList<Observation>> LookAsync(DiagnosisScope scope, CancellationToken cancellationToken)
    {
        var seen = new List<Observation>();
        var probe = new HealthProbe(scope.Context with { Notices = null }, HealthChecks.OfOtherRooms(scope.Context with { Notices = null }));
        await foreach (var health in probe.ProbeAsync([scope.Server], new HealthOptions(), cancellationToken))
        {
            seen.Add(new Observation(Name, health.Status, $"{health.Verdict}{(health.LatencyMs is { } ms ? FormattableString.Invariant($" in {ms:0} ms") : "")}. {health.Message}".Trim(),
                health.Status is HealthStatus.Healthy ? "It works as it is asked. What users see may be slower paths, or other clients' settings."
                : health.Status is HealthStatus.Degraded ? "It answers; what does not hold stands below." : "Begin with the first line below that is Unhealthy: it is the likeliest cause."));
            seen.AddRange(health.Checks.Where(check => check.Status is not HealthStatus.Healthy && check.Name is not "protocol" && !HostFindings.Tells(health.Message, check))
                .Select(check => new Observation(Name, check.Status, HostFindings.Text([check]), "")));
        }

        return seen;
    }
}
