namespace McpOps.Logs.Sources;

/// <summary>Reads at an offset; 0 at the end.</summary>
internal delegate int ReadAt(long offset, Span<byte> buffer);

/// <summary>Counts lines, which is many times as fast as reading them.</summary>
internal static class LineCount
{
    private const int BlockSize = 1 << 18;

    /// <summary>How many lines end before an offset.</summary>
    public static long Before(long end, ReadAt read)
    {
        var block = new byte[BlockSize];
        long lines = 0, offset = 0;
        while (offset < end && read(offset, block.AsSpan(0, (int)Math.Min(BlockSize, end - offset))) is > 0 and var length)
        {
            lines += block.AsSpan(0, length).Count((byte)'\n');
            offset += length;
        }

        return lines;
    }
}
