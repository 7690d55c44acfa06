namespace McpOps.Logs.Parsing;

/// <summary>Reads the columns.</summary>
internal static class HeaderParts
{
    private const int MaxBracket = 64;

    /// <summary>Reads one column at a position and passes the separators behind it.</summary>
    public static bool TryRead(HeaderPart part, ReadOnlySpan<byte> line, ref int position, ref LogLine result, TimeHints reference)
    {
        var end = part switch
        {
            HeaderPart.Time => Time(line, position, reference, ref result),
            HeaderPart.Level => Level(line, position, ref result),
            HeaderPart.LevelColumn => LevelColumn(line, position, ref result),
            HeaderPart.Letter => Letter(line, position, ref result),
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

    private static int Level(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        if (position >= line.Length)
        {
            return -1;
        }

        if (line[position] is (byte)'[' or (byte)'(' or (byte)'<')
        {
            return BracketedLevel(line, position, ref result);
        }

        var end = position;
        while (end < line.Length && (IsLetter(line[end]) || line[end] >= 0x80))
        {
            end++;
        }

        var level = LogLevels.FromWord(line[position..end]);
        if (level is LogLevel.None && line[position..end].SequenceEqual("http"u8) && (IsRuled(line, end) || IsRequest(line[end..])))
        {
            level = LogLevel.Info;
        }

        if (level is not LogLevel.None && line[end..].StartsWith("--- "u8))
        {
            result.Level = level;
            return end;
        }

        if (level is not LogLevel.None && end + 2 < line.Length && line[end] == '[' && (char.IsAsciiDigit((char)line[end + 1]) || char.IsAsciiDigit((char)line[end + 2])) && CloseBracket(line, end) is > 0 and var number)
        {
            // logrus on a terminal: "INFO[0012] message", "INFO[2026-11-20T10:00:00Z] message"; a compiler: "error[E0425]: message".
            result.Level = level;
            if (TimeParser.TryParse(line[(end + 1)..number], TimeHints.None, out var time, out var length) && length == number - end - 1)
            {
                result.OfferTime(time);
            }

            return number + 1 < line.Length && line[number + 1] == ':' ? number + 2 : number + 1;
        }

        if (level is LogLevel.None || (end < line.Length && line[end] is not ((byte)' ' or (byte)'\t' or (byte)':' or (byte)',' or (byte)'|' or (byte)'/' or (byte)']' or (byte)'\r')))
        {
            return -1;
        }

        result.Level = level;
        if (end < line.Length && line[end] == '/')
        {
            // Celery: "INFO/MainProcess]".
            end = WordEnd(line, end);
        }

        return end < line.Length && line[end] is (byte)':' or (byte)',' or (byte)']' ? end + 1 : end;
    }

    /// <summary>Whether a line of signs stands behind a word, as Verdaccio draws it: <c>warn --- message</c>, <c>http &lt;-- 200</c>.</summary>
    public static bool IsRuled(ReadOnlySpan<byte> line, int end) => line[end..].TrimStart((byte)' ') is var rest && (rest.StartsWith("--- "u8) || rest.StartsWith("<-- "u8) || rest.StartsWith("--> "u8));

    // winston's level of requests: "http: GET /a (12 ms) 200".
    private static bool IsRequest(ReadOnlySpan<byte> text) => text.Length > 9 && text.StartsWith(": "u8) && text[2..].IndexOf(" /"u8) is >= 3 and <= 7 and var space && !text.Slice(2, space).ContainsAnyExceptInRange((byte)'A', (byte)'Z');

    // "AUDIT" among INFO and ERROR: the column is passed, and the level stays open.
    private static int LevelColumn(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        var end = Level(line, position, ref result);
        end = end < 0 ? Letter(line, position, ref result) : end;
        if (end >= 0 || position >= line.Length)
        {
            return end;
        }

        end = WordEnd(line, position);
        if (end - position is <= 0 or >= 28)
        {
            return -1;
        }

        result.Level = LevelToken.Of(line[position..end]);
        return end;
    }

    private static int BracketedLevel(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        var window = line.Slice(position + 1, Math.Min(MaxBracket, line.Length - position - 1));
        var close = window.IndexOfAny((byte)']', (byte)')', (byte)'>');
        if (close <= 0)
        {
            return -1;
        }

        var level = LevelInside(window[..close]);
        if (level is LogLevel.None)
        {
            return -1;
        }

        result.Level = level;
        return position + close + 2;
    }

    // "[ INFO ]", "[core:error]", "[Server thread/WARN]" (Minecraft), "[INFO/MainProcess]" (Python's multiprocessing), "[INFO|trainer.py:1721]" (Hugging Face), "[42:42:1120/100000.123:ERROR:gpu.cc(9)]" (Chromium).
    private static LogLevel LevelInside(ReadOnlySpan<byte> content)
    {
        var last = LogLevels.FromWord(content[(content.LastIndexOf((byte)':') + 1)..].Trim((byte)' '));
        if (last is not LogLevel.None || content.IndexOfAny((byte)':', (byte)'/', (byte)'|') < 0)
        {
            return last;
        }

        while (!content.IsEmpty)
        {
            var end = content.IndexOfAny((byte)':', (byte)'/', (byte)'|');
            var word = end < 0 ? content : content[..end];
            if (word.Length > 3 && !word.ContainsAnyExceptInRange((byte)'A', (byte)'Z') && LogLevels.FromWord(word) is not LogLevel.None and var level)
            {
                return level;
            }

            content = end < 0 ? default : content[(end + 1)..];
        }

        return LogLevel.None;
    }

    private static int Letter(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        if (position + 1 >= line.Length || line[position + 1] is not ((byte)' ' or (byte)'/' or (byte)'|') || LogLevels.FromLetter(line[position]) is LogLevel.None and var none)
        {
            return -1;
        }

        result.Level = LogLevels.FromLetter(line[position]);
        return position + (line[position + 1] == '/' ? 2 : 1);
    }

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
