namespace McpOps.Monitoring;

/// <summary>A statistic of one figure of one server over a stretch of time.</summary>
public sealed record McpMetric : IHostRecord
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>The figure, such as <c>response</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its unit; null where it has none.</summary>
    public string? Unit { get; init; }

    /// <summary>The beginning of the stretch.</summary>
    public required DateTime From { get; init; }

    /// <summary>Its end, not included.</summary>
    public required DateTime To { get; init; }

    /// <summary>One of <see cref="Servers.McpRule.Statistics"/>.</summary>
    public required string Statistic { get; init; }

    /// <summary>The statistic; null where there were no samples.</summary>
    public double? Value { get; init; }

    /// <summary>How many samples there were.</summary>
    public long Samples { get; init; }

    /// <summary>How many there would be if none was missed.</summary>
    public long Expected { get; init; }
}

/// <summary>Which figures are wanted.</summary>
public sealed record MetricQuery
{
    /// <summary>Names of servers, wildcards understood; all of which there is history when empty.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Names of figures, wildcards understood; all when empty.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>The beginning; a day before the end when null.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The end; now when null.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>One value for each stretch of this length; one for the whole time when null.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>The statistics, of <see cref="Servers.McpRule.Statistics"/>; the mean when empty.</summary>
    public IReadOnlyList<string> Statistics { get; init; } = [];

    /// <summary>The inventory; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Where history is kept; what the inventory says when null.</summary>
    public string? History { get; init; }
}
