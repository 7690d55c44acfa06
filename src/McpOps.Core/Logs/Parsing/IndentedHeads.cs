namespace McpOps.Logs.Parsing;

/// <summary>Files whose entries are indented, so that an indented line need not belong to the one above: all by their times (Consul, Rust's pretty form, Zabbix), or some by a sign (Next.js).</summary>
internal static class IndentedHeads
{
    private const int MaxIndent = 12;
    private const int MaxDrawn = 3;
    private const int Enough = 2;

    /// <summary>The most blanks that entries of a sample begin with; 0 when entries begin at the margin.</summary>
    public static int Find(IReadOnlyList<TextLine> sample, TimeHints reference)
    {
        var counts = new int[MaxIndent + 1];
        int drawn = 0, drawnAt = 0;
        foreach (var memory in sample)
        {
            var line = memory.Span;
            var indent = Of(line);
            var found = default(LogLine);
            if (indent < 0 || indent > MaxIndent)
            {
                continue;
            }

            if (indent == 0)
            {
                counts[0]++;
            }
            else if (GenericHeader.TryParse(line, indent, reference, ref found) && found.HasTime && !found.Time.IsTimeOnly)
            {
                counts[indent]++;
            }
            else if (indent <= MaxDrawn && TryDrawn(line, indent, ref found))
            {
                drawn++;
                drawnAt = Math.Max(drawnAt, indent);
            }
        }

        var timed = counts.Skip(1).Sum();
        var most = timed >= Enough && counts[0] * 4 < timed ? Array.FindLastIndex(counts, count => count > 0 && count * 10 >= timed) : 0;
        return drawn >= Enough ? Math.Max(most, drawnAt) : most;
    }

    /// <summary>The blanks that a line begins with; -1 for none but them.</summary>
    public static int Of(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ');

    /// <summary>Reads an entry behind its blanks.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, int most, TimeHints reference, ref LogLine result)
    {
        var indent = Of(line);
        if (indent <= 0 || indent > most)
        {
            return false;
        }

        if (GenericHeader.TryParse(line, indent, reference, ref result) && (result.HasTime || indent == most))
        {
            return true;
        }

        result = default;
        return indent <= MaxDrawn && TryDrawn(line, indent, ref result);
    }

    // React Native: " WARN  slow".
    private static bool TryNamed(ReadOnlySpan<byte> line, int indent, ref LogLine result)
    {
        var end = line[indent..].IndexOf("  "u8);
        if (end is < 3 or > 8 || line.Slice(indent, end).ContainsAnyExceptInRange((byte)'A', (byte)'Z') || LogLevels.FromWord(line.Slice(indent, end)) is LogLevel.None)
        {
            return false;
        }

        result.Level = LogLevels.FromWord(line.Slice(indent, end));
        result.Message = Slice.Between(indent + end + 2, line.Length);
        return true;
    }

    // " ✓ Ready", " ⚠ deprecated", " ⨯ Error: no", " GET /a 200 in 12ms".
    private static bool TryDrawn(ReadOnlySpan<byte> line, int indent, ref LogLine result)
    {
        result = default;
        var text = line[indent..];
        result.Message = Slice.Between(indent, line.Length);
        result.Level = text switch
        {
            _ when text.StartsWith("⨯ "u8) || text.StartsWith("✖ "u8) || text.StartsWith("✗ "u8) || text.StartsWith("❌ "u8) => LogLevel.Error,
            _ when text.StartsWith("⚠ "u8) => LogLevel.Warning,
            _ => LogLevel.None,
        };
        result.Parsed = result.Level is not LogLevel.None || text.StartsWith("✓ "u8) || text.StartsWith("✔ "u8) || text.StartsWith("○ "u8) || text.StartsWith("▲ "u8)
            || TryNamed(line, indent, ref result)
            || (text.Length > 10 && char.IsAsciiLetterUpper((char)text[0]) && WordedRequest.TryMessage(line, result.Message, ref result));
        return result.Parsed;
    }
}
