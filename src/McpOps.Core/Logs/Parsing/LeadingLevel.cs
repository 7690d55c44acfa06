namespace McpOps.Logs.Parsing;

/// <summary>Finds a level in the first words of a message whose columns show none: <c>[date] ERROR: Backup failed</c>, <c>date - ❌ nginx is not running</c>.</summary>
internal static class LeadingLevel
{
    private const int MaxTag = 40;
    private const int MaxWord = 16;
    private const int MaxProcess = 10;

    /// <summary>Takes the level off the message where one begins it.</summary>
    public static void Take(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result)
    {
        if (result.Message.Start < 0 || result.HasFacts)
        {
            return;
        }

        var message = result.Message.Of(line, default);
        if (message.StartsWith("\u274c"u8) || message.StartsWith("\u26a0"u8))
        {
            result.Level = message[1] == 0x9D ? LogLevel.Error : LogLevel.Warning;
            return;
        }

        var position = result.Message.Start;
        if (IsRedis(line))
        {
            TakeSign(line, message, ref result);
            return;
        }

        if (message.StartsWith("##["u8))
        {
            // GitHub's runner: "##[error]Process completed with exit code 1."
            position += 2;
        }

        var word = line[position..HeaderParts.WordEnd(line, position)];
        if (word.Length > 3 && ((word[^1] == ':' && word.Length < MaxWord) || word[0] == '[' || LevelColumns.IsGraveError(line, position)) && HeaderParts.TryRead(HeaderPart.Level, line, ref position, ref result, reference))
        {
            result.Message = Slice.Between(position, line.Length);
        }
        else if (word.Length == 2 && word[1] == '!' && LogLevels.FromLetter(word[0]) is not LogLevel.None and var letter)
        {
            // Telegraf: "E! [inputs.http] Error in plugin".
            result.Level = letter;
            result.Message = Slice.Between(HeaderParts.SkipSpaces(line, position + 2), line.Length);
        }
        else if (ErrorCode.Begins(word))
        {
            result.Level = LogLevel.Error;
        }
        else if (word.Length > 5 && word[0] == '%' && word[^1] == ':')
        {
            TakeFacility(word, position, ref result);
        }
        else if (word.Length > 5 && word[^1] == ':' && word.IndexOf((byte)'/') is > 3 and var slash && LogLevels.FromWord(word[..slash]) is not LogLevel.None and var named)
        {
            // Icinga: "critical/ApiListener: Cannot bind".
            result.Level = named;
            result.OfferSource(position + slash + 1, position + word.Length - 1, rank: 5);
            result.Message = Slice.Between(HeaderParts.SkipSpaces(line, position + word.Length), line.Length);
        }
        else if (word.Length > 2 && word[^1] == ':' && HeaderParts.SkipSpaces(line, position + word.Length) is var next && next < line.Length && line[next] == '['
            && HeaderParts.TryRead(HeaderPart.Level, line, ref next, ref result, reference))
        {
            // ProxySQL: "MySQL_Monitor.cpp:12:run(): [ERROR] Timeout".
            result.OfferSource(position, position + word.Length - 1, rank: 4);
            result.Message = Slice.Between(next, line.Length);
        }
        else if (KlogFormat.Read(line, position, reference, ref result) is > 0 and var klog)
        {
            // kubelet behind the columns of syslog.
            result.Message = Slice.Between(HeaderParts.SkipSpaces(line, klog), line.Length);
        }
        else if (message.Length > 8 && !PlacedLevel.TryRead(line, position, ref result))
        {
            TakeBehindTag(line, message, ref result);
            if (result.Level is LogLevel.None && message[0] == '[' && message[..Math.Min(message.Length, MaxProcess)].IndexOf((byte)']') is > 1 and var close && !message[1..close].ContainsAnyExcept(" 0123456789"u8))
            {
                // Unreal: a number of the frame is glued to the name, "[ 12]LogNet: Warning: peer is gone".
                var before = result.Message;
                result.Message = Slice.Between(HeaderParts.SkipSpaces(line, before.Start + close + 1), line.Length);
                TakeBehindTag(line, result.Message.Of(line, default), ref result);
                result.Message = result.Level is LogLevel.None ? before : result.Message;
            }
        }
    }

