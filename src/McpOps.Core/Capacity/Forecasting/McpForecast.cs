namespace McpOps.Capacity;

/// <summary>Where a figure of the history is going, and when it crosses its threshold.</summary>
public sealed record McpForecast
{
    /// <summary>The figure, such as <c>system.disk_usage</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>One of <see cref="ForecastTrend"/>.</summary>
    public required string Trend { get; init; }

    /// <summary>The slope of the trend per day, in the figure's unit; null with too little data.</summary>
    public double? SlopePerDay { get; init; }

    /// <summary>Lower end of its 95 % interval.</summary>
    public double? SlopePerDayLow { get; init; }

    /// <summary>Upper end of its 95 % interval.</summary>
    public double? SlopePerDayHigh { get; init; }

    /// <summary>The level at the end of the history, season and noise taken out.</summary>
    public double? Level { get; init; }

    /// <summary>The threshold; null when none is known for the figure.</summary>
    public double? Threshold { get; init; }

    /// <summary>When the trend crosses the threshold; the end of the history when it is crossed already; null when it never does.</summary>
    public DateTime? CrossesAt { get; init; }

    /// <summary>The earliest date of the interval.</summary>
    public DateTime? CrossesEarliest { get; init; }

    /// <summary>The latest date of the interval; null when the figures allow that it never crosses.</summary>
    public DateTime? CrossesLatest { get; init; }

    /// <summary>True when it crosses within the horizon.</summary>
    public bool WithinHorizon { get; init; }

    /// <summary>True for a figure of memory that rises significantly: a leak.</summary>
    public bool Leak { get; init; }

    /// <summary>The probability of a slope like this without a trend (two-sided).</summary>
    public double? PValue { get; init; }

    /// <summary>When the figure began to go as it goes at the end, such as after a clean-up; level and trend are those since then. Null when it went one way all the time.</summary>
    public DateTime? ChangedAt { get; init; }

    /// <summary>Values that were used.</summary>
    public int Points { get; init; }

    /// <summary>The first and last time of the history.</summary>
    public DateTime? From { get; init; }

    /// <summary>The last time of the history.</summary>
    public DateTime? To { get; init; }

    /// <summary>One sentence on what was found.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>The forecast in a line.</summary>
    public override string ToString() => $"{Metric}: {Trend}";
}

/// <summary>Where a figure is going.</summary>
public static class ForecastTrend
{
    /// <summary>It rises, significantly.</summary>
    public const string Rising = "Rising";

    /// <summary>It falls, significantly.</summary>
    public const string Falling = "Falling";

    /// <summary>No significant trend.</summary>
    public const string Stable = "Stable";

    /// <summary>Too few values, or too short a time.</summary>
    public const string TooLittleData = "TooLittleData";
}
