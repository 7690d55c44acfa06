using System.Numerics;
using McpOps.Crawling.Extraction;

namespace McpOps.Crawling.Walking;

/// <summary>Finds pages that say nearly the same as one before.</summary>
/// <remarks>SimHash over runs of three words (Charikar 2002; Manku, Jain, Das Sarma: Detecting Near-Duplicates for Web Crawling, 2007): 64 bits, at most three of which differ.</remarks>
internal sealed class NearDuplicates
{
    private const int MostDifferent = 3;
    private const int Bands = 4;
    private const int LeastWords = 20;
    private readonly Dictionary<(int Band, ushort Bits), List<(ulong Hash, Uri Uri)>> _seen = [];

    /// <summary>The earlier page that says nearly the same; null for a page that is new, or too short to tell.</summary>
    public Uri? Find(string text, Uri uri)
    {
        if (Hash(text) is not { } hash)
        {
            return null;
        }

        // Hashes that differ in three bits agree in at least one of four bands.
        for (var band = 0; band < Bands; band++)
        {
            if (_seen.TryGetValue((band, Bits(hash, band)), out var alike))
            {
                foreach (var (other, page) in alike)
                {
                    if (BitOperations.PopCount(other ^ hash) <= MostDifferent)
                    {
                        return page;
                    }
                }
            }
        }

        for (var band = 0; band < Bands; band++)
        {
            var key = (band, Bits(hash, band));
            if (!_seen.TryGetValue(key, out var alike))
            {
                _seen[key] = alike = [];
            }

            alike.Add((hash, uri));
        }

        return null;
    }

    private static ushort Bits(ulong hash, int band) => (ushort)(hash >> (16 * band));

    private static ulong? Hash(string text)
    {
        Span<int> sums = stackalloc int[64];
        ulong first = 0, second = 0;
        var words = 0;
        foreach (var word in Words.Enumerate(text))
        {
            var third = Fnv(word);
            if (++words >= 3)
            {
                var gram = Mix((first * 31) ^ Mix(second * 17) ^ Mix(third));
                for (var bit = 0; bit < 64; bit++)
                {
                    sums[bit] += (int)((gram >> bit) & 1) * 2 - 1;
                }
            }

            (first, second) = (second, third);
        }

        if (words < LeastWords)
        {
            return null;
        }

        ulong hash = 0;
        for (var bit = 0; bit < 64; bit++)
        {
            hash |= sums[bit] > 0 ? 1UL << bit : 0;
        }

        return hash;
    }

    private static ulong Fnv(ReadOnlySpan<char> word)
    {
        var hash = 14695981039346656037;
        foreach (var character in word)
        {
            hash = (hash ^ char.ToLowerInvariant(character)) * 1099511628211;
        }

        return hash;
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
