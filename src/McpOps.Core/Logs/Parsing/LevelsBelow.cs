namespace McpOps.Logs.Parsing;

/// <summary>Java's own logging: <c>May 01, 2026 12:00:00 PM org.example.App main</c>, and below it <c>INFO: message</c>.</summary>
internal static class LevelsBelow
{
    private const int Enough = 2;

    /// <summary>Whether most times of a sample have their level on the line below.</summary>
    public static bool Has(IReadOnlyList<TextLine> sample, TimeHints reference)
    {
        int timed = 0, below = 0;
        for (var i = 0; i + 1 < sample.Count; i++)
        {
            var head = default(LogLine);
            if (GenericHeader.TryParse(sample[i].Span, 0, reference, ref head) && head.HasTime)
            {
                timed++;
                below += head.Level is LogLevel.None && Is(sample[i + 1].Span, out _, out _) ? 1 : 0;
            }
        }

        return below >= Enough && below * 10 >= timed * 7;
    }

    /// <summary>Whether a line begins with a level in capitals and a colon.</summary>
    public static bool Is(ReadOnlySpan<byte> line, out LogLevel level, out int message)
    {
        var colon = line[..Math.Min(line.Length, 20)].IndexOf(": "u8);
        level = colon > 2 ? LogLevels.FromWord(line[..colon]) : LogLevel.None;
        message = colon + 2;
        return level is not LogLevel.None && char.IsAsciiLetterUpper((char)line[1]);
    }
}
