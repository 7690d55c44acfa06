using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>Makes the sample of a probe: what history keeps of it.</summary>
internal static class SampleOf
{
    /// <summary>The figures that every probe gives, beside those of the checks.</summary>
    public static IReadOnlyList<string> Phases { get; } = ["latency", "resolve", "connect", "tls", "firstByte", "handshake", "list", "call", "toolCount"];

    /// <summary>The sample.</summary>
    /// <param name="health">What the probe found.</param>
    /// <param name="slot">When it was due.</param>
    /// <param name="more">Figures that the inventory names.</param>
    public static McpSample Health(McpHealth health, DateTimeOffset slot, IReadOnlyDictionary<string, double>? more = null)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        double?[] phases = [health.LatencyMs, health.ResolveMs, health.ConnectMs, health.TlsMs, health.FirstByteMs, health.HandshakeMs, health.ListMs, health.CallMs, health.ToolCount];
        for (var index = 0; index < phases.Length; index++)
        {
            // A phase that did not happen is zero, and says nothing.
            if (phases[index] is { } value && (value != 0 || index is 0 or 8))
            {
                values[Phases[index]] = value;
            }
        }

        foreach (var check in health.Checks)
        {
            if (check.Value is { } value && double.IsFinite(value))
            {
                values[check.Name] = value;
            }
        }

        foreach (var (name, value) in more ?? Readable.NoMap<double>())
        {
            values[name] = value;
        }

        // A busy machine is no fault of each server on it: that has an alert of its own.
        var (status, message) = HostFindings.Without(health);
        if (status is HealthStatus.Unhealthy or HealthStatus.Unknown && SeenToWork.Is(health))
        {
            values[MetricNames.Works] = 1;
        }

        return new McpSample
        {
            Server = health.Server, Slot = Whole(slot), Status = status, Verdict = health.Verdict, Message = Shorten(message), Values = values,
            Causes = SeenCause.Of(health.Verdict is Protocol.McpVerdict.Healthy ? HostFindings.OfServer(health) : []),
            Ill = Unseen.Ill(health),
            Unseen = Unseen.Of(health),
        };
    }

    /// <summary>A time to the second: what a slot is.</summary>
    public static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static string Shorten(string text) => text.Length <= 300 ? text : string.Concat(text.AsSpan(0, 299), "…");
}
