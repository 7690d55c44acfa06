namespace McpOps.Logs.Parsing;

/// <summary>Finds the header of a line that stands alone: only what is plain from the line itself counts.</summary>
internal static class GenericHeader
{
    private const int MaxParts = 10;
    private const int MaxName = 80;
    private const int MaxNumber = 20;

    /// <summary>Reads a line's header: it must hold a time or begin with a level.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, int start, TimeHints reference, ref LogLine result)
    {
        var position = start;
        PassNumber(line, ref position);
        _ = BracketedHeader.TryRead(line, ref position, reference, ref result) || BriefLogcat.TryRead(line, ref position, ref result);
        Continue(line, ref position, reference, ref result);
        result.Parsed = position > start && (result.HasTime || result.Level is not LogLevel.None);
        result.Message = Slice.Between(position, line.Length);
        return result.Parsed;
    }

    // Zabbix: the process stands before the time, "1234:20261120:100000.123 message".
    private static void PassNumber(ReadOnlySpan<byte> line, ref int position)
    {
        var text = line[position..Math.Min(line.Length, position + MaxNumber)];
        var colon = text.IndexOf((byte)':');
        if (colon > 0 && text.Length > colon + 9 && text[colon + 9] == ':' && !text[..colon].ContainsAnyExceptInRange((byte)'0', (byte)'9') && !text.Slice(colon + 1, 8).ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            position += colon + 1;
        }
    }

    /// <summary>Reads the columns from a position on.</summary>
    public static void Continue(ReadOnlySpan<byte> line, ref int position, TimeHints reference, ref LogLine result)
    {
        for (var count = 0; count < MaxParts && position < line.Length; count++)
        {
            if (Next(line, position, reference, in result) is not { } part || !HeaderParts.TryRead(part, line, ref position, ref result, reference))
            {
                break;
            }
        }

        CloseBracket(line, ref position, ref result);
    }

    // "[2026-11-20T06:00:00Z ERROR my_crate] failed": the bracket goes on behind the time.
    private static void CloseBracket(ReadOnlySpan<byte> line, ref int position, ref LogLine result)
    {
        if (line.Length > 0 && line[0] == '[' && !line[..position].Contains((byte)']') && line[position..].IndexOf("] "u8) is > 0 and < MaxName and var close && !line.Slice(position, close).Contains((byte)' '))
        {
            result.OfferSource(position, position + close, rank: 4);
            position += close + 2;
        }
    }

    /// <summary>The column at a position; null when the message begins there.</summary>
    public static HeaderPart? Next(ReadOnlySpan<byte> line, int position, TimeHints reference, ref readonly LogLine before)
    {
        if (before is { HasTime: true, Time: { OffsetMinutes: LogTime.NoOffset, IsTimeOnly: false } } && before.Time.WallTicks % TimeSpan.TicksPerDay == 0
            && Reads(HeaderPart.Time, line, position, reference, out var clock) && clock.Time.IsTimeOnly)
        {
            return HeaderPart.Time;
        }

        if (!before.HasTime)
        {
            if (Reads(HeaderPart.Time, line, position, reference, out var timed) && timed.HasTime)
            {
                return HeaderPart.Time;
            }

            if (position == 0 && Reads(HeaderPart.Klog, line, position, reference, out _))
            {
                return HeaderPart.Klog;
            }
        }

        if (before.Level is LogLevel.None && IsPlainLevel(line, position))
        {
            return HeaderPart.Level;
        }

        if (!before.HasTime)
        {
            return null;
        }

        if (before.Level is LogLevel.None && LevelColumns.IsGraveError(line, position))
        {
            return HeaderPart.Level;
        }

        if (before.Level is LogLevel.None && ((IsNumbered(line, in before) && IsLetterLevel(line, position, reference)) || (position + 2 < line.Length && line[position + 1] == ' ' && line[position + 2] is (byte)'[' or (byte)'|' && Reads(HeaderPart.Letter, line, position, reference, out _))))
        {
            return HeaderPart.Letter;
        }

        if (before.Level is LogLevel.None && LevelAhead(line, position, reference))
        {
            return line[position] == '[' ? HeaderPart.Bracket : HeaderPart.Word;
        }

        return before.SourceRank < 4 ? Named(line, position, reference, in before) : null;
    }

    // logcat: process and thread stand before the letter.
    private static bool IsNumbered(ReadOnlySpan<byte> line, ref readonly LogLine before) =>
        before.SourceRank == 1 && char.IsAsciiDigit((char)line[before.Source.Start]);

