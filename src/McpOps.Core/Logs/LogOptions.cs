using McpOps.Servers;

namespace McpOps.Logs;

/// <summary>Which logs are read, and which part of them.</summary>
public sealed record LogOptions
{
    /// <summary>Files, folders and wildcards; <c>-</c> is standard input, <c>journald:UNIT</c> a unit's journal, <c>docker:CONTAINER</c> a container's log.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The server whose logs they are, for the records.</summary>
    public string? Server { get; init; }

    /// <summary>The server itself, where it is known: what is written about its logs leads back to it.</summary>
    public McpServer? Subject { get; init; }

    /// <summary>Leaves out what was written before.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>True where the paths name what is written now, and its time is asked for: what was rotated out of a file since <see cref="Since"/> is read too.</summary>
    public bool Rotated { get; init; }

    /// <summary>Leaves out what was written at or after.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>One of <see cref="LogFormats"/> when the format shall not be recognised but is known.</summary>
    public string? Format { get; init; }

    /// <summary>A regular expression with groups named <c>time</c>, <c>level</c>, <c>source</c> and <c>message</c>; other named groups become fields.</summary>
    public string? Pattern { get; init; }

    /// <summary>Only entries of this level, such as <c>WARNING</c>, and graver ones; answers of status 5xx count as errors. Null for all.</summary>
    public string? Level { get; init; }

    /// <summary>Only entries whose text, further lines included, fits this regular expression; upper and lower case do not count. Null for all.</summary>
    public string? Match { get; init; }

    /// <summary>Only entries that tell of something which took at least so long: <c>500ms</c>, <c>2s</c>, <c>1m</c>. Null for all.</summary>
    public string? MinDuration { get; init; }

    /// <summary>Of each input only the last so many of the entries that fit; null for all.</summary>
    public int? Tail { get; init; }

    /// <summary><c>day</c> or <c>hour</c> for a row each; null for none.</summary>
    public string? By { get; init; }

    /// <summary>How many errors, domains and so on are listed: 1 to 1000, 10 by default.</summary>
    public int Top { get; init; } = 10;

    /// <summary>True to leave secrets unmasked in entries.</summary>
    public bool Raw { get; init; }

    /// <summary>The zone of times that name none, and of days and hours. The machine's by default.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;

    /// <summary>How many threads read one large file: 0 for one a processor.</summary>
    public int Parallelism { get; init; }

    /// <summary>Where the period before begins whose errors those of the chosen one are compared with; null for no comparison.</summary>
    internal DateTimeOffset? PreviousSince { get; init; }

    /// <summary>The machine that reads; null where what is read was written elsewhere.</summary>
    internal string? Host { get; init; }

    /// <summary>Files of at least this many bytes are read by several threads, in pieces of this size.</summary>
    internal int PieceBytes { get; init; } = 8 << 20;

    /// <summary>Standard input, for the path <c>-</c>.</summary>
    public Stream? Input { get; init; }
}

/// <summary>The names of formats.</summary>
public static class LogFormats
{
    /// <summary>Recognised from the file, line by line where it mixes several.</summary>
    public const string Auto = "auto";

    /// <summary>Time, level, source and message in columns, as Python, Log4j, .NET and most others write.</summary>
    public const string Text = "text";

    /// <summary>A JSON object a line.</summary>
    public const string Json = "json";

    /// <summary><c>key=value</c> pairs.</summary>
    public const string Logfmt = "logfmt";

    /// <summary>RFC 3164 and RFC 5424.</summary>
    public const string Syslog = "syslog";

    /// <summary>Common and Combined Log Format.</summary>
    public const string Access = "access";

    /// <summary>The names that <see cref="LogOptions.Format"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [Auto, Text, Json, Logfmt, Syslog, Access];
}
