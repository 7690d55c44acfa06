using McpOps.Monitoring;

namespace McpOps.Reporting;

/// <summary>What an owner wants to know of a time: one verdict, what changed, what needs a person, and what stands behind it.</summary>
public sealed record McpReport : IHostRecord
{
    /// <summary>One of <see cref="ReportPeriod"/>.</summary>
    public required string Period { get; init; }

    /// <summary>The beginning of the time.</summary>
    public required DateTime From { get; init; }

    /// <summary>Its end, not included.</summary>
    public required DateTime To { get; init; }

    /// <summary>When the report was made.</summary>
    public required DateTime MadeAt { get; init; }

    /// <summary>The machine that made it; of a report of several, all of them.</summary>
    public required string Host { get; init; }

    /// <summary>The machines that it is of, by name.</summary>
    public IReadOnlyList<string> Hosts { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>One of <see cref="ReportStatus"/>.</summary>
    public string Status { get; init => field = value ?? ReportStatus.Unknown; } = ReportStatus.Unknown;

    /// <summary>It all in one sentence.</summary>
    public string Verdict { get; init => field = value ?? ""; } = "";

    /// <summary>What is other than in the time before.</summary>
    public IReadOnlyList<string> Changes { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>What needs a person, the gravest first.</summary>
    public IReadOnlyList<McpReportAction> Actions { get; init => field = Readable.List(value); } = Readable.List<McpReportAction>([]);

    /// <summary>What the servers were to achieve, and what they achieved.</summary>
    public IReadOnlyList<McpObjective> Objectives { get; init => field = Readable.List(value); } = Readable.List<McpObjective>([]);

    /// <summary>The servers, by name.</summary>
    public IReadOnlyList<McpServerReport> Servers { get; init => field = Readable.List(value); } = Readable.List<McpServerReport>([]);

    /// <summary>What fired within the time of the host itself, the newest first.</summary>
    public IReadOnlyList<McpAlert> Alerts { get; init => field = Readable.List(value); } = Readable.List<McpAlert>([]);

    /// <summary>What the last audits found of the host itself, by area.</summary>
    public IReadOnlyList<McpReportAudit> Audits { get; init => field = Readable.List(value); } = Readable.List<McpReportAudit>([]);

    /// <summary>What could not be read, and why: what the report does not know.</summary>
    public IReadOnlyList<string> Limits { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <inheritdoc/>
    public override string ToString() => Verdict;
}

/// <summary>The times that reports are about. A whole one is the last that is over, in the reader's zone.</summary>
public static class ReportPeriod
{
    /// <summary>The day before.</summary>
    public const string Daily = "daily";

    /// <summary>Monday to Sunday.</summary>
    public const string Weekly = "weekly";

    /// <summary>A calendar month.</summary>
    public const string Monthly = "monthly";

    /// <summary>Any other time.</summary>
    public const string Custom = "custom";

    /// <summary>All that have a name.</summary>
    public static IReadOnlyList<string> All { get; } = [Daily, Weekly, Monthly];
}

/// <summary>What a report comes to.</summary>
public static class ReportStatus
{
    /// <summary>Nothing needs a person.</summary>
    public const string Good = "Good";

    /// <summary>Something needs a person.</summary>
    public const string Attention = "Attention";

    /// <summary>Nothing is known of at least one server, and nothing else needs a person.</summary>
    public const string Unknown = "Unknown";
}

/// <summary>Something that needs a person.</summary>
public sealed record McpReportAction : IHostRecord
{
    /// <summary>One of <see cref="AlertSeverity"/>.</summary>
    public required string Severity { get; init; }

    /// <summary>The server; null for the host.</summary>
    public string? Server { get; init; }

    /// <summary>The machine whose report says so.</summary>
    public string? Host { get; init; }

    /// <summary>What is the matter.</summary>
    public required string Message { get; init; }

    /// <summary>What to type to look closer, or to mend it.</summary>
    public required string Command { get; init; }

    /// <summary>The same in PowerShell.</summary>
    public required string Cmdlet { get; init; }
}
