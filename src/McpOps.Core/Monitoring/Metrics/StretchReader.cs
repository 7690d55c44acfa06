namespace McpOps.Monitoring;

/// <summary>
/// One figure over stretches of time. Roll-ups are taken where they fit, for they cost a hundredth: their percentiles are at most 2 % off, all else of them is exact.
/// Samples are taken where there is no roll-up yet, and where a stretch begins in the middle of one.
/// </summary>
/// <param name="store">The history.</param>
/// <param name="every">From one look to the next, where it is counted for how much of the time something is known.</param>
internal sealed class StretchReader(IHistoryStore store, TimeSpan? every = null)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Reads.</summary>
    /// <param name="server">The server.</param>
    /// <param name="metric">The figure.</param>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end, not included.</param>
    /// <param name="window">The length of a stretch; null for one over all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<IReadOnlyList<Stretch>> ReadAsync(string server, string metric, DateTimeOffset from, DateTimeOffset to, TimeSpan? window, CancellationToken cancellationToken)
    {
        var stretches = Cut(from, to, window);
        return ReadAsync(server, metric, from, to, stretches, Width(from, window), slot => Of(stretches, from, window, slot), cancellationToken);
    }

    /// <summary>Reads stretches that need not be of one length, such as days of which one has 25 hours.</summary>
    /// <param name="server">The server.</param>
    /// <param name="metric">The figure.</param>
    /// <param name="edges">The beginning of each in the order of time, and the end of the last; two at least.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<IReadOnlyList<Stretch>> ReadAsync(string server, string metric, IReadOnlyList<DateTimeOffset> edges, CancellationToken cancellationToken)
    {
        var (stretches, begins) = (edges.Zip(edges.Skip(1), (begin, end) => new Stretch(begin, end)).ToList(), edges.SkipLast(1).Select(edge => edge.ToUnixTimeSeconds()).ToArray());
        return ReadAsync(server, metric, edges[0], edges[^1], stretches, Width(edges), Find, cancellationToken);

        Stretch Find(long slot)
        {
            var index = Array.BinarySearch(begins, slot);
            return stretches[Math.Max(0, index < 0 ? ~index - 1 : index)];
        }
    }

    private async Task<IReadOnlyList<Stretch>> ReadAsync(string server, string metric, DateTimeOffset from, DateTimeOffset to, List<Stretch> stretches, int? width, Func<long, Stretch?> find, CancellationToken cancellationToken)
    {
        var stored = MetricNames.Stored(metric);

        // Where stretches begin in the middle of roll-ups, these are better than nothing: only where the samples are gone.
        var rolled = await store.ReadRolledAsync(server, stored, width ?? Rollup.Widths[^1], from, to, orphans: width is null, cancellationToken);
        foreach (var rollup in rolled.Rollups)
        {
            find(rollup.Start)?.Add(rollup, MostOf(width ?? Rollup.Widths[^1]));
        }

        foreach (var (first, last) in Gaps(rolled.Covered, from, to))
        {
            var series = await store.ReadSeriesAsync(server, metric, first, last.AddTicks(-1), cancellationToken);
            for (var index = 0; index < series.Slots.Count; index++)
            {
                find(series.Slots[index])?.Add(series.Slots[index], series.Values[index], every is { } time ? Stretch.SoonerThan(time) : 0);
            }
        }

        return stretches;
    }

    private long MostOf(int width) => every is { TotalSeconds: >= 1 and var time } ? (long)Math.Ceiling(width / time) : long.MaxValue;

    /// <summary>The longest roll-ups that fit: all, for one stretch over the whole time; for several those of which each is a multiple.</summary>
    internal static int? Width(DateTimeOffset from, TimeSpan? window) => window is not { } length ? Rollup.Widths[0]
        : Rollup.Widths.Select(width => (int?)width).FirstOrDefault(width => length.TotalSeconds % width!.Value == 0 && Begins(from, width.Value));

    // Where one stretch ends and the next begins no roll-up may lie in both.
    private static int? Width(IReadOnlyList<DateTimeOffset> edges) => Rollup.Widths.Select(width => (int?)width).FirstOrDefault(width => edges.SkipLast(1).All(edge => Begins(edge, width!.Value)));

    // They begin with the hours of UTC, which are not those of every zone.
    private static bool Begins(DateTimeOffset moment, int width) => moment.UtcTicks % (TimeSpan.TicksPerSecond * width) == 0;

    /// <summary>What is not covered.</summary>
    internal static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Gaps(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> covered, DateTimeOffset from, DateTimeOffset to)
    {
        foreach (var (begin, end) in covered)
        {
            if (begin > from)
            {
                yield return (from, begin);
            }

            from = end;
        }

        if (from < to)
        {
            yield return (from, to);
        }
    }

    /// <summary>The stretches of a time. Samples have whole seconds: a rest of less than one belongs to the stretch before it.</summary>
    internal static List<Stretch> Cut(DateTimeOffset from, DateTimeOffset to, TimeSpan? window)
    {
        var stretches = new List<Stretch>();
        for (DateTimeOffset start = from, end; start < to; start = end)
        {
            end = window is not { } length || to - (start + length) < Second ? to : start + length;
            stretches.Add(new Stretch(start, end));
        }

        return stretches;
    }

    private static Stretch? Of(List<Stretch> stretches, DateTimeOffset from, TimeSpan? window, long slot)
    {
        var index = window is { } length ? (int)Math.Clamp((DateTimeOffset.FromUnixTimeSeconds(slot) - from) / length, 0, stretches.Count - 1) : 0;
        return stretches.Count == 0 ? null : stretches[index];
    }
}

/// <summary>A figure over a stretch of time: its samples themselves, or roll-ups of them, or both.</summary>
/// <param name="From">The beginning.</param>
/// <param name="To">The end, not included.</param>
internal sealed record Stretch(DateTimeOffset From, DateTimeOffset To)
{
    private readonly List<double> _values = [];
    private readonly Rollup _all = new();
    private bool _isRolled;
    private long _looked = long.MinValue / 2;

    /// <summary>How many samples there were.</summary>
    public long Count => _all.Count;

    /// <summary>How many of them stand for a time of their own; all where it was not said how often was looked.</summary>
    public long Looks { get; private set; }

    /// <summary>How many seconds after another a look is still of the same time: several of a minute are no several minutes.</summary>
    public static long SoonerThan(TimeSpan every) => (long)(every.TotalSeconds / 2);

    public void Add(long slot, double value, long soonerThan = 0)
    {
        if (slot - _looked >= soonerThan)
        {
            (_looked, Looks) = (slot, Looks + 1);
        }

        _values.Add(value);
        _all.Add(slot, value);
    }

    public void Add(Rollup rollup, long mostLooks = long.MaxValue)
    {
        _isRolled = true;
        Looks += Math.Min(rollup.Count, mostLooks);
        _all.Add(rollup);
    }

    /// <summary>A statistic: exact where it is of samples alone; null where there is none.</summary>
    public double? Of(string statistic) => Count == 0 ? null : _isRolled ? _all.Of(statistic) : Statistics.Of(_values, statistic);
}
