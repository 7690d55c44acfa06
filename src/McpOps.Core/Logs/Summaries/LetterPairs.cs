namespace McpOps.Logs.Summaries;

/// <summary>Which pairs of neighbouring bytes a text holds, 64 kinds of them: a text holds a phrase only if it holds all pairs of the phrase (a filter after Burton Bloom, 1970).</summary>
internal static class LetterPairs
{
    /// <summary>A bit for each kind of pair, whatever the case of its letters.</summary>
    public static ulong Of(ReadOnlySpan<byte> text)
    {
        var pairs = 0UL;
        for (var at = 1; at < text.Length; at++)
        {
            var pair = ((uint)Lower(text[at - 1]) << 8) | Lower(text[at]);
            pairs |= 1UL << (int)((pair * 0x9E3779B1u) >> 26);
        }

        return pairs;
    }

    private static byte Lower(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 0x20) : letter;
}
