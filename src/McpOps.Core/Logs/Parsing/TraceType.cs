namespace McpOps.Logs.Parsing;

/// <summary>Finds the type of error in the text of a trace.</summary>
internal static class TraceType
{
    private const int MaxLines = 400;

    /// <summary>The name without its namespace; empty when the text is no trace and no error by its first word.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> text)
    {
        // Python names the error behind its frames, the others before.
        var python = text.IndexOf("Traceback (most recent call last)"u8) >= 0;
        ReadOnlySpan<byte> found = default;
        var lines = 0;
        foreach (var line in new LineRanges(text))
        {
            var length = ExceptionName.Length(line);
            if (length > 0 && (length == line.Length || line[length] is (byte)':' or (byte)' ' or (byte)'('))
            {
                found = line[..length];
            }

            if (++lines > MaxLines || (!python && (!found.IsEmpty || lines == 1)))
            {
                break;
            }
        }

        return found[(found.LastIndexOf((byte)'.') + 1)..];
    }
}
