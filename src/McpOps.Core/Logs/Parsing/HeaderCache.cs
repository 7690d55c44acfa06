using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace McpOps.Logs.Parsing;

/// <summary>Reads headers that have been read before: the same minute, and the same bytes from the time to the message; or the clock alone, where those differ in nearly each line.</summary>
/// <remarks>What it gives is what the recipe gave for those bytes; so it changes the speed and nothing else.</remarks>
internal sealed class HeaderCache
{
    private const int MaxTails = 512;

    // Tails are found by their first 16, 32, 48 or 64 bytes, whichever they are long enough for, and those that are shorter one after the other:
    // names of threads and sources are often told apart only far behind the time.
    private const int Step = 16;
    private const int Widths = 4;
    private const int Slots = 256;
    private const int Short = Widths * Slots;
    private const int MaxInSlot = 32;

    // Those that come often are found first; beyond so many steps they change places with the one before.
    private const int NearFront = 2;
    private const int MaxTail = 80;

    // Where nearly each line has a header of its own (ids, numbers), looking for it costs more than reading it.
    private const int Period = 2048;

    // "2026-11-20 06:00:01" and the same with T; 16 bytes are those of the minute.
    private const int Minute = 16;
    private const int Second = 19;
    private readonly Tail[]?[] _tails = new Tail[]?[Short + 1];
    private readonly int[] _counts = new int[Short + 1];
    private readonly int[] _ofWidth = new int[Widths];
    private Vector128<byte> _minute;
    private long _minuteTicks = -1;
    private int _open;
    private int _count;
    private int _tries;
    private int _hits;
    private bool _isOff;

    /// <summary>Reads a header; false when it has to be read in full.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, ref LogLine result)
    {
        if (_isOff || line.Length < _open + 32 || _minuteTicks < 0)
        {
            return false;
        }

        ref var start = ref Unsafe.Add(ref MemoryMarshal.GetReference(line), _open);
        if (Vector128.LoadUnsafe(ref start) != _minute || !TrySecond(ref start, line.Length - _open, out var ticks, out var length))
        {
            return false;
        }

        if (++_tries == Period)
        {
            _isOff = _hits * 2 < Period;
            (_tries, _hits) = (0, 0);
        }

        var rest = line[(_open + length)..];
        if ((FindHashed(rest) ?? (_counts[Short] > 0 ? Find(Short, rest) : null)) is { } tail)
        {
            _hits++;
            var from = _open + length;
            result.Parsed = true;
            result.HasTime = true;
            result.Time = new LogTime(_minuteTicks + ticks, tail.OffsetMinutes);
            result.Level = tail.Level;
            result.Source = new Slice(from + tail.SourceStart, tail.SourceLength);
            result.SourceRank = tail.SourceRank;
            result.Message = Slice.Between(from + tail.Bytes.Length, line.Length);
            return true;
        }

        return false;
    }

    private Tail? FindHashed(ReadOnlySpan<byte> rest)
    {
        var mixed = 0UL;
        for (var width = 0; width < Widths && rest.Length >= (width + 1) * Step; width++)
        {
            mixed = Mix(mixed, rest, width * Step);
            if (_ofWidth[width] > 0 && Find(SlotOf(mixed, width), rest) is { } tail)
            {
                return tail;
            }
        }

        return null;
    }

