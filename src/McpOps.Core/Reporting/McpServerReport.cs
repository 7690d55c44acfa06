using McpOps.Backups;
using McpOps.Capacity;
using McpOps.Logs;
using McpOps.Monitoring;

namespace McpOps.Reporting;

/// <summary>One server over the time of a report. What is null is not known; the limits say why.</summary>
public sealed record McpServerReport : IHostRecord
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>Its address or command line, secrets masked.</summary>
    public string Target { get; init => field = value ?? ""; } = "";

    /// <summary>The samples of the time.</summary>
    public long Samples { get; init; }

    /// <summary>The samples that there would be if none was missed.</summary>
    public long Expected { get; init; }

    /// <summary>The share of the samples in which it worked, in percent.</summary>
    public double? AvailabilityPercent { get; init; }

    /// <summary>How long it did not work, in seconds: each sample stands for the time to the next one, so an outage is known to one interval of the watch. Null where nothing is known.</summary>
    public double? DowntimeSeconds { get; init; }

    /// <summary>The same of the time before, of the same length.</summary>
    public double? AvailabilityBefore { get; init; }

    /// <summary>The share of the time in which nothing is known, in percent.</summary>
    public double UnknownPercent { get; init; } = 100;

    /// <summary>The share of the time that was maintenance, which is left out, in percent.</summary>
    public double MaintenancePercent { get; init; }

    /// <summary>When the watch looked last, where nobody watches any more: what was wrong then may be over. Null where somebody does, and where nobody ever did.</summary>
    public DateTime? UnwatchedSince { get; init; }

    /// <summary>The median of the response time, in milliseconds.</summary>
    public double? ResponseP50Ms { get; init; }

    /// <summary>What 95 % of the responses took at most, in milliseconds.</summary>
    public double? ResponseP95Ms { get; init; }

    /// <summary>The same of the time before.</summary>
    public double? ResponseP95Before { get; init; }

    /// <summary>The time in stretches of the same length.</summary>
    public IReadOnlyList<McpReportStretch> Stretches { get; init => field = Readable.List(value); } = Readable.List<McpReportStretch>([]);

    /// <summary>What fired within the time, the newest first.</summary>
    public IReadOnlyList<McpAlert> Alerts { get; init => field = Readable.List(value); } = Readable.List<McpAlert>([]);

    /// <summary>Entries of its logs; null where none were read.</summary>
    public long? LogEntries { get; init; }

    /// <summary>Errors among them.</summary>
    public long? LogErrors { get; init; }

    /// <summary>The files of its logs; null where none were read.</summary>
    public long? LogFiles { get; init; }

    /// <summary>Requests that its logs tell of; null where none were read.</summary>
    public long? LogRequests { get; init; }

    /// <summary>The share of its requests, or where it tells of none of its entries, that failed, in percent; null where none were read.</summary>
    public double? LogErrorRatePercent { get; init; }

    /// <summary>What its requests took on average as its logs tell, in milliseconds; null where they do not.</summary>
    public double? LogMeanMs { get; init; }

    /// <summary>What 95 % of them took at most, in milliseconds.</summary>
    public double? LogP95Ms { get; init; }

    /// <summary>What the slowest of them took, in milliseconds.</summary>
    public double? LogMaxMs { get; init; }

    /// <summary>Its logs by the day, or by the hour where the time is two days or less.</summary>
    public IReadOnlyList<McpLogRow> LogRows { get; init => field = Readable.List(value); } = Readable.List<McpLogRow>([]);

    /// <summary>The commonest errors, by template.</summary>
    public IReadOnlyList<McpLogError> Errors { get; init => field = Readable.List(value); } = Readable.List<McpLogError>([]);

    /// <summary>The newest backup; null where there is none, or none is wanted.</summary>
    public McpBackup? Backup { get; init; }

    /// <summary>The backups that were made within the time; null where none are wanted, or the store was not read.</summary>
    public int? Backups { get; init; }

    /// <summary>The backups that its store holds, of any time; null where none are wanted, or the store was not read.</summary>
    public int? BackupsKept { get; init; }

    /// <summary>What its checks and its own sources measured, by name.</summary>
    public IReadOnlyList<McpReportFigure> Figures { get; init => field = Readable.List(value); } = Readable.List<McpReportFigure>([]);

    /// <summary>Which of its figures runs out, and when.</summary>
    public IReadOnlyList<McpForecast> Forecasts { get; init => field = Readable.List(value); } = Readable.List<McpForecast>([]);

    /// <summary>What the last audits found that is open, by area.</summary>
    public IReadOnlyList<McpReportAudit> Audits { get; init => field = Readable.List(value); } = Readable.List<McpReportAudit>([]);

    /// <summary>Its duties.</summary>
    public IReadOnlyList<McpReportDuty> Duties { get; init => field = Readable.List(value); } = Readable.List<McpReportDuty>([]);

    /// <summary>Days until its certificates end, by what they are of.</summary>
    public IReadOnlyDictionary<string, double> Certificates { get; init => field = Readable.Map(value, StringComparer.Ordinal); } = Readable.NoMap<double>();

    /// <inheritdoc/>
    public override string ToString() => Server;
}

