using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>Whether a probe saw a server work: what could not be found out beside it takes nothing from that, and neither does a figure beyond its bound.</summary>
internal static class SeenToWork
{
    /// <summary>Whether it did.</summary>
    public static bool Is(McpHealth health) => HostFindings.Without(health).Status switch
    {
        HealthStatus.Healthy or HealthStatus.Degraded => true,
        HealthStatus.Unhealthy => CrossedBounds.Are(health),
        _ => Answers(health),
    };

    // Of one that cannot be called something else must say that it is there; that its certificate has many days left does not.
    private static bool Answers(McpHealth health) => health.Verdict is McpVerdict.Healthy
        && (health.Transport is not McpTransport.None || HostFindings.OfServer(health).Any(check => check.Status is HealthStatus.Healthy && !CrossedBounds.IsStock(check)));
}
