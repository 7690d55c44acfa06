namespace McpOps.Logs.Parsing;

/// <summary>Finds a level that is always the same word of a line, wherever that stands: <c>Zigbee2MQTT:error 2026-11-20 10:00:00: failed</c>, <c>… system,error,critical login failure</c> (RouterOS).</summary>
internal static class LevelPlace
{
    private const int MaxWords = 6;
    private const int Window = 96;
    private const int Enough = 3;

    /// <summary>Which word is a level in nearly all lines, and not the same level in all; -1 for none.</summary>
    /// <param name="lines">Lines of the sample that have a time and no level.</param>
    public static int Find(IReadOnlyList<TextLine> lines)
    {
        for (var word = 0; lines.Count >= Enough && word < MaxWords; word++)
        {
            var known = 0;
            var kinds = 0;
            foreach (var line in lines)
            {
                var level = At(line.Span, word);
                known += level is LogLevel.None ? 0 : 1;
                kinds |= level is LogLevel.None ? 0 : 1 << (int)level;
            }

            if (known * 10 >= lines.Count * 9 && (kinds & (kinds - 1)) != 0)
            {
                return word;
            }
        }

        return -1;
    }

    /// <summary>The level that a word of a line is, counted from 0; none where it is no level.</summary>
    public static LogLevel At(ReadOnlySpan<byte> line, int word)
    {
        line = line[..Math.Min(line.Length, Window)];
        for (var at = 0; at < line.Length; at++)
        {
            var end = at;
            while (end < line.Length && HeaderParts.IsLetter(line[end]))
            {
                end++;
            }

            if (end - at > 1 && word-- == 0)
            {
                return LogLevels.FromWord(line[at..end]);
            }

            at = end;
        }

        return LogLevel.None;
    }
}
