using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace McpOps.Logs.Summaries;

/// <summary>Finds suspicious phrases in a block of bytes, whatever their case, in one pass.</summary>
/// <remarks>
/// The filter is that of Teddy (Geoffrey Langdale's literal matcher in Hyperscan): three bytes of each phrase are looked up nibble by nibble in
/// shuffled tables, 32 places at a time; only where all three fit is the phrase compared. Without AVX2 the phrases are looked for one by one.
/// </remarks>
internal sealed class SuspicionScanner
{
    private const int Print = 3;
    private readonly List<(int Position, string Kind)> _hits = [];
    private readonly Vector256<byte>[] _low = new Vector256<byte>[Print];
    private readonly Vector256<byte>[] _high = new Vector256<byte>[Print];

    public SuspicionScanner()
    {
        var low = new byte[Print][];
        var high = new byte[Print][];
        for (var place = 0; place < Print; place++)
        {
            low[place] = new byte[32];
            high[place] = new byte[32];
        }

        foreach (var (phrase, index) in SuspiciousPhrases.All.Select((phrase, index) => (phrase, index)))
        {
            for (var place = 0; place < Print; place++)
            {
                var lower = phrase.Bytes[phrase.Print + place];
                foreach (var value in char.IsAsciiLetter((char)lower) ? [lower, (byte)(lower & ~0x20)] : new[] { lower })
                {
                    // The table stands twice: the shuffle works on each half by itself.
                    low[place][value & 15] |= (byte)(1 << (index & 7));
                    low[place][(value & 15) + 16] |= (byte)(1 << (index & 7));
                    high[place][value >> 4] |= (byte)(1 << (index & 7));
                    high[place][(value >> 4) + 16] |= (byte)(1 << (index & 7));
                }
            }
        }

        for (var place = 0; place < Print; place++)
        {
            _low[place] = Vector256.Create<byte>(low[place]);
            _high[place] = Vector256.Create<byte>(high[place]);
        }
    }

    /// <summary>Where the phrases stand, in the order of the bytes.</summary>
    public IReadOnlyList<(int Position, string Kind)> Hits => _hits;

    /// <summary>Looks through a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scan(ReadOnlySpan<byte> block)
    {
        _hits.Clear();
        if (!Avx2.IsSupported || block.Length < 64)
        {
            ScanPlainly(block, 0);
            return;
        }

        ref var start = ref MemoryMarshal.GetReference(block);
        var nibble = Vector256.Create((byte)15);
        Vector256<byte> low0 = _low[0], low1 = _low[1], low2 = _low[2], high0 = _high[0], high1 = _high[1], high2 = _high[2];
        var last = block.Length - 34;
        var position = 0;
        for (; position <= last; position += 32)
        {
            var first = Vector256.LoadUnsafe(ref start, (nuint)position);
            var second = Vector256.LoadUnsafe(ref start, (nuint)position + 1);
            var third = Vector256.LoadUnsafe(ref start, (nuint)position + 2);
            var found = Avx2.Shuffle(low0, first & nibble) & Avx2.Shuffle(high0, Vector256.ShiftRightLogical(first.AsUInt16(), 4).AsByte() & nibble)
                & Avx2.Shuffle(low1, second & nibble) & Avx2.Shuffle(high1, Vector256.ShiftRightLogical(second.AsUInt16(), 4).AsByte() & nibble)
                & Avx2.Shuffle(low2, third & nibble) & Avx2.Shuffle(high2, Vector256.ShiftRightLogical(third.AsUInt16(), 4).AsByte() & nibble);
            if (found != Vector256<byte>.Zero)
            {
                Verify(block, position, ~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits());
            }
        }

        ScanPlainly(block, position);
    }

    private void Verify(ReadOnlySpan<byte> block, int position, uint places)
    {
        for (; places != 0; places &= places - 1)
        {
            Compare(block, position + System.Numerics.BitOperations.TrailingZeroCount(places));
        }
    }

    private void ScanPlainly(ReadOnlySpan<byte> block, int from)
    {
        for (var position = from; position + Print <= block.Length; position++)
        {
            Compare(block, position);
        }
    }

    private void Compare(ReadOnlySpan<byte> block, int position)
    {
        foreach (var phrase in SuspiciousPhrases.All)
        {
            var start = position - phrase.Print;
            if (start >= 0 && start + phrase.Bytes.Length <= block.Length && (block[position] | 0x20) == (phrase.Bytes[phrase.Print] | 0x20)
                && System.Text.Ascii.EqualsIgnoreCase(block.Slice(start, phrase.Bytes.Length), phrase.Bytes))
            {
                _hits.Add((start, phrase.Kind));
                return;
            }
        }
    }
}