    private static int SlotFor(ReadOnlySpan<byte> tail)
    {
        var (mixed, width) = (0UL, 0);
        for (; width < Widths && tail.Length >= (width + 1) * Step; width++)
        {
            mixed = Mix(mixed, tail, width * Step);
        }

        return width == 0 ? Short : SlotOf(mixed, width - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong mixed, ReadOnlySpan<byte> text, int at)
    {
        ref var start = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at);
        mixed ^= (Unsafe.ReadUnaligned<ulong>(ref start) * 0x9E3779B97F4A7C15) ^ (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, sizeof(ulong))) * 0xC2B2AE3D27D4EB4F);
        return (mixed ^ (mixed >> 29)) * 0x9E3779B97F4A7C15;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SlotOf(ulong mixed, int width) => (width * Slots) + (int)(mixed >> 56);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Tail? Find(int slot, ReadOnlySpan<byte> rest)
    {
        if (_tails[slot] is not { } tails)
        {
            return null;
        }

        var count = _counts[slot];
        for (var i = 0; i < count; i++)
        {
            var tail = tails[i];
            if (tail.MayBe(rest) && rest.StartsWith(tail.Bytes))
            {
                if (i > NearFront)
                {
                    (tails[i - 1], tails[i]) = (tail, tails[i - 1]);
                }

                return tail;
            }
        }

        return null;
    }

    /// <summary>Reads the clock of a line of the same minute, as far as no zone or half of the day stands behind it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="wall">Ticks of its wall clock.</param>
    /// <param name="open">The bracket before it.</param>
    /// <param name="end">The first byte behind the second and its fraction.</param>
    public bool TryClock(ReadOnlySpan<byte> line, out long wall, out int open, out int end)
    {
        (wall, open, end) = (0, _open, 0);
        if (line.Length < _open + 32 || _minuteTicks < 0)
        {
            return false;
        }

        ref var start = ref Unsafe.Add(ref MemoryMarshal.GetReference(line), _open);
        if (Vector128.LoadUnsafe(ref start) != _minute || (_open == 1 && line[0] != '[') || !TrySecond(ref start, line.Length - _open, out var ticks, out var length))
        {
            return false;
        }

        wall = _minuteTicks + ticks;
        end = _open + length;
        return end + 2 < line.Length && line[end] != ':' && !IsHalf(line[end]) && !IsHalf(line[end + 1]);
    }

    private static bool IsHalf(byte value) => (value | 0x20) is 'a' or 'p';

    /// <summary>Remembers a header that the file's first recipe read.</summary>
    public void Learn(ReadOnlySpan<byte> line, ref LogLine result)
    {
        var open = line.Length > 0 && line[0] == '[' ? 1 : 0;
        if (line.Length < open + 32 || !result.HasTime || result.Time.IsTimeOnly || line[open + 4] is not ((byte)'-' or (byte)'/') || line[open + 13] != ':')
        {
            return;
        }

        ref var start = ref Unsafe.Add(ref MemoryMarshal.GetReference(line), open);
        if (!TrySecond(ref start, line.Length - open, out var ticks, out var length) || result.Message.Start < open + length || result.Message.Start - open - length > MaxTail)
        {
            return;
        }

        var minute = Vector128.LoadUnsafe(ref start);
        if (minute != _minute || open != _open || _minuteTicks < 0)
        {
            (_minute, _minuteTicks) = (minute, result.Time.WallTicks - ticks);
            if (open != _open)
            {
                Array.Clear(_counts);
                Array.Clear(_ofWidth);
                _count = 0;
            }

            _open = open;
        }

        if (_isOff)
        {
            return;
        }

        var from = open + length;
        var bytes = line[from..result.Message.Start];
        var slot = SlotFor(bytes);
        for (var i = 0; i < _counts[slot]; i++)
        {
            if (bytes.SequenceEqual(_tails[slot]![i].Bytes))
            {
                return;
            }
        }

        // A source before the time would lie elsewhere in the next line.
        if (_count < MaxTails && _counts[slot] < MaxInSlot && (result.SourceRank == 0 || result.Source.Start >= from) && _minuteTicks % TimeSpan.TicksPerMinute == 0)
        {
            _count++;
            if (slot != Short)
            {
                _ofWidth[slot / Slots]++;
            }

            (_tails[slot] ??= new Tail[MaxInSlot])[_counts[slot]++] = new Tail
            {
                Bytes = bytes.ToArray(),
                Level = result.Level,
                OffsetMinutes = result.Time.OffsetMinutes,
                SourceStart = result.SourceRank == 0 ? 0 : result.Source.Start - from,
                SourceLength = result.SourceRank == 0 ? 0 : result.Source.Length,
                SourceRank = result.SourceRank,
            };
        }
    }

    // ":01", ":01,123", ":01.123456".
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySecond(ref byte start, int available, out long ticks, out int length)
    {
        length = Second;
        uint tens = (uint)Unsafe.Add(ref start, 17) - '0', ones = (uint)Unsafe.Add(ref start, 18) - '0';
        ticks = ((tens * 10) + ones) * TimeSpan.TicksPerSecond;
        if (tens > 5 || ones > 9 || Unsafe.Add(ref start, Minute) != ':')
        {
            return false;
        }

        if (Unsafe.Add(ref start, Second) is (byte)',' or (byte)'.')
        {
            long unit = TimeSpan.TicksPerSecond;
            length = Second + 1;
            while (length < available && length < Second + 8 && (uint)Unsafe.Add(ref start, length) - '0' is <= 9 and var digit)
            {
                unit /= 10;
                ticks += digit * unit;
                length++;
            }

            return length > Second + 1 && length < Second + 8;
        }

        return true;
    }

    private sealed class Tail
    {
        private readonly byte[] _bytes = [];
        private readonly int _lastAt;
        private readonly ulong _last;

        public required byte[] Bytes
        {
            get => _bytes;
            init
            {
                _bytes = value;
                _lastAt = value.Length - sizeof(ulong);
                _last = _lastAt < 0 ? 0 : MemoryMarshal.Read<ulong>(value.AsSpan(_lastAt));
            }
        }

        public LogLevel Level { get; init; }

        public short OffsetMinutes { get; init; }

        public int SourceStart { get; init; }

        public int SourceLength { get; init; }

        public byte SourceRank { get; init; }

        /// <summary>Whether the last bytes are those: they differ where the first are often the same.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MayBe(ReadOnlySpan<byte> text) =>
            _lastAt < 0 || (text.Length >= _lastAt + sizeof(ulong) && Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), _lastAt)) == _last);
    }
}
