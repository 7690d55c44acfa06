using System.Numerics;

namespace McpOps.Monitoring;

/// <summary>
/// Which slots of the last three days were bad: a bit each, in a ring. Slots and not samples, for a server that failed is looked at again sooner, and what is expected is counted in slots.
/// A sample costs a bit, and a window a few words, however long the history is.
/// </summary>
internal sealed class BadSlots
{
    private const int Word = 64;
    private readonly long _every;
    private readonly int _size;
    private ulong[]? _ring;
    private long _newest = long.MinValue;

    /// <summary>None.</summary>
    /// <param name="every">From one sample to the next; at least a second.</param>
    public BadSlots(TimeSpan every)
    {
        _every = Math.Max(1, (long)every.TotalSeconds);
        _size = (int)(((long)Burn.Longest.TotalSeconds / _every) + Word + Word - 1) / Word * Word;
    }

    /// <summary>Those of bad samples.</summary>
    /// <param name="every">From one sample to the next.</param>
    /// <param name="bad">The Unix seconds of the bad samples.</param>
    public BadSlots(TimeSpan every, IEnumerable<long> bad)
        : this(every)
    {
        foreach (var slot in bad.Order())
        {
            Add(slot);
        }
    }

    /// <summary>The newest bad sample; null while nothing was ever bad.</summary>
    public DateTimeOffset? Newest { get; private set; }

    /// <summary>True while nothing was ever bad.</summary>
    public bool IsEmpty => _ring is null;

    /// <summary>Notes a bad sample.</summary>
    /// <param name="seconds">Its Unix seconds.</param>
    public void Add(long seconds)
    {
        var slot = seconds / _every;
        Newest = Newest?.ToUnixTimeSeconds() > seconds ? Newest : DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (_ring is null)
        {
            (_ring, _newest) = (new ulong[_size / Word], slot);
        }

        // What the ring held of the slots whose places these take is three days old.
        for (var next = Math.Max(_newest + 1, slot - _size + 1); next <= slot; next++)
        {
            _ring[Place(next) / Word] &= ~(1UL << (Place(next) % Word));
        }

        _newest = Math.Max(_newest, slot);
        if (slot > _newest - _size)
        {
            _ring[Place(slot) / Word] |= 1UL << (Place(slot) % Word);
        }
    }

    /// <summary>How many slots were bad within a time, at least one slot, before a moment.</summary>
    /// <param name="time">The time, up to three days.</param>
    /// <param name="now">The moment, whose slot is counted.</param>
    public int Count(TimeSpan time, DateTimeOffset now)
    {
        if (_ring is null)
        {
            return 0;
        }

        var end = now.ToUnixTimeSeconds() / _every;
        var (first, last) = (Math.Max(end - Math.Max(1, (long)time.TotalSeconds / _every), _newest - _size) + 1, Math.Min(end, _newest));
        var count = 0;
        while (first <= last)
        {
            // A word at a time: the bits of it that lie within.
            var (bit, length) = (Place(first) % Word, (int)Math.Min(Word - (Place(first) % Word), last - first + 1));
            count += BitOperations.PopCount((_ring[Place(first) / Word] >> bit) & (length == Word ? ulong.MaxValue : (1UL << length) - 1));
            first += length;
        }

        return count;
    }

    private int Place(long slot) => (int)(((slot % _size) + _size) % _size);
}