/// <summary>A stretch of the time of a report.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end, not included.</param>
/// <param name="Samples">The samples in it.</param>
/// <param name="AvailabilityPercent">The share in which the server worked, in percent; null where nothing is known.</param>
/// <param name="ResponseP50Ms">The median of the response time, in milliseconds.</param>
/// <param name="ResponseP95Ms">What 95 % of the responses took at most, in milliseconds.</param>
public sealed record McpReportStretch(DateTime From, DateTime To, long Samples, double? AvailabilityPercent, double? ResponseP50Ms, double? ResponseP95Ms)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{From:yyyy-MM-dd HH:mm} {(AvailabilityPercent is { } percent ? $"{percent:0.###} %" : "unknown")}");
}

/// <summary>A figure of a server over the time of a report.</summary>
/// <param name="Name">Its name in the history, such as <c>process-memory</c> or one of the inventory's <c>metrics</c>.</param>
/// <param name="Unit">Its unit; null where it has none.</param>
/// <param name="Samples">The samples that have it.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Least">The least of them.</param>
/// <param name="Most">The most.</param>
/// <param name="Last">The newest.</param>
/// <param name="Sum">Their sum, of what is counted anew in each sample; null for all else.</param>
/// <param name="Before">The mean of the time before, of the same length; null where there were none.</param>
public sealed record McpReportFigure(string Name, string? Unit, long Samples, double Mean, double Least, double Most, double Last, double? Sum, double? Before)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name} {Mean:0.###}");
}

/// <summary>What the last audit of an area came to.</summary>
/// <param name="Area">The area.</param>
/// <param name="At">When.</param>
/// <param name="Critical">Open findings of severity Critical.</param>
/// <param name="High">Open findings of severity High.</param>
/// <param name="Others">Open findings of severity Medium and Low.</param>
/// <param name="NotChecked">What could not be looked at.</param>
/// <param name="Worst">The worst finding; null when there is none.</param>
public sealed record McpReportAudit(string Area, DateTime At, int Critical, int High, int Others, int NotChecked, string? Worst)
{
    /// <summary>The machine that was audited. Null in what an older version wrote.</summary>
    public string? Host { get; init; }
}

/// <summary>How a duty stands.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="At">When it is due, such as <c>sunday 03:00</c>; null when it is run by hand only.</param>
/// <param name="LastRun">When it was begun last; null when it never ran here.</param>
/// <param name="Outcome">What that came to; null when it never ran here.</param>
/// <param name="Late">True when it has run here before, and missed its time.</param>
/// <param name="Message">What went wrong; empty when nothing did.</param>
public sealed record McpReportDuty(string Plan, string? At, DateTime? LastRun, string? Outcome, bool Late, string Message);
