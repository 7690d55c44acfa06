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
        var inFrames = false;
        var lines = 0;
        foreach (var line in new LineRanges(text))
        {
            // What stands behind Python's frames is the error, whatever its name: "jobs.CardRefused: 41".
            var length = ExceptionName.Length(line) is > 0 and var named ? named : python && inFrames ? BehindFrames(line) : 0;
            inFrames = IsFrame(line);
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

    /// <summary>Whether a line is one of Python's frames, or shows what stands there.</summary>
    public static bool IsFrame(ReadOnlySpan<byte> line) => (line.StartsWith("    "u8) && !line.StartsWith("    at "u8)) || line.StartsWith("  File "u8);

    /// <summary>The length of the name of what was raised, at the start of the line behind Python's frames; 0 for none.</summary>
    public static int BehindFrames(ReadOnlySpan<byte> line)
    {
        var end = 0;
        while (end < line.Length && (char.IsAsciiLetterOrDigit((char)line[end]) || line[end] is (byte)'.' or (byte)'_'))
        {
            end++;
        }

        var name = line[(line[..end].LastIndexOf((byte)'.') + 1)..end];
        return !name.IsEmpty && char.IsAsciiLetterUpper((char)name[0]) && (end == line.Length || line[end] == ':') ? end : 0;
    }
}
