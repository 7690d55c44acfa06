using System.Text.Json.Serialization;
using McpOps.Servers;

namespace McpOps.Logs;

/// <summary>What happened in a set of logs. The parts of a set merge into the whole.</summary>
public sealed record McpLogSummary : IServerRecord, IHostRecord
{
    /// <summary>The server, or the file or set that was read.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

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

    /// <summary>What format each file was taken for, and how well it was understood.</summary>
    public IReadOnlyList<McpLogFormat> Formats { get; init => field = Readable.List(value); } = Readable.List<McpLogFormat>([]);

    /// <summary>The earliest time.</summary>
    public DateTime? First { get; init; }

    /// <summary>The latest time.</summary>
    public DateTime? Last { get; init; }

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
    public IReadOnlyList<DateTime> Restarts { get; init => field = Readable.List(value); } = Readable.List<DateTime>([]);

    /// <summary>The share of the time in which the log shows the service at work, in percent; null without times.</summary>
    public double? AvailabilityPercent { get; init; }

    /// <summary>Suspicious lines by kind.</summary>
    public IReadOnlyList<McpLogSuspicion> Suspicious { get; init => field = Readable.List(value); } = Readable.List<McpLogSuspicion>([]);

    /// <summary>True when there were more different names or errors than are kept, so that rare ones are missing.</summary>
    public bool Approximate { get; init; }

    /// <summary>All counts, for <c>Merge-McpLogSummary</c>.</summary>
    [JsonIgnore]
    public McpLogState State => _state ??= new McpLogState(Counts is null ? "" : Summaries.StateText.Write(Counts));

    /// <inheritdoc/>
    McpServer? IServerRecord.GetSubject() => Subject;

    /// <summary>The server itself.</summary>
    [JsonIgnore]
    internal McpServer? Subject { get; init; }

    /// <summary>The counts behind the record.</summary>
    [JsonIgnore]
    internal Summaries.SummaryState? Counts { get; init; }

    private McpLogState? _state;
}

/// <summary>All counts of a summary, from which it can be merged. As text it is empty: a table has no use for it.</summary>
/// <param name="Data">The counts: JSON, compressed, Base64.</param>
public sealed record McpLogState(string Data)
{
    /// <summary>Nothing.</summary>
    public override string ToString() => "";
}

/// <summary>A line as an example.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">Its number from 1; null where the file was entered in the middle.</param>
/// <param name="Offset">Its first byte, from 0, in the file or in the text that a compressed file holds.</param>
/// <param name="Text">The line, cut at 600 bytes, secrets masked.</param>
public sealed record McpLogSample(string Path, long? Line, long Offset, string Text)
{
    /// <summary>The line.</summary>
    public override string ToString() => Text;
}

/// <summary>What format a file was taken for, and how well it was understood.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">One of <see cref="LogFormats"/>, <c>w3c</c> or <c>pattern</c>, with a plus between those that it mixes; <c>unknown</c> where nothing was recognised.</param>
/// <param name="Entries">Its entries within the period.</param>
/// <param name="TimedPercent">The share of them whose time was read, in percent; null for none.</param>
/// <param name="LevelledPercent">The share of them whose level was read, in percent; null for none.</param>
/// <param name="Unparsed">Its lines that fit no format.</param>
/// <param name="Lines">All of its lines within the period.</param>
/// <param name="Sample">The first line that fits no format, secrets masked; null for none.</param>
public sealed record McpLogFormat(string Path, string Format, long Entries, double? TimedPercent, double? LevelledPercent, long Unparsed, long Lines, string? Sample)
{
    /// <summary>Its entries that cannot be told to lie in the time that was asked for, for none of them has a time; 0 where they have, or no time was asked for.</summary>
    public long Untold { get; init; }

    /// <summary>Most of its lines fit no format: what the summary says of it is not to be relied on.</summary>
    public bool IsUnknown => Lines > 0 && Unparsed * 2 > Lines;

    /// <summary>The format and the path.</summary>
    public override string ToString() => $"{Format} {Path}";
}

/// <summary>How often a name came.</summary>
/// <param name="Name">The name.</param>
/// <param name="Count">How often.</param>
/// <param name="SharePercent">Of all of its kind, in percent.</param>
public sealed record McpLogCount(string Name, long Count, double SharePercent)
{
    /// <summary>The name and how often it came.</summary>
    public override string ToString() => $"{Name} {Count}";
}

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
    public DateTime? First { get; init; }

    /// <summary>When it was seen last.</summary>
    public DateTime? Last { get; init; }

    /// <summary>How many in the chosen period, where the logs cover the one before it about as long; else in the later half of the time that they cover, where that is four hours or more.</summary>
    public long Recent { get; init; }

    /// <summary>How many in the equally long period before, or in the earlier half.</summary>
    public long Previous { get; init; }

    /// <summary>By how much <see cref="Recent"/> is above <see cref="Previous"/>, in percent; null when there were none before, fewer than five in all, or too little time to compare.</summary>
    public double? TrendPercent { get; init; }

    /// <summary>True when the logs cover a time before, about as long at least, in which it was not seen.</summary>
    public bool IsNew { get; init; }

    /// <summary>The file of the example.</summary>
    public string? Path { get; init; }

    /// <summary>The example's line number; null where the file was entered in the middle.</summary>
    public long? Line { get; init; }

    /// <summary>The example's first byte, from 0: <c>tail -c +$((OFFSET + 1)) FILE | head -1</c> shows it.</summary>
    public long? Offset { get; init; }

    /// <summary>The earliest line as an example, secrets masked.</summary>
    public string? Sample { get; init; }

    /// <summary>How many, and what they say.</summary>
    public override string ToString() => $"{Count} x {Template}";
}

/// <summary>What happened within a day or an hour.</summary>
public sealed record McpLogRow
{
    /// <summary>When it begins.</summary>
    public required DateTime Start { get; init; }

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

    /// <summary>When, how many requests and how many errors.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Start:yyyy-MM-dd HH:mm} {Requests} requests {Errors} errors");
}

/// <summary>A time in which nothing was written.</summary>
/// <param name="From">The last entry before it.</param>
/// <param name="To">The first entry after it.</param>
/// <param name="DurationSeconds">How long it was, in seconds.</param>
public sealed record McpLogSilence(DateTime From, DateTime To, double DurationSeconds)
{
    /// <summary>From when to when.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{From:yyyy-MM-dd HH:mm:ss} to {To:yyyy-MM-dd HH:mm:ss}");
}

/// <summary>Suspicious lines of one kind.</summary>
/// <param name="Kind"><c>FailedLogin</c>, <c>Denied</c> (401, 403), <c>Traversal</c> or <c>Injection</c>.</param>
/// <param name="Count">How many lines.</param>
/// <param name="Path">The file of the example.</param>
/// <param name="Line">The example's line number; null where the file was entered in the middle.</param>
/// <param name="Offset">The example's first byte, from 0.</param>
/// <param name="Sample">The first of them, secrets masked.</param>
public sealed record McpLogSuspicion(string Kind, long Count, string? Path, long? Line, long? Offset, string? Sample)
{
    /// <summary>The kind and how many lines.</summary>
    public override string ToString() => $"{Kind} {Count}";
}
