using System.Text;

namespace McpOps.Logs.Summaries;

/// <summary>Counts names: exactly for up to 200,000 different ones, beyond that with a known error.</summary>
/// <remarks>Beyond the limit rare names are dropped as in lossy counting (Manku, Motwani, VLDB 2002): a count is then too low by at most <see cref="Error"/>.</remarks>
internal sealed class TopCounter
{
    public const int Limit = 200_000;
    private const int MaxName = 200;
    private ByteMap<long> _counts = new();

    /// <summary>By how much a count may be too low; 0 while all names are kept.</summary>
    public long Error { get; private set; }

    /// <summary>All that was counted.</summary>
    public long Total { get; private set; }

    public void Add(ReadOnlySpan<byte> name, long count = 1)
    {
        Total += count;
        _counts.GetOrAdd(name[..Math.Min(name.Length, MaxName)], out var added) += count;
        if (added && _counts.Count > Limit)
        {
            Drop();
        }
    }

    public void Merge(TopCounter other)
    {
        for (var i = 0; i < other._counts.Count; i++)
        {
            Add(other._counts.KeyAt(i), other._counts.ValueAt(i));
        }

        Total += other.Total - other.Kept();
        Error += other.Error;
    }

    /// <summary>The names and their counts, the most frequent first.</summary>
    public IEnumerable<NamedCount> Top(int count = int.MaxValue) =>
        All().OrderByDescending(pair => pair.Count).ThenBy(pair => pair.Name, StringComparer.Ordinal).Take(count);

    private List<NamedCount> All()
    {
        var all = new List<NamedCount>(_counts.Count);
        for (var i = 0; i < _counts.Count; i++)
        {
            all.Add(new NamedCount(Encoding.UTF8.GetString(_counts.KeyAt(i)), _counts.ValueAt(i)));
        }

        return all;
    }

    private long Kept()
    {
        long kept = 0;
        for (var i = 0; i < _counts.Count; i++)
        {
            kept += _counts.ValueAt(i);
        }

        return kept;
    }

    private void Drop()
    {
        var all = _counts;
        while (_counts.Count > Limit / 2)
        {
            Error++;
            _counts = new ByteMap<long>();
            for (var i = 0; i < all.Count; i++)
            {
                if (all.ValueAt(i) > Error)
                {
                    _counts.GetOrAdd(all.KeyAt(i), out _) = all.ValueAt(i);
                }
            }
        }
    }
}

/// <summary>A name and how often it was counted.</summary>
/// <param name="Name">The name.</param>
/// <param name="Count">How often.</param>
internal sealed record NamedCount(string Name, long Count);
