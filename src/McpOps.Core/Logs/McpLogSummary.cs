using System.Text.Json.Serialization;

namespace McpOps.Logs;

/// <summary>What happened in a set of logs. The parts of a set merge into the whole.</summary>
public sealed record McpLogSummary
{
    /// <summary>The server, or the file or set that was read.</summary>
    public required string Server { get; init; }

    /// <summary>The files and other inputs.</summary>
    public IReadOnlyList<string> Paths { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>How many inputs were read.</summary>
    public long Files { get; init; }

    /// <summary>Bytes read, as they lie on disk.</summary>
    public long Bytes { get; init; }

    /// <summary>Lines of entries within the period.</summary>
    public long Lines { get; init; }

    /// <summary>Entries: a line with the stack trace that belongs to it is one.</summary>
    public long Entries { get; init; }

    /// <summary>Lines that fit no format.</summary>
    public long Unparsed { get; init; }

    /// <summary>The first of them, with their numbers.</summary>
    public IReadOnlyList<McpLogSample> UnparsedSamples { get; init => field = Readable.List(value); } = Readable.List<McpLogSample>([]);

    /// <summary>The earliest time.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>The latest time.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>Entries by level.</summary>
    public IReadOnlyDictionary<string, long> Levels { get; init => field = Readable.Map(value, StringComparer.Ordinal); } = Readable.NoMap<long>();

    /// <summary>Requests that came.</summary>
    public long Requests { get; init; }

    /// <summary>Requests that were answered well.</summary>
    public long Successes { get; init; }

    /// <summary>Entries of level ERROR and above, answers of status 5xx, failed MCP calls.</summary>
    public long Errors { get; init; }

    /// <summary>Entries of level WARNING.</summary>
    public long Warnings { get; init; }

    /// <summary>Errors in percent of requests; of entries where no requests are logged. Null for none.</summary>
    public double? ErrorRatePercent { get; init; }

    /// <summary>How many durations were found.</summary>
    public long LatencyCount { get; init; }

    /// <summary>The mean, in milliseconds, exact.</summary>
    public double? LatencyMeanMs { get; init; }

    /// <summary>The median, in milliseconds, within 1 %.</summary>
    public double? LatencyP50Ms { get; init; }

    /// <summary>90 % are not longer; in milliseconds, within 1 %.</summary>
    public double? LatencyP90Ms { get; init; }

    /// <summary>95 % are not longer; in milliseconds, within 1 %.</summary>
    public double? LatencyP95Ms { get; init; }

    /// <summary>99 % are not longer; in milliseconds, within 1 %.</summary>
    public double? LatencyP99Ms { get; init; }

    /// <summary>The longest, in milliseconds, exact.</summary>
    public double? LatencyMaxMs { get; init; }

    /// <summary>The most frequent errors by template.</summary>
    public IReadOnlyList<McpLogError> TopErrors { get; init => field = Readable.List(value); } = Readable.List<McpLogError>([]);

    /// <summary>The hosts that were asked for most.</summary>
    public IReadOnlyList<McpLogCount> TopDomains { get; init => field = Readable.List(value); } = Readable.List<McpLogCount>([]);

    /// <summary>The tools that were called most.</summary>
    public IReadOnlyList<McpLogCount> TopTools { get; init => field = Readable.List(value); } = Readable.List<McpLogCount>([]);

    /// <summary>The clients that asked most.</summary>
    public IReadOnlyList<McpLogCount> TopClients { get; init => field = Readable.List(value); } = Readable.List<McpLogCount>([]);

    /// <summary>HTTP status codes.</summary>
    public IReadOnlyList<McpLogCount> StatusCodes { get; init => field = Readable.List(value); } = Readable.List<McpLogCount>([]);

    /// <summary>A row for each day or hour.</summary>
    public IReadOnlyList<McpLogRow> Rows { get; init => field = Readable.List(value); } = Readable.List<McpLogRow>([]);

    /// <summary>Silences that are longer than usual.</summary>
    public IReadOnlyList<McpLogSilence> Silences { get; init => field = Readable.List(value); } = Readable.List<McpLogSilence>([]);

    /// <summary>When the service started anew.</summary>
    public IReadOnlyList<DateTimeOffset> Restarts { get; init => field = Readable.List(value); } = Readable.List<DateTimeOffset>([]);

    /// <summary>The share of the time in which the log shows the service at work, in percent; null without times.</summary>
    public double? AvailabilityPercent { get; init; }

    /// <summary>Suspicious lines by kind.</summary>
    public IReadOnlyList<McpLogSuspicion> Suspicious { get; init => field = Readable.List(value); } = Readable.List<McpLogSuspicion>([]);

    /// <summary>True when there were more different names or errors than are kept, so that rare ones are missing.</summary>
    public bool Approximate { get; init; }

    /// <summary>All counts, for <c>Merge-McpLogSummary</c>: JSON, compressed, Base64.</summary>
    [JsonIgnore]
    public string State => _state ??= Counts is null ? "" : Summaries.StateText.Write(Counts);

    /// <summary>The counts behind the record.</summary>
    [JsonIgnore]
    internal Summaries.SummaryState? Counts { get; init; }

    private string? _state;
}

/// <summary>A line as an example.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">Its number from 1; null where the file was entered in the middle.</param>
/// <param name="Text">The line, cut at 600 bytes, secrets masked.</param>
public sealed record McpLogSample(string Path, long? Line, string Text);

/// <summary>How often a name came.</summary>
/// <param name="Name">The name.</param>
/// <param name="Count">How often.</param>
/// <param name="SharePercent">Of all of its kind, in percent.</param>
public sealed record McpLogCount(string Name, long Count, double SharePercent);

/// <summary>Errors of one template.</summary>
public sealed record McpLogError
{
    /// <summary>The message with <c>&lt;*&gt;</c> for values.</summary>
    public required string Template { get; init; }

