using McpOps.Logs.Parsing;

namespace McpOps.Logs.Summaries;

/// <summary>Finds the type of an error.</summary>
internal static class ErrorTypes
{
    private const int MaxSearch = 2000;

    /// <summary>The type that a field, a stack trace or the message names; empty for none.</summary>
    public static ReadOnlySpan<byte> Find(scoped in RawEntry entry, ref LogLine line)
    {
        if (line.HasFacts && !line.Facts.ErrorType.IsEmpty)
        {
            // "java.io.IOException" in a field is what a trace would call IOException.
            var field = entry.Of(line.Facts.ErrorType);
            return ExceptionName.Length(field) == field.Length ? field[(field.LastIndexOf((byte)'.') + 1)..] : field;
        }

        if (!line.Parsed && InReport(entry.Head) is { IsEmpty: false } named)
        {
            return named;
        }

        if (entry.Lines > 1 && InTrace(entry.Text[entry.Head.Length..]) is { IsEmpty: false } traced)
        {
            return traced;
        }

        var message = entry.Of(line.Message);
        return ExceptionName.Find(message[..Math.Min(message.Length, MaxSearch)]);
    }

    // Exception in thread "main" java.io.IOException: …
    private static ReadOnlySpan<byte> InReport(ReadOnlySpan<byte> head)
    {
        var start = head.StartsWith("Exception "u8) ? "Exception "u8.Length : 0;
        return ExceptionName.Find(head[start..Math.Min(head.Length, MaxSearch)]);
    }

    // Python names the error on the last line of its trace; others on the first.
    private static ReadOnlySpan<byte> InTrace(ReadOnlySpan<byte> lines)
    {
        ReadOnlySpan<byte> last = default;
        var inFrames = false;
        foreach (var range in new LineRanges(lines))
        {
            if (Continuation.IsException(range))
            {
                last = range[..ExceptionName.Length(range)];
            }
            else if (inFrames && TraceType.BehindFrames(range) is > 0 and var length)
            {
                last = range[..length];
            }

            inFrames = TraceType.IsFrame(range);
        }

        var dot = last.LastIndexOf((byte)'.');
        return last.IsEmpty ? ExceptionName.Find(lines[..Math.Min(lines.Length, MaxSearch)]) : last[(dot + 1)..];
    }
}