    private static bool IsLetterLevel(ReadOnlySpan<byte> line, int position, TimeHints reference) =>
        Reads(HeaderPart.Letter, line, position, reference, out _) && (IsTagWord(NextWord(line, position + 1)) || IsPaddedTag(line, position + 1));

    // logcat: "F libc    : Fatal signal 11".
    private static bool IsPaddedTag(ReadOnlySpan<byte> line, int position)
    {
        var start = HeaderParts.SkipSpaces(line, position);
        var end = HeaderParts.WordEnd(line, start);
        var colon = HeaderParts.SkipSpaces(line, end);
        return end > start && HeaderParts.IsLetter(line[start]) && colon > end && line[colon..].StartsWith(": "u8);
    }

    /// <summary>A word that ends in a colon, as a program's name before its message does.</summary>
    public static bool IsTagWord(ReadOnlySpan<byte> word) => word.Length > 1 && word[^1] == ':' && char.IsAsciiLetter((char)word[0]) && !word.ContainsAny((byte)'=', (byte)'"', (byte)'/');

    // "Jun 14 15:16:01 host program: …", as RFC 3164 has it.
    private static bool LooksLikeSyslog(ReadOnlySpan<byte> line) => line.Length > 16 && char.IsAsciiLetter((char)line[0]) && line[3] == ' ' && line[6] == ' ' && line[15] == ' ';

    // "2026-11-20T10:00:00.123456+00:00 host program: …", as rsyslog writes it today, and the journal's short-iso.
    private static bool LooksLikeRfc3339(ReadOnlySpan<byte> line)
    {
        var end = line[..Math.Min(line.Length, 40)].IndexOf((byte)' ');
        if (end == 3 && line.Length > 30 && HeaderParts.IsLetter(line[0]) && line[8] == '-' && line[23] == ' ')
        {
            // "Fri 2026-11-20 10:00:00 UTC host program: …".
            return true;
        }

        var host = end < 24 ? default : NextWord(line, end);
        return end >= 24 && line[10] == 'T' && line[(end - 6)..end].IndexOfAny((byte)'+', (byte)'-') >= 0 && !IsTagWord(host) && LogLevels.FromWord(host) is LogLevel.None;
    }

    private static ReadOnlySpan<byte> NextWord(ReadOnlySpan<byte> line, int end)
    {
        var start = HeaderParts.SkipSpaces(line, end);
        return line[start..HeaderParts.WordEnd(line, start)];
    }

    private static HeaderPart? Named(ReadOnlySpan<byte> line, int position, TimeHints reference, ref readonly LogLine before)
    {
        var levelled = before.Level is not LogLevel.None;
        var end = HeaderParts.WordEnd(line, position);
        if (end == position)
        {
            return null;
        }

        var word = line[position..end];
        if (word[0] == '[' && levelled && end < line.Length)
        {
            var after = HeaderParts.SkipSpaces(line, end);
            return line[after..].StartsWith("["u8) || line[after..].StartsWith("- "u8) || line[after..].StartsWith(": "u8) || IsTag(line, HeaderParts.SkipSeparators(line, end), reference) || IsNameBeforeDash(line, after) || IsNameBeforeColon(line, after) ? HeaderPart.Bracket : null;
        }

        if (levelled && IsNameBeforeColon(line, position))
        {
            // Spring Boot: "c.e.App                 : Started".
            return HeaderPart.Name;
        }

        if (levelled && line[end..].StartsWith(" --- "u8) && !word.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return HeaderPart.Number;
        }

        if (levelled && IsNumbered(line, in before) && IsTagWord(word))
        {
            return HeaderPart.Tag;
        }

        if (IsTag(line, position, reference))
        {
            // "host sshd[123]:": the tag is the second word.
            return !IsTagWord(word) && IsTag(line, HeaderParts.SkipSpaces(line, end), reference) ? HeaderPart.Word : HeaderPart.Tag;
        }

        if (!levelled && (LooksLikeSyslog(line) || LooksLikeRfc3339(line)))
        {
            return before.SourceRank == 1 && IsTagWord(word) ? HeaderPart.Tag : before.SourceRank == 0 && IsTagWord(NextWord(line, end)) ? HeaderPart.Word : null;
        }

        return levelled && IsNameBeforeDash(line, position) ? HeaderPart.Dashed : null;
    }

    private static bool IsTag(ReadOnlySpan<byte> line, int position, TimeHints reference)
    {
        if (position >= line.Length || !Reads(HeaderPart.Tag, line, position, reference, out var tagged))
        {
            return false;
        }

        var name = tagged.Source.Of(line, default);
        var end = position + name.Length;
        return line[end] == '[' || IsDottedName(name);
    }

