namespace McpOps.Monitoring;

/// <summary>What a figure was over a stretch of time: enough for every statistic, and two can be put together.</summary>
internal sealed class Rollup
{
    /// <summary>The lengths of the stretches that are kept, in seconds.</summary>
    public static IReadOnlyList<int> Widths { get; } = [3600, 300];

    /// <summary>The beginning of the stretch, in Unix seconds.</summary>
    public long Start { get; init; }

    /// <summary>How many values there were.</summary>
    public long Count { get; private set; }

    public double Sum { get; private set; }

    public double Min { get; private set; } = double.PositiveInfinity;

    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>The newest value, and when it was.</summary>
    public (long At, double Value) Last { get; private set; } = (long.MinValue, 0);

    public LogHistogram Histogram { get; } = new();

    /// <summary>Adds a value.</summary>
    public void Add(long slot, double value)
    {
        Histogram.Add(value);
        Take(1, value, value, value, (slot, value));
    }

    /// <summary>Adds what another one has.</summary>
    public void Add(Rollup other)
    {
        Histogram.Add(other.Histogram);
        Take(other.Count, other.Sum, other.Min, other.Max, other.Last);
    }

    /// <summary>Adds what is known of several values; their histogram is filled by itself.</summary>
    public void Take(long count, double sum, double min, double max, (long At, double Value) last)
    {
        Count += count;
        Sum += sum;
        Min = Math.Min(Min, min);
        Max = Math.Max(Max, max);
        Last = last.At >= Last.At ? last : Last;
    }

    /// <summary>One of <see cref="Servers.McpRule.Statistics"/>; percentiles lie between the least and the greatest value.</summary>
    public double Of(string statistic) => statistic switch
    {
        "mean" => Sum / Count,
        "min" => Min,
        "max" => Max,
        "sum" => Sum,
        "count" => Count,
        "last" => Last.Value,
        _ => Math.Clamp(Histogram.Quantile(Statistics.Fraction(statistic)), Min, Max),
    };
}
