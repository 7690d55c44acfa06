namespace McpOps.Logs.Parsing;

/// <summary>Finds out how a file marks its levels where no column is one, and reads the marks.</summary>
internal static class LevelMarks
{
    private const int Enough = 2;
    private const int Window = 160;

    /// <summary>The mark that lines without a level show; none when they show none.</summary>
    /// <param name="lines">Lines of the sample that have a time and no level.</param>
    public static LevelMark Find(IReadOnlyList<TextLine> lines)
    {
        if (lines.Count(line => TrailingLevel.Find(line.Span, out _) is not LogLevel.None) is >= Enough and var ended && ended * 2 > lines.Count)
        {
            return LevelMark.Trailing;
        }

        foreach (var mark in (LevelMark[])[LevelMark.Facility, LevelMark.Mnemonic, LevelMark.Priority, LevelMark.Hash])
        {
            var marked = lines.Count(line => Of(mark, line.Span, 0, out _, out _) is not LogLevel.None);
            if (marked >= Enough && marked * 5 >= lines.Count)
            {
                return mark;
            }
        }

        return LevelMark.None;
    }

    /// <summary>Whether the messages of lines begin with small letters that are levels: all of them, and not the same.</summary>
    public static bool AreSmallLetters(IReadOnlyList<string> messages) =>
        messages.Count > Enough && messages.All(message => SmallLetter(message) is not LogLevel.None) && messages.Select(SmallLetter).Distinct().Count() >= Enough;

    /// <summary>Takes the level of a line, and passes a mark that the message begins with.</summary>
    public static void Take(LevelMark mark, ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result)
    {
        if (result.Message.Start < 0 || result.HasFacts)
        {
            return;
        }

        if (mark is LevelMark.Trailing)
        {
            if (TrailingLevel.Find(line, out var last) is not LogLevel.None and var trailing)
            {
                result.Level = trailing;
                result.Message = Slice.Between(result.Message.Start, result.Message.Start + line[result.Message.Start..Math.Max(last, result.Message.Start)].TrimEnd((byte)' ').Length);
            }

            return;
        }

        var isLetter = mark is LevelMark.SmallLetter;
        var level = Of(mark, line, isLetter ? result.Message.Start : 0, out var start, out var end);
        if (level is LogLevel.None)
        {
            return;
        }

        result.Level = level;
        if (mark is LevelMark.Mnemonic)
        {
            var word = line[start..];
            result.OfferSource(start + 1, start + word.IndexOf((byte)'-'), rank: 5);
            result.Message = Slice.Between(start, line.Length);
        }
        else if (end > result.Message.Start)
        {
            end = HeaderParts.SkipSeparators(line, end);
            _ = mark is LevelMark.Facility && HeaderParts.TryRead(HeaderPart.Tag, line, ref end, ref result, reference);
            result.Message = Slice.Between(end, line.Length);
        }
    }

    private static LogLevel Of(LevelMark mark, ReadOnlySpan<byte> line, int from, out int start, out int end)
    {
        var text = line[from..Math.Min(line.Length, from + Window)];
        var level = mark switch
        {
            LevelMark.Facility => Facility(text, out start, out end),
            LevelMark.Mnemonic => Mnemonic(text, out start, out end),
            LevelMark.Priority => Priority(text, out start, out end),
            LevelMark.Hash => Hash(text, out start, out end),
            _ => Letter(text, out start, out end),
        };
        (start, end) = (start + from, end + from);
        return level;
    }

    private static LogLevel Facility(ReadOnlySpan<byte> text, out int start, out int end)
    {
        for (end = 0; text[end..].IndexOf((byte)'.') is >= 0 and var found;)
        {
            var dot = end + found;
            start = dot;
            while (start > 0 && IsLetterOrDigit(text[start - 1]))
            {
                start--;
            }

            end = dot + 1;
            while (end < text.Length && HeaderParts.IsLetter(text[end]))
            {
                end++;
            }

            if (IsFacility(text[start..dot]) && (start == 0 || text[start - 1] is (byte)' ' or (byte)'[' or (byte)'<' or (byte)'\t') && (end == text.Length || text[end] is (byte)' ' or (byte)']' or (byte)'>' or (byte)':' or (byte)'\t')
                && LogLevels.FromWord(text[(dot + 1)..end]) is not LogLevel.None and var level)
            {
                end += end < text.Length && text[end] is (byte)']' or (byte)'>' or (byte)':' ? 1 : 0;
                return level;
            }
        }

        (start, end) = (0, 0);
        return LogLevel.None;
    }

