using System.Buffers.Binary;

namespace McpOps.Logs.Sources;

/// <summary>What kind of bytes a file begins with.</summary>
internal static class TextKind
{
    public const string Utf8 = "utf-8";
    public const string Utf16Little = "utf-16le";
    public const string Utf16Big = "utf-16be";
    public const string Binary = "binary";

    // UTF-16 of so many bytes has a zero: that of a blank, a digit or the end of a line.
    private const int Plain = 128;

    /// <summary>Lines that end in a carriage return only.</summary>
    public const string Returns = "returns";

    /// <summary>Tells text from other bytes.</summary>
    public static string Detect(ReadOnlySpan<byte> start)
    {
        if (start.Length > 1 && !(start.Length > Plain && !start.Contains((byte)0)) && BinaryPrimitives.ReadUInt16BigEndian(start) is 0xFFFE or 0xFEFF)
        {
            return start[0] == 0xFF ? Utf16Little : Utf16Big;
        }

        var (even, odd) = Zeros(start);
        var half = start.Length / 2;
        if (half > 4 && odd > half * 0.7 && even < half * 0.1)
        {
            return Utf16Little;
        }

        if (half > 4 && even > half * 0.7 && odd < half * 0.1)
        {
            return Utf16Big;
        }

        return IsBinary(start) ? Binary : start.IndexOf((byte)'\n') < 0 && start.TrimEnd((byte)'\r').Contains((byte)'\r') ? Returns : Utf8;
    }

    /// <summary>What to do with a file that is not text.</summary>
    public static string Advice(ReadOnlySpan<byte> start) => start switch
    {
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "It is compressed with zstd: 'zstd -dc FILE | mcpops logs -' (zstd -dc FILE | Get-McpLogSummary)",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => "It is compressed with xz: 'xz -dc FILE | mcpops logs -' (xz -dc FILE | Get-McpLogSummary)",
        [(byte)'B', (byte)'Z', (byte)'h', ..] => "It is compressed with bzip2: 'bzip2 -dc FILE | mcpops logs -' (bzip2 -dc FILE | Get-McpLogSummary)",
        [(byte)'P', (byte)'K', 3, 4, ..] => "It is a zip archive: 'unzip -p FILE | mcpops logs -' (unzip -p FILE | Get-McpLogSummary)",
        _ => "If it is a log, convert it to text first.",
    };

    private static (int Even, int Odd) Zeros(ReadOnlySpan<byte> start)
    {
        int even = 0, odd = 0;
        for (var i = 0; i < start.Length; i++)
        {
            if (start[i] == 0)
            {
                _ = (i & 1) == 0 ? even++ : odd++;
            }
        }

        return (even, odd);
    }

    // Control characters other than white space, escape and NUL, which logs that were cut short or not flushed have runs of.
    private static bool IsBinary(ReadOnlySpan<byte> start)
    {
        var text = start.TrimStart((byte)0);
        if (text.IsEmpty)
        {
            return false;
        }

        int odd = 0, nulls = 0;
        foreach (var value in text)
        {
            nulls += value == 0 ? 1 : 0;
            odd += value is > 0 and < 9 || value is > 13 and < 27 or (> 27 and < 32) or 127 ? 1 : 0;
        }

        return odd * 20 > text.Length - nulls || start is [0x7F, (byte)'E', (byte)'L', (byte)'F', ..] or [0x28, 0xB5, 0x2F, 0xFD, ..] or [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] or [(byte)'P', (byte)'K', 3, 4, ..];
    }
}
