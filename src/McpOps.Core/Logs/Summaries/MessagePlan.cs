using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace McpOps.Logs.Summaries;

/// <summary>What a message says of the service's work, as its first words tell.</summary>
[Flags]
internal enum MessageKind : byte
{
    None = 0,

    /// <summary>A request arrived.</summary>
    Request = 1,

    /// <summary>A request was answered well.</summary>
    Success = 2,

    /// <summary>A duration may stand in it.</summary>
    Timed = 4,

    /// <summary>The service started.</summary>
    Start = 8,

    /// <summary>The service stopped.</summary>
    Stop = 16,

    /// <summary>It names a tool.</summary>
    Tool = 32,

    /// <summary>It may name a status that says that it went wrong after all.</summary>
    Judged = 64,

    /// <summary>Looked up already.</summary>
    Known = 128,
}

/// <summary>Remembers what messages with the same first words say, so that the words are looked at once.</summary>
internal sealed class MessagePlans
{
    private const int SlotBits = 10;
    private readonly Vector256<byte>[] _keys = new Vector256<byte>[1 << SlotBits];
    private readonly MessageKind[] _kinds = new MessageKind[1 << SlotBits];

    // 32 set bytes, then 32 clear ones: loading from 32 - n keeps n bytes.
    private static ReadOnlySpan<byte> Keep =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>What a message says: decided by its bytes up to the first digit, slash or quotation mark, 32 at the most.</summary>
    public MessageKind Find(ReadOnlySpan<byte> message)
    {
        var start = message.Length >= 32 ? Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(message)) : Padded(message);
        var digits = Vector256.LessThan(start - Vector256.Create((byte)'0'), Vector256.Create((byte)10));
        var stops = digits | Vector256.Equals(start, Vector256.Create((byte)'/')) | Vector256.Equals(start, Vector256.Create((byte)'"'));
        var length = Math.Min(32, System.Numerics.BitOperations.TrailingZeroCount(stops.ExtractMostSignificantBits()));
        start &= Vector256.Create(Keep.Slice(32 - length, 32));
        var halves = start.GetLower().AsUInt64() + (start.GetUpper().AsUInt64() << 1);
        var slot = (int)(((halves[0] * 0x9E3779B97F4A7C15UL) + (halves[1] * 0xC2B2AE3D27D4EB4FUL)) >> (64 - SlotBits));
        if (_kinds[slot] != MessageKind.None && _keys[slot] == start)
        {
            return _kinds[slot];
        }

        return Learn(message[..Math.Min(length, message.Length)], start, slot);
    }

    // A buffer on the stack makes the whole method around it slower, so it has one of its own.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<byte> Padded(ReadOnlySpan<byte> message)
    {
        Span<byte> padded = stackalloc byte[32];
        padded.Clear();
        message.CopyTo(padded);
        return Vector256.Create((ReadOnlySpan<byte>)padded);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private MessageKind Learn(ReadOnlySpan<byte> words, Vector256<byte> key, int slot)
    {
        var kind = MessageRules.Classify(words) | MessageKind.Known;
        _keys[slot] = key;
        _kinds[slot] = kind;
        return kind;
    }
}
