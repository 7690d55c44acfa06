namespace McpOps.Logs.Parsing;

/// <summary>Takes out of a line what is no text: colours of a terminal, and the NUL bytes that a log cut short by others is padded with.</summary>
internal static class LineText
{
    private const byte Escape = 0x1B;

    /// <summary>Whether there is anything to take out.</summary>
    public static bool IsOdd(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)0, Escape) >= 0;

    /// <summary>The line without it; the same bytes when there is nothing.</summary>
    public static ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> line)
    {
        if (!IsOdd(line))
        {
            return line;
        }

        var clean = new byte[line.Length];
        var length = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == Escape)
            {
                i = SequenceEnd(line, i);
            }
            else if (line[i] != 0)
            {
                clean[length++] = line[i];
            }
        }

        return clean.AsSpan(0, length);
    }

    // ECMA-48: ESC [ parameters, then one byte from @ to ~.
    private static int SequenceEnd(ReadOnlySpan<byte> line, int escape)
    {
        var end = escape + 1;
        if (end < line.Length && line[end] == '[')
        {
            end++;
            while (end < line.Length && line[end] is < (byte)'@' or > (byte)'~')
            {
                end++;
            }
        }

        return Math.Min(end, line.Length - 1);
    }
}
