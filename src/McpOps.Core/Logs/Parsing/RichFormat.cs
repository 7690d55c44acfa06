namespace McpOps.Logs.Parsing;

/// <summary>The console of Python's rich, which FastMCP logs to: <c>[07/23/25 16:46:24] INFO     Starting server         server.py:1495</c>.</summary>
/// <remarks>A time that is that of the line above is left out; the place in the code stands at the right.</remarks>
internal static class RichFormat
{
    /// <summary>The column of the level; 0 when the sample is no such console.</summary>
    public static int Column(IReadOnlyList<TextLine> sample, TimeHints reference)
    {
        foreach (var memory in sample)
        {
            var line = memory.Span;
            if (line.Length < 12 || line[0] != '[' || !TimeParser.TryParse(line[1..], reference, out _, out var length))
            {
                continue;
            }

            var level = length + 3;
            if (level + 9 < line.Length && line[length + 1] == ']' && line[level - 1] == ' ' && IsLevel(line, level) && HasPlace(sample))
            {
                return level;
            }
        }

        return 0;
    }

    /// <summary>Reads a line without a time.</summary>
    public static bool TryBelow(ReadOnlySpan<byte> line, int column, ref LogLine result)
    {
        if (line.Length < column + 9 || line[..column].ContainsAnyExcept((byte)' ') || !IsLevel(line, column))
        {
            return false;
        }

        var position = column;
        result.Inherits = result.Parsed = HeaderParts.TryRead(HeaderPart.Level, line, ref position, ref result, TimeHints.None);
        result.Message = Slice.Between(column + 9, line.Length);
        return result.Parsed;
    }

    /// <summary>Takes the place in the code off the message.</summary>
    public static void TakePlace(ReadOnlySpan<byte> line, ref LogLine result)
    {
        if (result.Message.Start < 0)
        {
            return;
        }

        var message = result.Message.Of(line, default).TrimEnd((byte)' ');
        var space = message.LastIndexOf((byte)' ');
        if (space > 0 && IsPlace(message[(space + 1)..]))
        {
            var start = result.Message.Start + space + 1;
            result.OfferSource(start, start + message[(space + 1)..].LastIndexOf((byte)':'), rank: 4);
            result.Message = new Slice(result.Message.Start, message[..space].TrimEnd((byte)' ').Length);
        }
    }

    // The level is padded to eight letters.
    private static bool IsLevel(ReadOnlySpan<byte> line, int column)
    {
        var word = line.Slice(column, 8).TrimEnd((byte)' ');
        return line[column + 8] == ' ' && LogLevels.FromWord(word) is not LogLevel.None && !word.ContainsAnyExceptInRange((byte)'A', (byte)'Z');
    }

    private static bool HasPlace(IReadOnlyList<TextLine> sample)
    {
        foreach (var line in sample)
        {
            var text = line.Span.TrimEnd((byte)' ');
            if (IsPlace(text[(text.LastIndexOf((byte)' ') + 1)..]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPlace(ReadOnlySpan<byte> word)
    {
        var colon = word.LastIndexOf(".py:"u8);
        return colon > 0 && colon + 4 < word.Length && !word[(colon + 4)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
