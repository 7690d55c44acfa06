namespace McpOps.Logs.Parsing;

/// <summary>Files whose every entry is indented by the same blanks, so that an indented line need not belong to the one above.</summary>
internal static class IndentedHeads
{
    private const int MaxIndent = 12;
    private const int Enough = 2;

    /// <summary>The blanks that the entries of a sample begin with; 0 when entries begin at the margin.</summary>
    public static int Find(IReadOnlyList<TextLine> sample, TimeHints reference)
    {
        var counts = new int[MaxIndent + 1];
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
        }

        var most = Array.IndexOf(counts, counts.Max());
        return most > 0 && counts[most] >= Enough && counts[0] * 4 < counts[most] ? most : 0;
    }

    /// <summary>The blanks that a line begins with; -1 for none but them.</summary>
    public static int Of(ReadOnlySpan<byte> line)
    {
        var indent = line.IndexOfAnyExcept((byte)' ');
        return indent;
    }
}