    private static bool IsFacility(ReadOnlySpan<byte> word) =>
        (word.Length == 6 && word.StartsWith("local"u8) && word[5] is >= (byte)'0' and <= (byte)'7') || word.SequenceEqual("kern"u8) || word.SequenceEqual("user"u8) || word.SequenceEqual("mail"u8) || word.SequenceEqual("daemon"u8)
        || word.SequenceEqual("auth"u8) || word.SequenceEqual("authpriv"u8) || word.SequenceEqual("security"u8) || word.SequenceEqual("syslog"u8) || word.SequenceEqual("lpr"u8) || word.SequenceEqual("news"u8) || word.SequenceEqual("uucp"u8)
        || word.SequenceEqual("cron"u8) || word.SequenceEqual("ftp"u8) || word.SequenceEqual("ntp"u8) || word.SequenceEqual("console"u8);

    // "%SYS-2-MALLOCFAIL: ", "%ASA-4-106023: ", "%ETHPORT-SLOT1-3-IF_DOWN: "
    private static LogLevel Mnemonic(ReadOnlySpan<byte> text, out int start, out int end)
    {
        (start, end) = (text.IndexOf((byte)'%'), 0);
        var length = start < 0 ? -1 : text[start..].IndexOf((byte)':');
        if (length < 5 || text.Slice(start + 1, length - 1).ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"u8))
        {
            start = 0;
            return LogLevel.None;
        }

        end = start + length + 1;
        var name = text.Slice(start, length);
        for (var i = 1; i + 2 < name.Length; i++)
        {
            if (name[i] == '-' && name[i + 2] == '-' && name[i + 1] is >= (byte)'0' and <= (byte)'7')
            {
                return LogLevels.FromSyslog(name[i + 1] - '0');
            }
        }

        return LogLevel.None;
    }

    private static LogLevel Priority(ReadOnlySpan<byte> text, out int start, out int end)
    {
        for (end = 0; text[end..].IndexOf((byte)'(') is >= 0 and var found;)
        {
            var open = end + found;
            var close = text[open..].IndexOf((byte)')') + open;
            (start, end) = (open - 2, open + 1);
            if (open < 3 || close < open + 2 || close > open + 4 || text[open - 3] != ' ' || !HeaderParts.IsLetter(text[open - 2]) || !HeaderParts.IsLetter(text[open - 1])
                || !System.Buffers.Text.Utf8Parser.TryParse(text[(open + 1)..close], out int priority, out var length) || length != close - open - 1 || priority > 191)
            {
                continue;
            }

            end = close + 1;
            return LogLevels.FromSyslog(priority & 7);
        }

        (start, end) = (0, 0);
        return LogLevel.None;
    }

    private static LogLevel Hash(ReadOnlySpan<byte> text, out int start, out int end)
    {
        start = text.IndexOf((byte)'#');
        end = start < 0 ? 0 : start + text[start..].IndexOf((byte)']') + 1;
        return start > 1 && end > start + 3 ? LogLevels.FromWord(text[(start + 1)..(end - 1)]) : LogLevel.None;
    }

    private static LogLevel Letter(ReadOnlySpan<byte> text, out int start, out int end)
    {
        (start, end) = (0, 1);
        return text.Length > 2 && text[1] == ' ' && text[0] is (byte)'d' or (byte)'i' or (byte)'w' or (byte)'e' or (byte)'f' ? LogLevels.FromLetter((byte)(text[0] & 0xDF)) : LogLevel.None;
    }

    private static LogLevel SmallLetter(string message) => Letter(System.Text.Encoding.UTF8.GetBytes(message.Length > 3 ? message[..3] : message), out _, out _);

    private static bool IsLetterOrDigit(byte value) => HeaderParts.IsLetter(value) || char.IsAsciiDigit((char)value);
}
