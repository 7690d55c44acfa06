namespace McpOps.Monitoring;

/// <summary>The statistics of a few values, exact.</summary>
internal static class Statistics
{
    /// <summary>One of <see cref="Servers.McpRule.Statistics"/>.</summary>
    /// <param name="values">At least one value, in the order of time.</param>
    /// <param name="statistic">Its name.</param>
    public static double Of(IReadOnlyList<double> values, string statistic) => statistic switch
    {
        "mean" => values.Average(),
        "min" => values.Min(),
        "max" => values.Max(),
        "sum" => values.Sum(),
        "count" => values.Count,
        "last" => values[^1],
        _ => Quantile([.. values.Order()], Fraction(statistic)),
    };

    /// <summary>The fraction of a statistic such as <c>p95</c>.</summary>
    public static double Fraction(string statistic) => statistic switch { "p50" => 0.5, "p90" => 0.9, "p95" => 0.95, _ => 0.99 };

    // The nearest rank: a value that was measured, as the histogram of a roll-up gives it too.
    private static double Quantile(double[] sorted, double fraction) => sorted[Math.Max(0, (int)Math.Ceiling(fraction * sorted.Length) - 1)];
}
