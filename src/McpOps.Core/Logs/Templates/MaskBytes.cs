using System.Runtime.CompilerServices;

namespace McpOps.Logs.Templates;

/// <summary>What each byte is to the mask.</summary>
internal static class MaskBytes
{
    /// <summary>What a word holds.</summary>
    [Flags]
    public enum Class : byte
    {
        None = 0,
        Digit = 1,
        Path = 2,
        Dot = 4,
        At = 8,

        /// <summary>White space or a sign: a word ends before it.</summary>
        Break = 128,
    }

    // One entry for each byte; signs are those that structure a message rather than spell a name.
    private static ReadOnlySpan<byte> Table =>
    [
        128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
        128, 0, 128, 0, 0, 0, 0, 128, 128, 128, 0, 0, 128, 0, 4, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 128, 128, 128, 128, 128, 0,
        8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 2, 128, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 128, 128, 0, 128,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Class ClassOf(byte value) => (Class)Table[value];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpace(byte value) => value <= 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSign(byte value) => value > 32 && ClassOf(value) is Class.Break;
}
