using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace McpOps.Logs;

/// <summary>A phrase to look for, in small letters.</summary>
/// <param name="Kind">What it points to.</param>
/// <param name="Bytes">The phrase in small letters.</param>
/// <param name="Print">Where in it the bytes stand that the filter looks for: those that ordinary text has least.</param>
/// <param name="PrintLength">How many they are, 4 at the most.</param>
internal sealed record Phrase(string Kind, byte[] Bytes, int Print, int PrintLength)
{
    public static Phrase Of(string kind, string text, string? print = null) =>
        new(kind, Encoding.ASCII.GetBytes(text), print is null ? 0 : text.IndexOf(print, StringComparison.Ordinal), Math.Min(4, (print ?? text).Length));
}

/// <summary>Finds phrases in a block of bytes, whatever their case, in one pass.</summary>
/// <remarks>
/// The filter is that of Teddy (Geoffrey Langdale's literal matcher in Hyperscan): four bytes of each phrase are looked up nibble by nibble in
/// shuffled tables, 32 places at a time, or twice 16 without AVX2; only where all fit are the phrases of the bucket compared. Where nothing shuffles bytes, each place is compared.
/// </remarks>
internal sealed class PhraseScanner
{
    private const int Window = 32;
    private const int Half = Window / 2;
    private const int Print = 4;
    private readonly Phrase[][] _buckets;
    private readonly List<(int Position, Phrase Phrase)> _hits = [];
    private readonly Vector256<byte>[] _low = new Vector256<byte>[Print];
    private readonly Vector256<byte>[] _high = new Vector256<byte>[Print];

    /// <summary>Prepares the search.</summary>
    /// <param name="buckets">Eight groups of phrases at the most; phrases of a group share signs, so that they do not add to each other's false alarms.</param>
    public PhraseScanner(Phrase[][] buckets)
    {
        _buckets = buckets;
        for (var place = 0; place < Print; place++)
        {
            var (low, high) = Tables(place);
            _low[place] = Vector256.Create<byte>(low);
            _high[place] = Vector256.Create<byte>(high);
        }
    }

    /// <summary>Where the phrases stand that the last scan found, in the order of the bytes.</summary>
    public IReadOnlyList<(int Position, Phrase Phrase)> Hits => _hits;

    /// <summary>Looks for all phrases in a block.</summary>
    public void Scan(ReadOnlySpan<byte> block)
    {
        _hits.Clear();
        Find(block, _hits);
    }

    /// <summary>Whether one of the phrases is in a text. May be asked by many at once.</summary>
    public bool IsIn(ReadOnlySpan<byte> text) => Find(text, hits: null);

    // Without a list for the hits the first one is enough.
    private bool Find(ReadOnlySpan<byte> text, List<(int Position, Phrase Phrase)>? hits)
    {
        if (!Ssse3.IsSupported && !AdvSimd.Arm64.IsSupported)
        {
            return Compare(text, 0, text.Length, hits);
        }

        return text.Length < Window + Print ? FindShort(text, hits) : FindWindows(text, text.Length, hits);
    }

    // A short text in a longer one of zeros, which no phrase holds.
    private bool FindShort(ReadOnlySpan<byte> text, List<(int Position, Phrase Phrase)>? hits)
    {
        Span<byte> padded = stackalloc byte[(2 * Window) + (2 * Print)];
        padded.Clear();
        text.CopyTo(padded);
        return FindWindows(padded, text.Length, hits);
    }

    private bool FindWindows(ReadOnlySpan<byte> text, int length, List<(int Position, Phrase Phrase)>? hits)
    {
        for (var position = NextCandidate(text, 0, length, out var found); position < length; position = NextCandidate(text, position + Window, length, out found))
        {
            var window = Math.Min(position, Last(text));
            for (var places = ~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits(); places != 0; places &= places - 1)
            {
                var place = BitOperations.TrailingZeroCount(places);
                if (IsHit(text, window + place, found[place], hits))
                {
                    return true;
                }
            }
        }

        // Phrases of three bytes at the very end.
        return Compare(text, Math.Max(0, length - Print + 1), length, hits);
    }

    private bool Compare(ReadOnlySpan<byte> text, int from, int to, List<(int Position, Phrase Phrase)>? hits)
    {
        for (var place = from; place < to; place++)
        {
            if (IsHit(text, place, 0xFF, hits))
            {
                return true;
            }
        }

        return false;
    }

    // The last window overlaps the one before: what stands in both is found twice, and counted once.
    private static int Last(ReadOnlySpan<byte> block) => block.Length - Window - Print + 1;

    private int NextCandidate(ReadOnlySpan<byte> block, int position, int length, out Vector256<byte> found) =>
        Avx2.IsSupported ? NextOfWide(block, position, length, out found) : NextOfHalves(block, position, length, out found);

