using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Which databases are reported on.</summary>
public sealed record DatabaseReportOptions
{
    /// <summary>The servers.</summary>
    public required IReadOnlyList<McpServer> Servers { get; init; }

    /// <summary>Only these databases, by their names in the inventory; all when empty.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>Over which time statements are compared, from now on; when null since the last step <c>db.slow</c> of a plan, else since PostgreSQL counts.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>A statement whose mean is at least so long is slow, in milliseconds. 1,000 by default.</summary>
    public double SlowMs { get; init; } = 1000;

    /// <summary>So many tables, indexes and statements at most. 10 by default.</summary>
    public int Top { get; init; } = 10;

    /// <summary>Where history is kept; what the inventory says when null. What statements had counted at the last step <c>db.slow</c> lies there.</summary>
    public string? History { get; init; }

    /// <summary>Only the statements, and remember their counts for the next time: the step of a plan.</summary>
    internal bool RemembersStatements { get; init; }
}
