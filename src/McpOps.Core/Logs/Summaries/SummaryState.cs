using McpOps.Logs.Parsing;

namespace McpOps.Logs.Summaries;

/// <summary>All that a summary counts. Merging is adding: any split and any order gives the same.</summary>
internal sealed class SummaryState
{
    public const int MaxSamples = 5;

    public SortedSet<string> Paths { get; } = new(StringComparer.Ordinal);

    /// <summary>By path, how well each was understood.</summary>
    public SortedDictionary<string, FormatStats> Formats { get; } = new(StringComparer.Ordinal);

    public long Files;
    public long Bytes;
    public long Lines;
    public long Entries;
    public long Blank;

    /// <summary>Entries that cannot be told to lie in the stretch of time that was chosen.</summary>
    public UntoldCount Untold;

    /// <summary>Lines that fit no format.</summary>
    public long Unparsed;

    public long First = long.MaxValue;
    public long Last = long.MinValue;

    public long[] Levels { get; } = new long[LogLevels.Count];

    /// <summary>By when they begin, in quarters of an hour of UTC (ticks / <see cref="StretchStats.Step"/>).</summary>
    public Dictionary<int, StretchStats> Stretches { get; } = [];

    /// <summary>What has no time.</summary>
    public StretchStats Undated { get; } = new();

    /// <summary>By masked message and error type.</summary>
    public Dictionary<string, ErrorStats> Errors { get; } = new(StringComparer.Ordinal);

    public TopCounter Domains { get; } = new();

    public TopCounter Tools { get; } = new();

    public TopCounter Clients { get; } = new();

    public TopCounter Statuses { get; } = new();

    public SortedDictionary<string, SuspicionStats> Suspicious { get; } = new(StringComparer.Ordinal);

    /// <summary>The first lines that fit no format.</summary>
    public List<LineSample> UnparsedSamples { get; } = [];

    /// <summary>When the service started and stopped (ticks of UTC), as its lines say.</summary>
    public SortedSet<long> Starts { get; } = [];

    public SortedSet<long> Stops { get; } = [];

    /// <summary>The period before, when one was chosen.</summary>
    public PreviousPeriod? Previous { get; set; }

    /// <summary>MCP requests whose answer was not seen, and answers whose request was not.</summary>
    public RpcPairs Rpc { get; } = new();

    public StretchStats StretchAt(int key)
    {
        if (!Stretches.TryGetValue(key, out var stats))
        {
            Stretches[key] = stats = new StretchStats();
        }

        return stats;
    }

    /// <summary>The stretch that a moment lies in.</summary>
    /// <param name="utc">Ticks of UTC, of an entry that was counted.</param>
    public StretchStats StretchOf(long utc) =>
        Stretches.TryGetValue((int)(utc / StretchStats.Step), out var stats) ? stats : StretchAt((int)(utc / TimeSpan.TicksPerHour * (TimeSpan.TicksPerHour / StretchStats.Step)));

    public void AddUnparsed(LineSample sample)
    {
        UnparsedSamples.Add(sample);
        UnparsedSamples.Sort((left, right) => LinePlace.Compare(left.Place, right.Place));
        if (UnparsedSamples.Count > MaxSamples)
        {
            UnparsedSamples.RemoveRange(MaxSamples, UnparsedSamples.Count - MaxSamples);
        }
    }

    public SuspicionStats SuspicionOf(string kind)
    {
        if (!Suspicious.TryGetValue(kind, out var stats))
        {
            Suspicious[kind] = stats = new SuspicionStats();
        }

        return stats;
    }

    /// <summary>Whether all lines are asked for.</summary>
    public static bool IsWhole(LogOptions options) => options.Tail is null && new TimeRange(options).IsAll && EntryFilter.Of(options) is null;

    /// <summary>Counts empty lines that stand outside of entries: they are lines of the log, where a part was asked for they are none of the part's.</summary>
    public void AddBlank(long lines, LogOptions options)
    {
        Blank += lines;
        Lines += IsWhole(options) ? lines : 0;
    }

    public void Merge(SummaryState other)
    {
        Previous = PreviousPeriod.Merge(Previous, Entries > 0, other.Previous, other.Entries > 0);
        Paths.UnionWith(other.Paths);
        foreach (var (path, format) in other.Formats)
        {
            Formats[path] = Formats.TryGetValue(path, out var known) ? known.Add(format) : format;
        }

        Files += other.Files;
        Bytes += other.Bytes;
        Lines += other.Lines;
        Entries += other.Entries;
        Blank += other.Blank;
        Untold.Add(other.Untold);
        Unparsed += other.Unparsed;
        First = Math.Min(First, other.First);
        Last = Math.Max(Last, other.Last);
        for (var level = 0; level < Levels.Length; level++)
        {
            Levels[level] += other.Levels[level];
        }

        foreach (var (key, stats) in other.Stretches)
        {
            StretchAt(key).Merge(stats);
        }

        Undated.Merge(other.Undated);
        foreach (var (key, error) in other.Errors)
        {
            if (Errors.TryGetValue(key, out var known))
            {
                known.Merge(error);
            }
            else
            {
                var copy = new ErrorStats { Key = error.Key, Type = error.Type };
                copy.Merge(error);
                Errors[key] = copy;
            }
        }

        Domains.Merge(other.Domains);
        Tools.Merge(other.Tools);
        Clients.Merge(other.Clients);
        Statuses.Merge(other.Statuses);
        foreach (var (kind, stats) in other.Suspicious)
        {
            SuspicionOf(kind).Merge(stats);
        }

        other.UnparsedSamples.ForEach(AddUnparsed);
        Starts.UnionWith(other.Starts);
        Stops.UnionWith(other.Stops);
        Rpc.Merge(other.Rpc, this);
    }
}
