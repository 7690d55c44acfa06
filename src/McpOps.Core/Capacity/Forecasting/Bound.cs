using System.Text.RegularExpressions;

namespace McpOps.Capacity.Forecasting;

/// <summary>What a figure cannot go beyond: a percentage 0 and 100, what was never negative 0.</summary>
/// <param name="Low">The lowest that it can be.</param>
/// <param name="High">The highest that it can be.</param>
internal readonly partial record struct Bound(double Low, double High)
{
    /// <summary>The bound of a figure, by its name and by what it ever was.</summary>
    public static Bound Of(MetricSeries series)
    {
        var (low, high) = (series.Points.Min(point => point.Value), series.Points.Max(point => point.Value));
        return new Bound(
            low >= 0 ? 0 : double.NegativeInfinity,
            low >= 0 && high <= 1 && Share().IsMatch(series.Name) ? 1 : low >= 0 && high <= 100.5 && Percent().IsMatch(series.Name) ? 100 : double.PositiveInfinity);
    }

    /// <summary>A value, or the bound that it would go beyond.</summary>
    public double Within(double value) => Math.Clamp(value, Low, High);

    /// <summary>Whether a threshold can be reached at all.</summary>
    public bool Reaches(double threshold) => threshold >= Low && threshold <= High;

    [GeneratedRegex("ratio|fraction|share", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex Share();

    [GeneratedRegex("percent|pct|usage|utili[sz]ation|%", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex Percent();
}
