using System.Buffers.Text;

namespace McpOps.Logs.Parsing;

/// <summary>
/// Headers that hold level and time in one bracket without blanks: Chromium's <c>[42:42:1120/100000.123456:ERROR:gpu.cc(9)]</c>, crashpad's
/// <c>[42:43:20261120,100000.123456:ERROR file.cc:144]</c>, and those that begin with a name and its level, as Couchbase's <c>[ns_server:error,2026-11-20T10:00:00.123Z,ns_1@host:&lt;0.1.0&gt;:mod:fun:12]</c>.
/// </summary>
internal static class PackedHeader
{
    private const int MaxBracket = 200;
    private const int MaxName = 40;

    /// <summary>Reads one at a position; its end, or -1.</summary>
    public static int Read(ReadOnlySpan<byte> line, int position, TimeHints reference, ref LogLine result)
    {
        var close = line[position..Math.Min(line.Length, position + MaxBracket)].IndexOf((byte)']');
        if (close < 16)
        {
            return -1;
        }

        var content = line.Slice(position + 1, close - 1);
        var read = char.IsAsciiDigit((char)content[0]) ? Numbered(content, position + 1, reference, ref result) : Named(content, position + 1, reference, ref result);
        return read ? position + close + 1 : -1;
    }

    // Process and thread, or neither, stand before the time.
    private static bool Numbered(ReadOnlySpan<byte> content, int start, TimeHints reference, ref LogLine result)
    {
        var at = 0;
        while (content[at..].IndexOf((byte)':') is > 0 and var colon && !content.Slice(at, colon).ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            at += colon + 1;
        }

        var end = content[at..].IndexOf((byte)':') + at;
        if (end <= at || !TryTime(content[at..end], reference, out var time))
        {
            return false;
        }

        var rest = content[(end + 1)..];
        var stop = rest.IndexOfAny((byte)':', (byte)' ');
        if (stop < 0 || LogLevels.FromWord(rest[..stop].TrimEnd("0123456789"u8)) is not (not LogLevel.None and var level))
        {
            return false;
        }

        result.Level = level;
        result.OfferTime(time);
        result.OfferSource(start + end + 1 + stop + 1, start + content.Length, rank: 4);
        return true;
    }

    // "1120/100000.123456", "20261120/100000.123", "20261120,100000.123456"
    private static bool TryTime(ReadOnlySpan<byte> text, TimeHints reference, out LogTime time)
    {
        time = default;
        var digits = text.IndexOfAny((byte)'/', (byte)',');
        if (digits is not (4 or 8) || text.Length < digits + 7)
        {
            return false;
        }

        Span<byte> whole = stackalloc byte[36];
        text = text[..Math.Min(text.Length, 30)];
        var year = digits == 8 ? 0 : YearOf(text, reference);
        if (year < 0)
        {
            return false;
        }

        var length = 0;
        if (year > 0 && Utf8Formatter.TryFormat(year, whole, out length))
        {
            text.CopyTo(whole[length..]);
        }
        else
        {
            text.CopyTo(whole);
        }

        whole[length + digits] = (byte)' ';
        whole = whole[..(length + text.Length)];
        return TimeParser.TryParse(whole, reference, out time, out var read) && read == whole.Length;
    }

    private static int YearOf(ReadOnlySpan<byte> text, TimeHints reference) =>
        Utf8Parser.TryParse(text[..4], out int number, out var length) && length == 4 && CalendarDay.TryWithoutYear(number / 100, number % 100, reference.Latest, out var day) ? new DateTime(day, DateTimeKind.Unspecified).Year : -1;

    private static bool Named(ReadOnlySpan<byte> content, int start, TimeHints reference, ref LogLine result)
    {
        var comma = content[..Math.Min(content.Length, MaxName)].IndexOf((byte)',');
        var colon = comma < 0 ? -1 : content[..comma].LastIndexOf((byte)':');
        if (colon < 1 || LogLevels.FromWord(content[(colon + 1)..comma]) is not (not LogLevel.None and var level) || !TimeParser.TryParse(content[(comma + 1)..], reference, out var time, out _))
        {
            return false;
        }

        result.Level = level;
        result.OfferTime(time);
        result.OfferSource(start, start + colon, rank: 4);
        return true;
    }
}
