namespace McpOps.Logs.Parsing;

/// <summary>The brief form of Android's logcat, which Flutter writes: <c>E/flutter (12345): failed</c>, and what looks like it on small devices.</summary>
internal static class BriefLogcat
{
    private const int MaxHead = 60;

    /// <summary>Reads one at a position; false when there is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, ref int position, ref LogLine result)
    {
        var text = line[position..];
        if (text.Length > 8 && text[1] == ' ' && text[2] == '(')
        {
            return TryUptime(line, ref position, ref result);
        }

        if (text.Length < 8 || text[1] != '/' || LogLevels.FromLetter(text[0]) is LogLevel.None)
        {
            return false;
        }

        var close = text[..Math.Min(MaxHead, text.Length)].IndexOf("): "u8);
        var open = close < 0 ? -1 : text[..close].LastIndexOf((byte)'(');
        if (open < 3 || text[(open + 1)..close].Trim((byte)' ').ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        result.Level = LogLevels.FromLetter(text[0]);
        result.OfferSource(position + 2, position + 2 + text[2..open].TrimEnd((byte)' ').Length, rank: 5);
        position += close + 3;
        return true;
    }

    // ESP-IDF counts milliseconds since the start: "E (500) wifi: failed".
    private static bool TryUptime(ReadOnlySpan<byte> line, ref int position, ref LogLine result)
    {
        var text = line[position..Math.Min(line.Length, position + MaxHead)];
        var close = text.IndexOf(") "u8);
        var colon = close < 0 ? -1 : text[close..].IndexOf(": "u8);
        if (close < 4 || colon < 3 || text[3..close].ContainsAnyExceptInRange((byte)'0', (byte)'9') || text[(close + 2)..(close + colon)].Contains((byte)' ') || LogLevels.FromLetter(text[0]) is LogLevel.None)
        {
            return false;
        }

        result.Level = LogLevels.FromLetter(text[0]);
        result.OfferSource(position + close + 2, position + close + colon, rank: 5);
        position += close + colon + 2;
        return true;
    }
}
