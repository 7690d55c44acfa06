namespace McpOps.Logs.Parsing;

/// <summary>A level behind a place in the code, as compilers and Python's warnings write it: <c>a.cs(3,5): error CS1002: ; expected</c>, <c>a.c:3:5: warning: unused</c>, <c>a.py:12: DeprecationWarning: old</c>.</summary>
internal static class PlacedLevel
{
    private const int MaxPlace = 200;
    private const int MaxCode = 12;

    /// <summary>Reads one at a position.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        var text = line[position..];
        if (text.StartsWith("(node:"u8))
        {
            return TryNode(line, position, ref result);
        }

        var colon = text[..Math.Min(text.Length, MaxPlace)].IndexOf(": "u8);
        if (colon < 4 || !IsPlace(text[..colon], out var name))
        {
            return false;
        }

        var word = text[(colon + 2)..];
        var skipped = word.StartsWith("fatal error"u8) ? "fatal "u8.Length : 0;
        var end = word[skipped..].IndexOf((byte)':') + skipped;
        if (end <= skipped || end > MaxPlace)
        {
            return false;
        }

        var label = word[skipped..end];
        var space = label.IndexOf((byte)' ');
        var level = space < 0 ? LogLevels.FromWord(label) : label.Length - space <= MaxCode ? LogLevels.FromWord(label[..space]) : LogLevel.None;
        level = level is LogLevel.None && space < 0 && label.EndsWith("Warning"u8) ? LogLevel.Warning : level;
        if (level is LogLevel.None)
        {
            return false;
        }

        result.Level = level;
        result.OfferSource(position, position + name, rank: 4);
        result.Message = Slice.Between(HeaderParts.SkipSpaces(line, position + colon + 2 + end + 1), line.Length);
        result.Parsed = true;
        return true;
    }

    // "(node:42) [DEP0005] DeprecationWarning: Buffer() is deprecated"
    private static bool TryNode(ReadOnlySpan<byte> line, int position, ref LogLine result)
    {
        var text = line[position..Math.Min(line.Length, position + MaxPlace)];
        var start = text.IndexOf(") "u8) + 2;
        start += start > 1 && text[start..].StartsWith("["u8) ? text[start..].IndexOf("] "u8) + 2 : 0;
        var end = start < 2 ? -1 : text[start..].IndexOf((byte)':');
        if (end < 0 || !text.Slice(start, end).EndsWith("Warning"u8) || text.Slice(start, end).Contains((byte)' '))
        {
            return false;
        }

        result.Level = text[start..].StartsWith("UnhandledPromiseRejection"u8) ? LogLevel.Error : LogLevel.Warning;
        result.Message = Slice.Between(position + start, line.Length);
        result.Parsed = true;
        return true;
    }

    // "a.cs(3,5)", "a.c:3:5", "a.py:12".
    private static bool IsPlace(ReadOnlySpan<byte> text, out int name)
    {
        name = 0;
        if (text.Contains((byte)' '))
        {
            return false;
        }

        name = text[^1] == ')' ? text.LastIndexOf((byte)'(') : text.TrimEnd("0123456789:"u8).Length;
        var numbers = name < 0 ? default : text[name..].Trim("():"u8);
        return name > 2 && !numbers.IsEmpty && !numbers.ContainsAnyExcept("0123456789,:"u8) && text[..name].LastIndexOf((byte)'.') > 0;
    }
}
