namespace McpOps.Logs.Parsing;

/// <summary>Reads the columns.</summary>
internal static class HeaderParts
{
    /// <summary>Reads one column at a position and passes the separators behind it.</summary>
    public static bool TryRead(HeaderPart part, ReadOnlySpan<byte> line, ref int position, ref LogLine result, TimeHints reference)
    {
        var end = part switch
        {
            HeaderPart.Time => Time(line, position, reference, ref result),
            HeaderPart.Level => LevelColumns.Level(line, position, ref result),
            HeaderPart.LevelColumn => LevelColumns.LevelColumn(line, position, ref result),
            HeaderPart.Letter => LevelColumns.Letter(line, position, ref result),
            HeaderPart.AuditLetter => AuditLetters.Read(line, position, ref result),
            HeaderPart.Klog => KlogFormat.Read(line, position, reference, ref result),
            HeaderPart.Number => Number(line, position),
            HeaderPart.Bracket => SourceColumns.Bracket(line, position, ref result),
            HeaderPart.Word => SourceColumns.Word(line, position, ref result),
            HeaderPart.Tag => SourceColumns.Tag(line, position, ref result),
            HeaderPart.Name => SourceColumns.Name(line, position, ref result),
            HeaderPart.Dashed => SourceColumns.Dashed(line, position, ref result),
            _ => SourceColumns.Piped(line, position, ref result),
        };
        if (end < 0)
        {
            return false;
        }

        position = SkipSeparators(line, end);
        return true;
    }

    /// <summary>Whether values begin at a position, and no column.</summary>
    public static bool IsData(ReadOnlySpan<byte> line, int position) => line[position] == '"' || (line[position] == '{' && position + 1 < line.Length && line[position + 1] is (byte)'"' or (byte)'\'');

    /// <summary>Passes white space and one separator such as <c> - </c>, <c>|</c> or <c>: </c>.</summary>
    public static int SkipSeparators(ReadOnlySpan<byte> line, int position)
    {
        position = SkipSpaces(line, position);
        if (position >= line.Length)
        {
            return position;
        }

        var separator = line[position];
        if (separator == '|')
        {
            return SkipSpaces(line, position + 1);
        }

        if (line[position..].StartsWith("-- : "u8) || line[position..].StartsWith("--- "u8))
        {
            // Ruby's logger and Spring Boot.
            return SkipSpaces(line, position + 4);
        }

        if (separator is (byte)'-' or (byte)':' or (byte)',' or (byte)';' or (byte)'>' or (byte)'~' && (position + 1 == line.Length || line[position + 1] is (byte)' ' or (byte)'\t'))
        {
            return SkipSpaces(line, position + 1);
        }

        // En and em dash.
        return line[position..].StartsWith("\u2013 "u8) || line[position..].StartsWith("\u2014 "u8) ? SkipSpaces(line, position + 4) : position;
    }

    public static int SkipSpaces(ReadOnlySpan<byte> line, int position)
    {
        while (position < line.Length && line[position] is (byte)' ' or (byte)'\t')
        {
            position++;
        }

        return position;
    }

    /// <summary>The end of the word at a position: a bracketed group counts as one word.</summary>
    public static int WordEnd(ReadOnlySpan<byte> line, int position)
    {
        if (position < line.Length && line[position] == '[')
        {
            var close = CloseBracket(line, position);
            if (close > 0)
            {
                position = close;
                if (close + 1 < line.Length && line[close + 1] == '[')
                {
                    return close + 1;
                }
            }
        }

        while (position < line.Length && line[position] is not ((byte)' ' or (byte)'\t' or (byte)'|'))
        {
            position++;
        }

        return position;
    }

    private static int Time(ReadOnlySpan<byte> line, int position, TimeHints reference, ref LogLine result)
    {
        // Cisco marks a clock that is not synchronised: "*Nov 20 10:00:00.123: ".
        var open = position >= line.Length ? 0 : line[position] is (byte)'[' or (byte)'(' or (byte)'<' || (line[position] is (byte)'*' or (byte)'.' && position + 1 < line.Length && IsLetter(line[position + 1])) ? 1 : line[position] == '#' && line[position..].StartsWith("####<"u8) ? 5 : 0;
        if (position + open >= line.Length || !TimeParser.TryParse(line[(position + open)..], reference, out var time, out var length))
        {
            return -1;
        }

        return AfterTime(line, position + open + length, open, length, in time, ref result);
    }

    /// <summary>Reads what stands behind a clock that is known: the zone, and the bracket.</summary>
    public static int TimeBehind(ReadOnlySpan<byte> line, long wall, int open, int end, ref LogLine result)
    {
        var reader = new DateReader(line[open..]) { Position = end - open };
        var time = TimeParser.Zoned(ref reader, wall);
        return AfterTime(line, open + reader.Position, open, reader.Position, in time, ref result);
    }

    private static int AfterTime(ReadOnlySpan<byte> line, int end, int open, int length, in LogTime time, ref LogLine result)
    {
        if (end < line.Length && (IsWordByte(line[end]) || line[end] is (byte)'/' or (byte)'%'))
        {
            return -1;
        }

        // "2026-11-20 06:00:00,123:ERROR:app:It broke"
        if (end + 1 < line.Length && line[end] == ':' && IsLetter(line[end + 1]))
        {
            end++;
        }

        // A bare date is a column, and no moment.
        if (time.WallTicks % TimeSpan.TicksPerDay != 0 || length > 10 || IsClock(line[end..].TrimStart("] [,|\t"u8)))
        {
            result.OfferTime(time);
        }

        return end < line.Length && (line[end] is (byte)']' or (byte)')' or (byte)'>') && open > 0 ? end + 1 : end;
    }

    private static bool IsClock(ReadOnlySpan<byte> text) => text.Length > 7 && char.IsAsciiDigit((char)text[0]) && text[2] == ':' && text[5] == ':';

    private static int Number(ReadOnlySpan<byte> line, int position)
    {
        var start = position < line.Length && line[position] == '-' ? position + 1 : position;
        var end = start;
        while (end < line.Length && char.IsAsciiDigit((char)line[end]))
        {
            end++;
        }

        return end > start && (end == line.Length || line[end] is (byte)' ' or (byte)'\t' or (byte)'|') ? end : -1;
    }

    /// <summary>The bracket that closes the one at a position; -1 when there is none near.</summary>
    public static int CloseBracket(ReadOnlySpan<byte> line, int position)
    {
        var depth = 0;
        for (var i = position; i < line.Length && i < position + 256; i++)
        {
            depth += line[i] switch { (byte)'[' => 1, (byte)']' => -1, _ => 0 };
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    public static bool IsLetter(byte value) => (uint)((value | 0x20) - 'a') <= 25;

    private static bool IsWordByte(byte value) => IsLetter(value) || char.IsAsciiDigit((char)value) || value == '_';
}
