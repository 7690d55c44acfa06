namespace McpOps.Logs.Parsing;

/// <summary>The columns that stand before the message in one kind of line.</summary>
/// <param name="parts">The columns in order.</param>
internal sealed class HeaderRecipe(IReadOnlyList<HeaderPart> parts)
{
    private readonly HeaderPart[] _parts = [.. parts];
    private readonly bool _hasLevels = parts.Contains(HeaderPart.LevelColumn) || parts.Contains(HeaderPart.Level);

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<HeaderPart> Parts => _parts;

    /// <summary>It begins with a time, and the bytes up to the message say all: no column may be missing.</summary>
    public bool IsExact { get; } = parts.Count > 0 && parts[0] is HeaderPart.Time && !parts.Contains(HeaderPart.Tag);

    /// <summary>Learned from a few lines: what follows the columns is read as each line shows it.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Reads a line's header; false when a column is missing.</summary>
    public bool TryParse(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result)
    {
        if (IsOpen && GenericHeader.TryParse(line, 0, reference, ref result) && result.HasTime && (!_hasLevels || result.Level is not LogLevel.None))
        {
            return true;
        }

        result = default;
        return TryParts(line, 0, 0, reference, ref result);
    }

    /// <summary>Reads the header of a line that begins with a time whose clock is known.</summary>
    /// <param name="line">The line.</param>
    /// <param name="wall">Ticks of its wall clock.</param>
    /// <param name="open">1 behind a bracket.</param>
    /// <param name="end">The first byte behind the clock.</param>
    /// <param name="reference">How times that leave something open are read.</param>
    /// <param name="result">Takes what is read.</param>
    public bool TryParse(ReadOnlySpan<byte> line, long wall, int open, int end, TimeHints reference, ref LogLine result)
    {
        var position = HeaderParts.TimeBehind(line, wall, open, end, ref result);
        return position >= 0 && TryParts(line, 1, HeaderParts.SkipSeparators(line, position), reference, ref result);
    }

    private bool TryParts(ReadOnlySpan<byte> line, int first, int position, TimeHints reference, ref LogLine result)
    {
        foreach (var part in _parts.AsSpan(first))
        {
            if (!HeaderParts.TryRead(part, line, ref position, ref result, reference))
            {
                if (part is HeaderPart.Tag)
                {
                    // "last message repeated 2 times": syslog itself writes without a tag.
                    break;
                }

                return false;
            }
        }

        if (IsOpen)
        {
            GenericHeader.Continue(line, ref position, reference, ref result);
        }

        result.Parsed = true;
        result.Message = Slice.Between(position, line.Length);
        return true;
    }
}
