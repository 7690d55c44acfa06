namespace McpOps.Monitoring;

/// <summary>
/// How our metrics are called in OTLP: <c>mcpops_probe_latency_seconds</c> is <c>mcpops.probe_latency</c> in <c>s</c>. What makes Prometheus names of OTLP's adds unit and <c>_total</c> again, so that a metric has one
/// name there, whichever way it came.
/// </summary>
internal static class OtlpNames
{
    private static readonly (string Suffix, string Unit)[] Units = [("_seconds", "s"), ("_bytes", "By"), ("_ratio", "1"), ("_total", "")];

    /// <summary>The name and the unit (UCUM).</summary>
    public static (string Name, string Unit) Of(MetricFamily family)
    {
        var (suffix, unit) = Array.Find(Units, known => family.Name.EndsWith(known.Suffix, StringComparison.Ordinal));
        var bare = suffix is null ? family.Name : family.Name[..^suffix.Length];
        return (bare.StartsWith("mcpops_", StringComparison.Ordinal) ? "mcpops." + bare["mcpops_".Length..] : bare, unit ?? "");
    }
}