    /// <summary>The type of error that the entries name, such as <c>TimeoutError</c>; null for none.</summary>
    public string? ErrorType { get; init; }

    /// <summary>How many.</summary>
    public long Count { get; init; }

    /// <summary>Of all errors, in percent.</summary>
    public double SharePercent { get; init; }

    /// <summary>When it was seen first.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>When it was seen last.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>How many in the last day (or hour, when less than two days were read).</summary>
    public long Recent { get; init; }

    /// <summary>How many in the day (or hour) before.</summary>
    public long Previous { get; init; }

    /// <summary>By how much <see cref="Recent"/> is above <see cref="Previous"/>, in percent; null when there were none before.</summary>
    public double? TrendPercent { get; init; }

    /// <summary>True when it was not seen before the last day (or hour).</summary>
    public bool IsNew { get; init; }

    /// <summary>The file of the example.</summary>
    public string? Path { get; init; }

    /// <summary>The example's line number.</summary>
    public long? Line { get; init; }

    /// <summary>The earliest line as an example, secrets masked.</summary>
    public string? Sample { get; init; }
}

/// <summary>What happened within a day or an hour.</summary>
public sealed record McpLogRow
{
    /// <summary>When it begins.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Entries.</summary>
    public long Entries { get; init; }

    /// <summary>Requests that came.</summary>
    public long Requests { get; init; }

    /// <summary>Requests that were answered well.</summary>
    public long Successes { get; init; }

    /// <summary>Errors.</summary>
    public long Errors { get; init; }

    /// <summary>Errors in percent of requests, or of entries where no requests are logged.</summary>
    public double? ErrorRatePercent { get; init; }

    /// <summary>The mean latency in milliseconds, exact.</summary>
    public double? LatencyMeanMs { get; init; }

    /// <summary>95 % are not longer; in milliseconds, within 1 %.</summary>
    public double? LatencyP95Ms { get; init; }
}

/// <summary>A time in which nothing was written.</summary>
/// <param name="From">The last entry before it.</param>
/// <param name="To">The first entry after it.</param>
/// <param name="DurationSeconds">How long it was, in seconds.</param>
public sealed record McpLogSilence(DateTimeOffset From, DateTimeOffset To, double DurationSeconds);

/// <summary>Suspicious lines of one kind.</summary>
/// <param name="Kind"><c>FailedLogin</c>, <c>Denied</c> (401, 403), <c>Traversal</c> or <c>Injection</c>.</param>
/// <param name="Count">How many lines.</param>
/// <param name="Path">The file of the example.</param>
/// <param name="Line">The example's line number.</param>
/// <param name="Sample">The first of them, secrets masked.</param>
public sealed record McpLogSuspicion(string Kind, long Count, string? Path, long? Line, string? Sample);
