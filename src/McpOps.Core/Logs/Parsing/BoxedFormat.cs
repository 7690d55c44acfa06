namespace McpOps.Logs.Parsing;

/// <summary>Entries that are drawn as boxes, as Julia's console does: <c>[ Info: message</c>, and over several lines <c>┌ Warning: message</c>, <c>│   key = value</c>, <c>└ @ Main app.jl:12</c>.</summary>
internal static class BoxedFormat
{
    private const int MaxLevel = 16;

    /// <summary>Reads the first line of an entry.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, ref LogLine result)
    {
        var start = line.StartsWith("[ "u8) ? 2 : line.StartsWith("┌ "u8) ? 4 : 0;
        var length = start == 0 ? -1 : line[start..Math.Min(line.Length, start + MaxLevel)].IndexOf(": "u8);
        if (length < 2 || LogLevels.FromWord(line.Slice(start, length)) is LogLevel.None)
        {
            return false;
        }

        result.Level = LogLevels.FromWord(line.Slice(start, length));
        result.Message = Slice.Between(start + length + 2, line.Length);
        result.Parsed = true;
        return true;
    }

    /// <summary>Whether a line is drawn as going on with the box above it.</summary>
    public static bool GoesOn(ReadOnlySpan<byte> line) => line.StartsWith("│"u8) || line.StartsWith("└"u8) || line.StartsWith("├"u8) || line.StartsWith("╰"u8);
}
