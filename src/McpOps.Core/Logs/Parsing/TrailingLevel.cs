namespace McpOps.Logs.Parsing;

/// <summary>A level that ends the line: <c>could not open file [ERROR]</c>, <c>slow answer (warn)</c>, <c>could not open file | ERROR</c>.</summary>
internal static class TrailingLevel
{
    private const int MaxWord = 16;

    /// <summary>The level; where it starts, with what stands before it to fence it off.</summary>
    public static LogLevel Find(ReadOnlySpan<byte> line, out int start)
    {
        start = 0;
        var text = line.TrimEnd(" \t\r"u8);
        if (text.Length < 6)
        {
            return LogLevel.None;
        }

        var window = text[Math.Max(0, text.Length - MaxWord)..];
        var first = text.Length - window.Length;
        if (Opening(text[^1]) is not 0 and var opening)
        {
            var open = window.LastIndexOf(opening);
            start = first + open;
            return open > 0 && window[open - 1] is (byte)' ' or (byte)'\t' ? LogLevels.FromWord(window[(open + 1)..^1].Trim((byte)' ')) : LogLevel.None;
        }

        var blank = window.LastIndexOfAny((byte)' ', (byte)'\t');
        var word = window[(blank + 1)..];
        start = first + Math.Max(0, blank - 2);
        return blank > 1 && window[blank - 1] is (byte)'|' or (byte)'-' && window[blank - 2] == ' ' && !word.ContainsAnyExceptInRange((byte)'A', (byte)'Z') ? LogLevels.FromWord(word) : LogLevel.None;
    }

    /// <summary>Whether the word at a position is such a level behind a sentence, and no column before a message.</summary>
    /// <param name="line">The line.</param>
    /// <param name="position">Where the word begins.</param>
    public static bool EndsSentence(ReadOnlySpan<byte> line, int position)
    {
        if (position < 2 || !line[HeaderParts.WordEnd(line, position)..].Trim(" \t\r"u8).IsEmpty)
        {
            return false;
        }

        var before = line[..position].TrimEnd(" |-"u8);
        var word = before[(before.LastIndexOf((byte)' ') + 1)..];
        return !word.IsEmpty && !word.ContainsAnyExceptInRange((byte)'a', (byte)'z') && Find(line, out _) is not LogLevel.None;
    }

    private static byte Opening(byte close) => close switch { (byte)']' => (byte)'[', (byte)')' => (byte)'(', (byte)'>' => (byte)'<', _ => 0 };
}
