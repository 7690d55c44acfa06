using McpOps.Protocol;

namespace McpOps.Probing;

/// <summary>Tells a server that works, and of which a figure is beyond its bound, from one that does not work: both are Unhealthy, for both want a person at once.</summary>
internal static class CrossedBounds
{
    // Figures that say how much is left, or used; those of the answer itself are not among them.
    private static readonly string[] Stocks = ["certificates", "logs", "orphans", "postgres-connections", "process-cpu", "process-memory"];

    /// <summary>Whether it answers as it should, and all that is Unhealthy of itself is such a figure.</summary>
    public static bool Are(McpHealth health) => health.Verdict is McpVerdict.Healthy
        && health.Checks.Where(check => check.Status is HealthStatus.Unhealthy && !HostFindings.IsOfHost(check) && UpkeepFindings.NameOf(check) is null).ToList() is { Count: > 0 } ill
        && ill.TrueForAll(IsCrossed);

    /// <summary>Whether a result is such a figure, however it is.</summary>
    public static bool IsStock(McpCheckResult result) => Stocks.Contains(Measurement(result), StringComparer.Ordinal);

    private static bool IsCrossed(McpCheckResult result) => IsStock(result)
        && result is { IsRefused: false, Value: { } value, Critical: { } bound } && CheckThresholds.Judge(value, new(null, bound), CheckThresholds.LessIsWorse(Measurement(result))) is HealthStatus.Unhealthy;

    private static string Measurement(McpCheckResult result) => result.Name.Split(':')[0];
}
