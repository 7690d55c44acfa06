using McpOps.Servers;

namespace McpOps.Probing;

/// <summary>When a measured value is worth a look and when it is bad: the server's own thresholds, else the defaults.</summary>
public static class CheckThresholds
{
    private static readonly McpThreshold None = new(null, null);

    /// <summary>The defaults. Those of cpu, memory, disk and response are the guides'.</summary>
    /// <remarks>
    /// A single look at cpu or swap says that a machine is busy, not that a server is broken: these have no critical default.
    /// A backup, a build or the start of the servers themselves fills the processors for a while. What is not named here, such as load
    /// and the memory of a process, has no bad value that holds for all: it is told, and judged once a server has a threshold for it.
    /// </remarks>
    public static IReadOnlyDictionary<string, McpThreshold> Defaults { get; } = new Dictionary<string, McpThreshold>(StringComparer.OrdinalIgnoreCase)
    {
        ["response"] = new(1000, null),
        ["endpoints"] = new(1000, null),
        ["cpu"] = new(80, null),
        ["memory"] = new(85, 95),
        ["swap"] = new(80, null),
        ["disk"] = new(80, 90),
        ["inodes"] = new(80, 90),
        ["certificates"] = new(30, 7),
        ["orphans"] = new(1, null),
        ["postgres"] = new(1000, null),
        ["postgres-connections"] = new(80, 95),
        ["postgres-queries"] = new(1, null),
    };

    /// <summary>The thresholds of a measurement: those that the server names for just this subject, else for the measurement, else the defaults.</summary>
    /// <remarks>A server that names one of the two keeps the default of the other, unless that would be in the wrong order.</remarks>
    /// <param name="server">The server.</param>
    /// <param name="measurement">The measurement, such as <c>disk</c>.</param>
    /// <param name="subject">What was measured, such as <c>/var</c>; null when there is only one.</param>
    public static McpThreshold For(McpServer server, string measurement, string? subject = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        var fallback = Defaults.GetValueOrDefault(measurement, None);
        return (subject is not null && server.Thresholds.TryGetValue($"{measurement}:{subject}", out var own)) || server.Thresholds.TryGetValue(measurement, out own)
            ? Complete(own, fallback, LessIsWorse(measurement))
            : fallback;
    }

    /// <summary>The status of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="threshold">Its thresholds.</param>
    /// <param name="lessIsWorse">True where a small value is bad, as with days left.</param>
    public static string Judge(double value, McpThreshold threshold, bool lessIsWorse = false)
    {
        ArgumentNullException.ThrowIfNull(threshold);
        return Reached(threshold.Critical) ? HealthStatus.Unhealthy : Reached(threshold.Warning) ? HealthStatus.Degraded : HealthStatus.Healthy;

        bool Reached(double? limit) => limit is { } number && (lessIsWorse ? value <= number : value >= number);
    }

    /// <summary>True for a measurement of which a small value is bad.</summary>
    /// <param name="measurement">The measurement.</param>
    internal static bool LessIsWorse(string measurement) => Defaults.TryGetValue(measurement, out var known) && known.Critical < known.Warning;

    private static McpThreshold Complete(McpThreshold own, McpThreshold fallback, bool lessIsWorse)
    {
        var whole = new McpThreshold(own.Warning ?? fallback.Warning, own.Critical ?? fallback.Critical);
        return lessIsWorse ? (whole.Critical > whole.Warning ? own : whole) : (whole.Critical < whole.Warning ? own : whole);
    }
}
