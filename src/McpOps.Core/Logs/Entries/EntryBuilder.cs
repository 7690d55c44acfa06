using System.Text;
using McpOps.Logs.Parsing;

namespace McpOps.Logs.Entries;

/// <summary>Makes records of raw entries.</summary>
/// <param name="options">What is asked for.</param>
/// <param name="path">The file.</param>
/// <param name="clock">The zone of times.</param>
internal sealed class EntryBuilder(LogOptions options, string path, LogClock clock)
{
    private readonly PatternFormat? _pattern = options.Pattern is { } pattern ? new PatternFormat(pattern) : null;
    private readonly ByteMap<string?> _sources = new();

    /// <summary>Set when the numbers of lines are not known.</summary>
    public bool WithoutLines { get; set; }

    /// <summary>The record, without its template.</summary>
    public McpLogEntry Build(scoped in RawEntry entry, ref LogLine line) =>
        new(Message(in entry, ref line), LateFields.Of(in entry, ref line, _pattern, this), options.Raw)
        {
            Path = path,
            Line = WithoutLines ? null : entry.Line,
            Time = line.HasTime && !line.Time.IsTimeOnly ? clock.ToMoment(line.Time).LocalDateTime : null,
            Level = LogLevels.Name(line.Level),
            Source = Source(entry.Of(line.Source)),
            Server = options.Server,
            Host = options.Host,
        };

    /// <summary>A text, with secrets masked unless they are wanted.</summary>
    public string Text(string text) => options.Raw ? text : LogRedaction.Mask(text);

    /// <summary>The value of something whose name says that it is secret.</summary>
    public string Secret(string value) => options.Raw ? value : Servers.Redaction.Mask;

    // The further lines of an entry are part of its message.
    private static byte[] Message(scoped in RawEntry entry, ref LogLine line)
    {
        var message = entry.Of(line.Message);
        var isBelow = entry.Lines > 1 && line.Message.Start > entry.Head.Length && entry.Head[0] != '{';
        if (entry.Lines == 1 || (!isBelow && line.Message.Start + line.Message.Length > entry.Head.Length))
        {
            return message.ToArray();
        }

        var rest = Encoding.UTF8.GetString(entry.Text[entry.Head.Length..]).ReplaceLineEndings("\n").TrimEnd();

        // .NET's console writes the message on the line below its category.
        return message.IsEmpty || isBelow
            ? Encoding.UTF8.GetBytes(string.Join('\n', rest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Trim())))
            : [.. message, .. Encoding.UTF8.GetBytes(rest)];
    }

    private string? Source(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
        {
            return null;
        }

        ref var known = ref _sources.GetOrAdd(source[..Math.Min(source.Length, 200)], out _);
        return known ??= Text(Encoding.UTF8.GetString(source));
    }
}
