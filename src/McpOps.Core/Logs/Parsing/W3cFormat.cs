using System.Buffers.Text;

namespace McpOps.Logs.Parsing;

/// <summary>W3C Extended Log File Format (IIS, CloudFront): a line <c>#Fields: date time c-ip cs-method …</c> names the columns of those behind it.</summary>
/// <param name="fields">The names, in the order of the columns.</param>
/// <param name="isLocal">Times are those of the machine and not of UTC: Windows' firewall says so.</param>
internal sealed class W3cFormat(string[] fields, bool isLocal)
{
    private const int MaxFields = 64;
    private readonly string[] _names = fields;
    private readonly int _date = Array.IndexOf(fields, "date");
    private readonly int _time = Array.IndexOf(fields, "time");
    private readonly int _client = Array.IndexOf(fields, "c-ip");
    private readonly int _method = Array.IndexOf(fields, "cs-method");
    private readonly int _url = Array.IndexOf(fields, "cs-uri-stem");
    private readonly int _status = Array.IndexOf(fields, "sc-status");
    private readonly int _taken = Array.IndexOf(fields, "time-taken");

    /// <summary>The formats that such lines of a sample describe, the first of them first.</summary>
    public static W3cFormat[] Find(IReadOnlyList<TextLine> sample)
    {
        var formats = new List<W3cFormat>();
        var isLocal = sample.Any(line => line.Span.StartsWith("#Time Format: Local"u8));
        foreach (var line in sample)
        {
            if (Read(line.Span, isLocal) is { } format && !formats.Exists(format.IsSame))
            {
                formats.Add(format);
            }
        }

        return [.. formats];
    }

    /// <summary>The format that a line names; null when it names none.</summary>
    public static W3cFormat? Read(ReadOnlySpan<byte> line, bool isLocal)
    {
        if (!line.StartsWith("#Fields: "u8))
        {
            return null;
        }

        var fields = System.Text.Encoding.UTF8.GetString(line["#Fields: "u8.Length..]).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return fields.Length <= MaxFields && (fields.Contains("date", StringComparer.Ordinal) || fields.Contains("time", StringComparer.Ordinal)) ? new W3cFormat(fields, isLocal) : null;
    }

    /// <summary>Whether times are those of the machine.</summary>
    public bool IsLocal => isLocal;

    /// <summary>Whether another one has the same columns.</summary>
    public bool IsSame(W3cFormat other) => _names.AsSpan().SequenceEqual(other._names);

    /// <summary>Reads a line, or one of those that begin with <c>#</c>. Times are of UTC; <c>time-taken</c> is in milliseconds, with a fraction in seconds.</summary>
    public bool TryParse(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result)
    {
        Span<Slice> columns = stackalloc Slice[MaxFields];
        result.Message = Slice.Between(0, line.Length);
        result.Parsed = line[0] == '#';
        if (result.Parsed || !TryCut(line, columns[.._names.Length]))
        {
            return result.Parsed;
        }

        result.Parsed = TakeTime(line, columns, reference, ref result);
        ref var facts = ref result.Facts;
        facts.Client = Column(line, columns, _client);
        facts.Method = Column(line, columns, _method);
        facts.Url = Column(line, columns, _url);
        facts.Status = Utf8Parser.TryParse(Column(line, columns, _status).Of(line, default), out int status, out _) && status is >= 100 and <= 599 ? status : 0;
        var taken = Column(line, columns, _taken).Of(line, default);
        facts.DurationMs = Durations.TryParse(taken, taken.Contains((byte)'.') ? 1000 : 1, out var milliseconds) ? milliseconds : null;
        if (facts.Status > 0)
        {
            AccessFormat.Close(ref result);
        }

        return result.Parsed;
    }

    private bool TakeTime(ReadOnlySpan<byte> line, ReadOnlySpan<Slice> columns, TimeHints reference, ref LogLine result)
    {
        Span<byte> both = stackalloc byte[32];
        var date = Column(line, columns, _date).Of(line, default);
        var time = Column(line, columns, _time).Of(line, default);
        if (date.Length + time.Length >= both.Length)
        {
            return false;
        }

        date.CopyTo(both);
        both[date.Length] = (byte)' ';
        time.CopyTo(both[(date.Length + 1)..]);
        var found = TimeParser.TryParse(both[..(date.Length + 1 + time.Length)], reference, out var moment, out _);
        if (found)
        {
            result.OfferTime(new LogTime(moment.WallTicks, 0));
        }

        return found;
    }

    // "-" stands for nothing.
    private static Slice Column(ReadOnlySpan<byte> line, ReadOnlySpan<Slice> columns, int index) =>
        index < 0 || columns[index].Of(line, default).SequenceEqual("-"u8) ? default : columns[index];

    private static bool TryCut(ReadOnlySpan<byte> line, Span<Slice> columns)
    {
        var start = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            if (start > line.Length)
            {
                return false;
            }

            var end = line[start..].IndexOfAny((byte)' ', (byte)'\t');
            columns[i] = Slice.Between(start, end < 0 ? line.Length : start + end);
            start = end < 0 ? line.Length + 1 : start + end + 1;
        }

        return start > line.Length;
    }
}
