namespace McpOps.Logs.Parsing;

/// <summary>The brief form of Android's logcat, which Flutter writes: <c>E/flutter (12345): failed</c>.</summary>
internal static class BriefLogcat
{
    private const int MaxHead = 60;

    /// <summary>Reads one at a position; false when there is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, ref int position, ref LogLine result)
    {
        var text = line[position..];
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
}