    // Redis and Valkey: "1:M 20 Nov 2026 10:00:00.123 * Ready", with the process and its role before the time.
    private static bool IsRedis(ReadOnlySpan<byte> line) =>
        char.IsAsciiDigit((char)line[0]) && line[..Math.Min(line.Length, MaxProcess)].IndexOf((byte)':') is > 0 and var colon && colon + 2 < line.Length && line[colon + 2] == ' ' && line[colon + 1] is (byte)'C' or (byte)'M' or (byte)'S' or (byte)'X'
        && !line[..colon].ContainsAnyExceptInRange((byte)'0', (byte)'9');

    // Its signs, from the lowest: . - * #
    private static void TakeSign(ReadOnlySpan<byte> line, ReadOnlySpan<byte> message, ref LogLine result)
    {
        var start = result.Message.Start;
        var isPassed = start > 1 && line[start - 2] == '-';
        if (!isPassed && (message.Length < 3 || message[1] != ' '))
        {
            return;
        }

        result.Level = isPassed ? LogLevel.Debug : message[0] switch { (byte)'.' => LogLevel.Trace, (byte)'*' => LogLevel.Notice, (byte)'#' => LogLevel.Warning, _ => LogLevel.None };
        if (!isPassed && result.Level is not LogLevel.None)
        {
            result.Message = Slice.Between(start + 2, line.Length);
        }
    }

    // Cisco: "%LINK-3-UPDOWN: Interface …" has a number of syslog in the middle.
    private static void TakeFacility(ReadOnlySpan<byte> word, int position, ref LogLine result)
    {
        var dash = word.IndexOf((byte)'-');
        while (dash > 0 && dash + 2 < word.Length && !(char.IsAsciiDigit((char)word[dash + 1]) && word[dash + 2] == '-'))
        {
            var next = word[(dash + 1)..].IndexOf((byte)'-');
            dash = next < 0 ? -1 : dash + 1 + next;
        }

        if (dash > 0 && dash + 2 < word.Length && word[dash + 1] is >= (byte)'0' and <= (byte)'7')
        {
            result.Level = LogLevels.FromSyslog(word[dash + 1] - '0');
            result.OfferSource(position + 1, position + dash, rank: 5);
        }
    }

    // "queries: info: client …", "LogCore: Error: failed", "LiteLLM Router:WARNING: router.py": a name, and a level between colons.
    private static void TakeBehindTag(ReadOnlySpan<byte> line, ReadOnlySpan<byte> message, ref LogLine result)
    {
        var colon = message[..Math.Min(message.Length, MaxTag)].IndexOf((byte)':');
        if (colon <= 1 || message.IsEmpty || colon + 4 > message.Length || !HeaderParts.IsLetter(message[0]) || message[..colon].ContainsAny("=\"'/("u8) || message[..colon].Count((byte)' ') > 1)
        {
            return;
        }

        var start = colon + 1 + (message[colon + 1] == ' ' ? 1 : 0);
        var end = message[start..].IndexOf((byte)':');
        if (end is < 3 or > MaxWord)
        {
            return;
        }

        var word = message.Slice(start, end);
        var level = LogLevels.FromWord(word);
        if (level is LogLevel.None || (start == colon + 1 && word.ContainsAnyExceptInRange((byte)'A', (byte)'Z')))
        {
            return;
        }

        result.Level = level;
        result.OfferSource(result.Message.Start, result.Message.Start + colon, rank: 4);
        result.Message = Slice.Between(HeaderParts.SkipSpaces(line, result.Message.Start + start + end + 1), line.Length);
    }
}
