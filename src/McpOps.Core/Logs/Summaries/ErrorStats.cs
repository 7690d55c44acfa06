namespace McpOps.Logs.Summaries;

/// <summary>The errors of one masked message.</summary>
internal sealed class ErrorStats
{
    /// <summary>The masked message; the value byte stands for values.</summary>
    public required string Key { get; init; }

    /// <summary>The kind of error, such as <c>TimeoutError</c>; empty when the entry names none.</summary>
    public required string Type { get; init; }

    public long Count;
    public long First = long.MaxValue;
    public long Last = long.MinValue;

    /// <summary>How many in each hour of UTC (ticks / hour).</summary>
    public Dictionary<int, long> Hours { get; } = [];

    public LineSample? Sample { get; set; }

    /// <summary>The host that all of them name in an address; null before the first, empty when they differ or name none.</summary>
    public string? Host { get; set; }

    public void Merge(ErrorStats other)
    {
        Count += other.Count;
        First = Math.Min(First, other.First);
        Last = Math.Max(Last, other.Last);
        foreach (var (hour, count) in other.Hours)
        {
            Hours[hour] = Hours.GetValueOrDefault(hour) + count;
        }

        Host = Host is null || Host == other.Host ? other.Host : other.Host is null ? Host : "";
        Sample = Sample is null ? other.Sample : other.Sample is null ? Sample : LineSample.Earlier(Sample, other.Sample);
    }
}
