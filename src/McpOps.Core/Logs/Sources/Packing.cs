namespace McpOps.Logs.Sources;

/// <summary>How a file is compressed, by its first bytes and whatever its name.</summary>
internal static class Packing
{
    public const string Gzip = "gzip";
    public const string Zstd = "zstd";
    public const string Xz = "xz";
    public const string Bzip2 = "bzip2";

    /// <summary>How a file that begins so is compressed; null when it is not.</summary>
    public static string? Of(ReadOnlySpan<byte> start) => start switch
    {
        [0x1F, 0x8B] or [0x1F, 0x8B, 8, ..] => Gzip,
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Zstd,
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => Xz,
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, 0x59, 0x26, ..] => Bzip2,
        _ => null,
    };

    /// <summary>The bytes of the log.</summary>
    /// <param name="packing">How they are compressed.</param>
    /// <param name="packed">The file.</param>
    /// <exception cref="UnpackerMissingException">The tool that unpacks them is not installed.</exception>
    public static Stream Unpack(string packing, Stream packed) => packing switch
    {
        Gzip => new GzipText(packed),
        Zstd => new ZstdText(packed),
        _ => new UnpackedText(packing, packed),
    };
}
