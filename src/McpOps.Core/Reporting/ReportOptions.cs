namespace McpOps.Reporting;

/// <summary>What a report is about.</summary>
public sealed record ReportOptions
{
    /// <summary>One of <see cref="ReportPeriod"/>; what <see cref="Since"/> says when null.</summary>
    public string? Period { get; init; }

    /// <summary>The beginning of the time; that of the period when null.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The end of the time; that of the period, or now, when null.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Names of servers, wildcards understood; all of the inventory when empty.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>The inventory; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Where history is kept; what the inventory says when null.</summary>
    public string? History { get; init; }
}
