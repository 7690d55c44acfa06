namespace McpOps.Logs.Parsing;

/// <summary>Reads the columns that say how grave a line is. Each returns its end, or -1 when the column is not there.</summary>
internal static class LevelColumns
{
    private const int MaxBracket = 96;
    private const int MaxGrave = 16;

    private static ReadOnlySpan<byte> BeforeError => " error:"u8;

    public static int Level(ReadOnlySpan<byte> line, int position, ref LogLine result)
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
        while (end < line.Length && (HeaderParts.IsLetter(line[end]) || line[end] >= 0x80))
        {
            end++;
        }

        var level = LogLevels.FromWord(line[position..end]);
        if (level is LogLevel.None && line[position..end].SequenceEqual("http"u8) && (IsRuled(line, end) || IsRequest(line[end..])))
        {
            level = LogLevel.Info;
        }

        if (level is not LogLevel.None && IsCount(line, end))
        {
            return -1;
        }

        if (level >= LogLevel.Error && IsBeforeError(line, end))
        {
            // PHP's ends a request, and no program.
            result.Level = line[..position].EndsWith("PHP "u8) ? LogLevel.Error : level;
            return end + BeforeError.Length;
        }

        if (level is not LogLevel.None && line[end..].StartsWith("--- "u8))
        {
            result.Level = level;
            return end;
        }

        if (level is not LogLevel.None && end + 2 < line.Length && line[end] == '[' && (char.IsAsciiDigit((char)line[end + 1]) || char.IsAsciiDigit((char)line[end + 2])) && HeaderParts.CloseBracket(line, end) is > 0 and var number)
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
            end = HeaderParts.WordEnd(line, end);
        }

        return end < line.Length && line[end] is (byte)':' or (byte)',' or (byte)']' ? end + 1 : end;
    }

    /// <summary>Whether two words say how grave an error is: <c>fatal error: could not open ports</c>, <c>Critical error: the store is gone</c>.</summary>
    public static bool IsGraveError(ReadOnlySpan<byte> line, int position)
    {
        var space = position < line.Length ? line[position..Math.Min(line.Length, position + MaxGrave)].IndexOf((byte)' ') : -1;
        return space > 0 && IsBeforeError(line, position + space) && LogLevels.FromWord(line.Slice(position, space)) >= LogLevel.Error;
    }

    private static bool IsBeforeError(ReadOnlySpan<byte> line, int end) => line.Length > end + BeforeError.Length && line[end] == ' ' && System.Text.Ascii.EqualsIgnoreCase(line.Slice(end, BeforeError.Length), BeforeError);

    // "Errors:    1 (retrying may help)" counts them.
    private static bool IsCount(ReadOnlySpan<byte> line, int end) =>
        end + 1 < line.Length && line[end] == ':' && (line[end - 1] | 0x20) == 's' && line[(end + 1)..].TrimStart((byte)' ') is [>= (byte)'0' and <= (byte)'9', ..];

    /// <summary>Whether a line of signs stands behind a word, as Verdaccio draws it: <c>warn --- message</c>, <c>http &lt;-- 200</c>.</summary>
    public static bool IsRuled(ReadOnlySpan<byte> line, int end) => line[end..].TrimStart((byte)' ') is var rest && (rest.StartsWith("--- "u8) || rest.StartsWith("<-- "u8) || rest.StartsWith("--> "u8));

    // winston's level of requests: "http: GET /a (12 ms) 200".
    private static bool IsRequest(ReadOnlySpan<byte> text) => text.Length > 9 && text.StartsWith(": "u8) && text[2..].IndexOf(" /"u8) is >= 3 and <= 7 and var space && !text.Slice(2, space).ContainsAnyExceptInRange((byte)'A', (byte)'Z');

    // "AUDIT" among INFO and ERROR: the column is passed, and the level stays open.
    public static int LevelColumn(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        var end = Level(line, position, ref result);
        end = end < 0 ? Letter(line, position, ref result) : end;
        if (end >= 0 || position >= line.Length)
        {
            return end;
        }

        end = HeaderParts.WordEnd(line, position);
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

    public static int Letter(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        if (position + 1 >= line.Length || line[position + 1] is not ((byte)' ' or (byte)'/' or (byte)'|') || LogLevels.FromLetter(line[position]) is LogLevel.None and var none)
        {
            return -1;
        }

        // Audit and configuration, where IBM's number of the message stands behind.
        result.Level = line[position] is (byte)'A' or (byte)'C' && AuditLetters.IsBefore(line, position + 1) ? AuditLetters.Level(line[position]) : LogLevels.FromLetter(line[position]);
        return position + (line[position + 1] == '/' ? 2 : 1);
    }
}