    // A loop without calls keeps the tables in registers.
    private int NextOfWide(ReadOnlySpan<byte> block, int position, int length, out Vector256<byte> found)
    {
        ref var start = ref MemoryMarshal.GetReference(block);
        var nibble = Vector256.Create((byte)15);
        Vector256<byte> low0 = _low[0], low1 = _low[1], low2 = _low[2], low3 = _low[3], high0 = _high[0], high1 = _high[1], high2 = _high[2], high3 = _high[3];
        var last = Last(block);
        for (; position < length; position += Window)
        {
            var at = Math.Min(position, last);
            var one = Vector256.LoadUnsafe(ref start, (nuint)at);
            var two = Vector256.LoadUnsafe(ref start, (nuint)at + 1);
            var three = Vector256.LoadUnsafe(ref start, (nuint)at + 2);
            var four = Vector256.LoadUnsafe(ref start, (nuint)at + 3);
            var all = Avx2.Shuffle(low0, one & nibble) & Avx2.Shuffle(high0, Vector256.ShiftRightLogical(one.AsUInt16(), 4).AsByte() & nibble)
                & Avx2.Shuffle(low1, two & nibble) & Avx2.Shuffle(high1, Vector256.ShiftRightLogical(two.AsUInt16(), 4).AsByte() & nibble)
                & Avx2.Shuffle(low2, three & nibble) & Avx2.Shuffle(high2, Vector256.ShiftRightLogical(three.AsUInt16(), 4).AsByte() & nibble)
                & Avx2.Shuffle(low3, four & nibble) & Avx2.Shuffle(high3, Vector256.ShiftRightLogical(four.AsUInt16(), 4).AsByte() & nibble);
            if (all != Vector256<byte>.Zero)
            {
                found = all;
                return position;
            }
        }

        found = default;
        return length;
    }

    // The same, each window in two halves: a program that was compiled ahead for any processor has no more, and no processor of Arm has.
    private int NextOfHalves(ReadOnlySpan<byte> block, int position, int length, out Vector256<byte> found)
    {
        ref var start = ref MemoryMarshal.GetReference(block);
        Vector128<byte> low0 = _low[0].GetLower(), low1 = _low[1].GetLower(), low2 = _low[2].GetLower(), low3 = _low[3].GetLower();
        Vector128<byte> high0 = _high[0].GetLower(), high1 = _high[1].GetLower(), high2 = _high[2].GetLower(), high3 = _high[3].GetLower();
        var last = Last(block);
        for (; position < length; position += Window)
        {
            var at = (nuint)Math.Min(position, last);
            var left = Fit(low0, high0, Vector128.LoadUnsafe(ref start, at)) & Fit(low1, high1, Vector128.LoadUnsafe(ref start, at + 1))
                & Fit(low2, high2, Vector128.LoadUnsafe(ref start, at + 2)) & Fit(low3, high3, Vector128.LoadUnsafe(ref start, at + 3));
            var right = Fit(low0, high0, Vector128.LoadUnsafe(ref start, at + Half)) & Fit(low1, high1, Vector128.LoadUnsafe(ref start, at + Half + 1))
                & Fit(low2, high2, Vector128.LoadUnsafe(ref start, at + Half + 2)) & Fit(low3, high3, Vector128.LoadUnsafe(ref start, at + Half + 3));
            if ((left | right) != Vector128<byte>.Zero)
            {
                found = Vector256.Create(left, right);
                return position;
            }
        }

        found = default;
        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Fit(Vector128<byte> low, Vector128<byte> high, Vector128<byte> bytes)
    {
        var nibble = Vector128.Create((byte)15);
        return Look(low, bytes & nibble) & Look(high, Vector128.ShiftRightLogical(bytes.AsUInt16(), 4).AsByte() & nibble);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Look(Vector128<byte> table, Vector128<byte> places) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(table, places) : AdvSimd.Arm64.VectorTableLookup(table, places);

    // Whether the search is at its end, because a hit was found and nobody collects them.
    private bool IsHit(ReadOnlySpan<byte> text, int position, uint buckets, List<(int Position, Phrase Phrase)>? hits)
    {
        buckets &= (1u << _buckets.Length) - 1;
        for (; buckets != 0; buckets &= buckets - 1)
        {
            foreach (var phrase in _buckets[BitOperations.TrailingZeroCount(buckets)])
            {
                var start = position - phrase.Print;
                if (start >= 0 && start + phrase.Bytes.Length <= text.Length && (text[position] | 0x20) == (phrase.Bytes[phrase.Print] | 0x20)
                    && Ascii.EqualsIgnoreCase(text.Slice(start, phrase.Bytes.Length), phrase.Bytes))
                {
                    if (hits is [] || (hits is not null && hits[^1].Position < start))
                    {
                        hits.Add((start, phrase));
                    }

                    return hits is null;
                }
            }
        }

        return false;
    }

    // For each nibble of a byte at a place the buckets that allow it. The tables stand twice: the shuffle works on each half by itself.
    private (byte[] Low, byte[] High) Tables(int place)
    {
        var (low, high) = (new byte[32], new byte[32]);
        for (var bucket = 0; bucket < _buckets.Length; bucket++)
        {
            foreach (var phrase in _buckets[bucket])
            {
                foreach (var value in Allowed(phrase, place))
                {
                    low[value & 15] |= (byte)(1 << bucket);
                    low[(value & 15) + 16] |= (byte)(1 << bucket);
                    high[value >> 4] |= (byte)(1 << bucket);
                    high[(value >> 4) + 16] |= (byte)(1 << bucket);
                }
            }
        }

        return (low, high);
    }

    private static IEnumerable<int> Allowed(Phrase phrase, int place)
    {
        if (place >= phrase.PrintLength)
        {
            return Enumerable.Range(0, 256);
        }

        var value = phrase.Bytes[phrase.Print + place];
        return char.IsAsciiLetter((char)value) ? [value, value & ~0x20] : [value];
    }
}