    // "org.example.App - ", "app.main:run:42 - ".
    private static bool IsNameBeforeDash(ReadOnlySpan<byte> line, int position)
    {
        var end = HeaderParts.WordEnd(line, position);
        var word = line[position..end];
        return word.Length > 1 && char.IsAsciiLetter((char)word[0]) && word.IndexOfAny((byte)'.', (byte)':', (byte)'_') > 0 && !word.ContainsAny("=/\"'(,"u8) && line[end..].StartsWith(" - "u8);
    }

    // "c.e.App            : ", as Spring Boot pads it.
    private static bool IsNameBeforeColon(ReadOnlySpan<byte> line, int position)
    {
        var end = HeaderParts.WordEnd(line, position);
        return end > position && IsDottedName(line[position..end]) && line[HeaderParts.SkipSpaces(line, end)..].StartsWith(": "u8);
    }

    private static bool IsDottedName(ReadOnlySpan<byte> word)
    {
        var dots = 0;
        foreach (var value in word)
        {
            if (value == '.')
            {
                dots++;
            }
            else if (!char.IsAsciiLetterOrDigit((char)value) && value is not ((byte)'_' or (byte)'$' or (byte)'-'))
            {
                return false;
            }
        }

        return dots > 0 && word[0] != '.' && word[^1] != '.' && !char.IsAsciiDigit((char)word[0]);
    }

    /// <summary>A level in capitals, in brackets or before a colon; a plain word "error" may belong to the message.</summary>
    public static bool IsPlainLevel(ReadOnlySpan<byte> line, int position)
    {
        if (!Reads(HeaderPart.Level, line, position, TimeHints.None, out _))
        {
            return false;
        }

        if (!char.IsAsciiLetter((char)line[position]))
        {
            return true;
        }

        var end = position;
        var capitals = true;
        while (end < line.Length && char.IsAsciiLetter((char)line[end]))
        {
            capitals &= char.IsAsciiLetterUpper((char)line[end++]);
        }

        return (capitals && !IsVerb(line, position, end)) || (end < line.Length && line[end] is (byte)':' or (byte)'\t' or (byte)'[') || (position == 0 && LevelColumns.IsRuled(line, end));
    }

    // vsftpd: "FAIL LOGIN: Client …" says what happened and no level.
    private static bool IsVerb(ReadOnlySpan<byte> line, int position, int end) =>
        line[position..end].StartsWith("FAIL"u8) && end < line.Length && line[end] == ' ' && line[(end + 1)..HeaderParts.WordEnd(line, end + 1)].TrimEnd((byte)':') is { Length: > 1 } word && !word.ContainsAnyExceptInRange((byte)'A', (byte)'Z');

    private static bool LevelAhead(ReadOnlySpan<byte> line, int position, TimeHints reference)
    {
        var columns = true;
        for (var words = 0; words < 8 && position < line.Length; words++)
        {
            var end = HeaderParts.WordEnd(line, position);
            if (end == position || line[end - 1] == ':' || (words >= 4 && !line[position..end].Contains((byte)'=')))
            {
                return false;
            }

            columns &= line[position] == '[' || !line[position..end].ContainsAnyExceptInRange((byte)'0', (byte)'9');
            position = HeaderParts.SkipSeparators(line, end);
            if (columns && IsLetterLevel(line, position, reference))
            {
                return true;
            }

            if (position < line.Length && IsPlainLevel(line, position) && (columns || line[position] == '[' || IsFenced(line, position)))
            {
                return !TrailingLevel.EndsSentence(line, position);
            }
        }

        return false;
    }

    // "name - LEVEL - ", "name | LEVEL | ", "name LEVEL: ": the level is a column and not a word of a sentence.
    private static bool IsFenced(ReadOnlySpan<byte> line, int position)
    {
        var end = position;
        while (end < line.Length && char.IsAsciiLetter((char)line[end]))
        {
            end++;
        }

        var after = HeaderParts.SkipSpaces(line, end);
        return after >= line.Length || after > end + 1 || (line[end] == '\t' && line[position - 1] == '\t') || line[after] is (byte)'-' or (byte)'|' or (byte)':' or (byte)'[';
    }

    private static bool Reads(HeaderPart part, ReadOnlySpan<byte> line, int position, TimeHints reference, out LogLine result)
    {
        result = default;
        return HeaderParts.TryRead(part, line, ref position, ref result, reference);
    }
}
