namespace McpOps.Logs.Parsing;

/// <summary>What begins with <c>&lt;priority&gt;</c>: syslog by RFC 3164 and RFC 5424, and .NET's systemd console.</summary>
internal static class SyslogFormat
{
    /// <summary>Reads a line whose priority stands at a position.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, int start, TimeHints reference, ref LogLine result)
    {
        var close = start + line[start..Math.Min(start + 5, line.Length)].IndexOf((byte)'>');
        if (close < start + 2 || line[(start + 1)..close].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        var priority = 0;
        foreach (var digit in line[(start + 1)..close])
        {
            priority = (priority * 10) + (digit - '0');
        }

        if (priority > 191)
        {
            return false;
        }

        var position = close + 1;
        var read = line[position..].StartsWith("1 "u8) ? Rfc5424(line, position + 2, reference, ref result) : Rfc3164(line, position, reference, ref result);
        result.Level = LogLevels.FromSyslog(priority & 7);
        result.Parsed = read;
        return read;
    }

    /// <summary>Reads a line with its length before it, as syslog over TCP frames it (RFC 6587): <c>83 &lt;11&gt;1 2026-…</c>.</summary>
    public static bool TryCounted(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result)
    {
        var length = 0;
        while (length < 6 && length < line.Length && char.IsAsciiDigit((char)line[length]))
        {
            length++;
        }

        return length > 1 && line[length..].StartsWith(" <"u8) && TryParse(line, length + 1, reference, ref result);
    }

    // <34>Oct 11 22:14:15 host su[1]: message; and, without a time, <6>Category[0] message.
    private static bool Rfc3164(ReadOnlySpan<byte> line, int position, TimeHints reference, ref LogLine result)
    {
        if (HeaderParts.TryRead(HeaderPart.Time, line, ref position, ref result, reference))
        {
            var host = position;
            var before = result;
            if (HeaderParts.TryRead(HeaderPart.Word, line, ref host, ref result, reference) && HeaderParts.TryRead(HeaderPart.Tag, line, ref host, ref result, reference))
            {
                position = host;
            }
            else
            {
                result = before;
                if (!HeaderParts.TryRead(HeaderPart.Tag, line, ref position, ref result, reference))
                {
                    Category(line, ref position, ref result);
                }
            }
        }
        else
        {
            Category(line, ref position, ref result);
        }

        result.Message = Slice.Between(position, line.Length);
        return true;
    }

    // .NET: "Category[0] message".
    private static void Category(ReadOnlySpan<byte> line, ref int position, ref LogLine result)
    {
        var end = HeaderParts.WordEnd(line, position);
        if (end > position && line[end - 1] == ']')
        {
            result.OfferSource(position, position + line[position..end].LastIndexOf((byte)'['), rank: 5);
            position = HeaderParts.SkipSpaces(line, end);
        }
    }

    // VERSION TIMESTAMP HOST APP PROCID MSGID STRUCTURED-DATA MESSAGE
    private static bool Rfc5424(ReadOnlySpan<byte> line, int position, TimeHints reference, ref LogLine result)
    {
        Span<int> starts = stackalloc int[6];
        for (var i = 0; i < 5; i++)
        {
            starts[i] = position;
            var space = line[position..].IndexOf((byte)' ');
            if (space <= 0)
            {
                return false;
            }

            position += space + 1;
        }

        if (TimeParser.TryParse(line[starts[0]..], reference, out var time, out _))
        {
            result.OfferTime(time);
        }

        result.OfferSource(starts[2], starts[3] - 1, rank: 5);
        position = SkipStructuredData(line, position);
        var message = line[Math.Min(position, line.Length)..];
        position += message.StartsWith(" "u8) ? 1 : 0;
        position += line[Math.Min(position, line.Length)..].StartsWith("\uFEFF"u8) ? 3 : 0;
        result.Message = Slice.Between(Math.Min(position, line.Length), line.Length);
        return true;
    }

    private static int SkipStructuredData(ReadOnlySpan<byte> line, int position)
    {
        if (position < line.Length && line[position] == '-')
        {
            return position + 1;
        }

        while (position < line.Length && line[position] == '[')
        {
            var quoted = false;
            while (++position < line.Length && (quoted || line[position] != ']'))
            {
                quoted ^= line[position] == '"' && line[position - 1] != '\\';
            }

            position++;
        }

        return position;
    }
}
