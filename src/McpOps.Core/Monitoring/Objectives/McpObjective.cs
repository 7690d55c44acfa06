using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>What a server was to achieve over a time, and what it achieved. Times without a sample are neither good nor bad, and are said.</summary>
public sealed record McpObjective : IServerRecord, IHostRecord
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>The objective's name, such as <c>availability</c>.</summary>
    public required string Objective { get; init; }

    /// <summary>One of <see cref="ObjectiveStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The length of the time that was looked back over, such as <c>30d</c>.</summary>
    public required string Window { get; init; }

    /// <summary>The share that is to be good, in percent.</summary>
    public required double Target { get; init; }

    /// <summary>What the figure may be at most to be good; null where that is not asked.</summary>
    public double? Below { get; init; }

    /// <summary>What it must be at least; null where that is not asked.</summary>
    public double? Above { get; init; }

    /// <summary>The unit of both; null where there is none.</summary>
    public string? Unit { get; init; }

    /// <summary>The share of the samples that was good, in percent; null where there is none.</summary>
    public double? Achieved { get; init; }

    /// <summary>What is left of the errors that the target allows over the window, in percent of them; below 0 when more were made; null where there is no sample.</summary>
    public double? BudgetLeft { get; init; }

    /// <summary>How many times faster than the target allows the errors of the last hour came: at 1 the budget lasts for just the window; null where there is no sample.</summary>
    public double? BurnRate { get; init; }

    /// <summary>The severity of the fastest burning that holds over both of its windows: <c>critical</c> (of an hour or six), <c>warning</c> (of a day or three); null for none.</summary>
    public string? Burning { get; init; }

    /// <summary>The share of the window in which nothing is known, in percent.</summary>
    public required double UnknownShare { get; init; }

    /// <summary>The share of the window that was maintenance, which is left out, in percent.</summary>
    public double MaintenanceShare { get; init; }

    /// <summary>The samples that were good.</summary>
    public long Good { get; init; }

    /// <summary>The samples that were bad.</summary>
    public long Bad { get; init; }

    /// <summary>The samples that there would be if none was missed.</summary>
    public long Expected { get; init; }

    /// <summary>The figure that was looked at.</summary>
    public required string Metric { get; init; }

    /// <summary>The beginning of the window.</summary>
    public required DateTime From { get; init; }

    /// <summary>Its end.</summary>
    public required DateTime To { get; init; }

    /// <summary>It in one sentence.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>How fast errors came over each of the windows that burning is judged by.</summary>
    internal IReadOnlyList<(string Window, double Rate)> BurnRates { get; init; } = [];

    internal McpServer? Subject { get; init; }

    McpServer? IServerRecord.GetSubject() => Subject;
}

/// <summary>How an objective stands.</summary>
public static class ObjectiveStatus
{
    /// <summary>The target is met, and nothing burns.</summary>
    public const string Met = "Met";

    /// <summary>The target is still met, and errors come so fast that it will not be.</summary>
    public const string AtRisk = "AtRisk";

    /// <summary>The target is not met.</summary>
    public const string Missed = "Missed";

    /// <summary>There is no sample, so nobody can say.</summary>
    public const string Unknown = "Unknown";
}

/// <summary>Which objectives are asked for.</summary>
public sealed record ObjectiveQuery
{
    /// <summary>Names of servers, wildcards understood; all that have objectives when empty.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Names of objectives, wildcards understood; all when empty.</summary>
    public IReadOnlyList<string> Objectives { get; init; } = [];

    /// <summary>The end of the windows; now when null.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The length of the windows; each objective's own when null.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>The inventory; looked for in its usual places when null.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>Where history is kept; what the inventory says when null.</summary>
    public string? History { get; init; }
}
