namespace McpOps.Auditing.Dependencies.Osv;

/// <summary>How bad an advisory is: its own word, else the base score of its CVSS vector.</summary>
internal static class AdvisorySeverity
{
    /// <summary>One of <see cref="AuditSeverity"/>; Medium where the advisory does not say.</summary>
    public static string Of(OsvRecord record) => record.Database?.Severity?.ToUpperInvariant() switch
    {
        "CRITICAL" => AuditSeverity.Critical,
        "HIGH" => AuditSeverity.High,
        "MODERATE" or "MEDIUM" => AuditSeverity.Medium,
        "LOW" => AuditSeverity.Low,
        _ => (record.Severity ?? []).Select(one => Cvss3(one.Score ?? "")).Where(score => score is not null).Max() is { } best ? Band(best) : AuditSeverity.Medium,
    };

    /// <summary>The base score of a CVSS 3.0 or 3.1 vector (FIRST, section 7.1); null for another.</summary>
    internal static double? Cvss3(string vector)
    {
        if (!vector.StartsWith("CVSS:3", StringComparison.Ordinal))
        {
            return null;
        }

        var metrics = vector.Split('/').Skip(1).Select(part => part.Split(':')).Where(pair => pair.Length == 2).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        double Weight(string metric, params (string, double)[] values) => values.FirstOrDefault(value => value.Item1 == metrics.GetValueOrDefault(metric)).Item2;
        var changed = metrics.GetValueOrDefault("S") is "C";
        var impact = 1 - ((1 - Weight("C", ("H", 0.56), ("L", 0.22))) * (1 - Weight("I", ("H", 0.56), ("L", 0.22))) * (1 - Weight("A", ("H", 0.56), ("L", 0.22))));
        var sub = changed ? (7.52 * (impact - 0.029)) - (3.25 * Math.Pow(impact - 0.02, 15)) : 6.42 * impact;
        var exploit = 8.22 * Weight("AV", ("N", 0.85), ("A", 0.62), ("L", 0.55), ("P", 0.2)) * Weight("AC", ("L", 0.77), ("H", 0.44))
            * Weight("PR", ("N", 0.85), ("L", changed ? 0.68 : 0.62), ("H", changed ? 0.5 : 0.27)) * Weight("UI", ("N", 0.85), ("R", 0.62));
        return sub <= 0 ? 0 : Math.Ceiling(Math.Min(changed ? 1.08 * (sub + exploit) : sub + exploit, 10) * 10 - 1e-9) / 10;
    }

    private static string Band(double score) => score >= 9 ? AuditSeverity.Critical : score >= 7 ? AuditSeverity.High : score >= 4 ? AuditSeverity.Medium : AuditSeverity.Low;
}
