using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>One server on a board.</summary>
/// <param name="Server">The server, as the inventory has it now.</param>
internal sealed record BoardEntry(WatchedServer Server)
{
    public ServerTimeline Timeline { get; } = new(Server.Every);

    public MonthCounts Counts { get; } = new();

    /// <summary>The board's version at the last change.</summary>
    public long Version { get; set; } = 1;

    public McpHealth? Health { get; private set; }

    public McpSample? Sample { get; private set; }

    public IReadOnlyList<McpObjective> Objectives { get; set; } = [];

    public void Take(McpHealth health, McpSample sample, long version)
    {
        (Health, Sample, Version) = (health, sample, version);
        Count(sample);
    }

    /// <summary>Counts a sample in the past of the server.</summary>
    public void Count(McpSample sample)
    {
        Timeline.Add(sample);
        Counts.Add(sample);
    }

    /// <summary>Takes the newest sample that the history has, until there is one of this watch.</summary>
    public void Begin(McpSample? sample) => Sample ??= sample;
}

/// <summary>How many samples of the calendar month (UTC) were good and bad. Counted by the month, a single run and a watch come to the same number, however long history is kept.</summary>
internal sealed class MonthCounts
{
    private long _newest = long.MinValue;

    /// <summary>When the counting began.</summary>
    public DateTimeOffset Since { get; private set; }

    public long Good { get; private set; }

    public long Bad { get; private set; }

    /// <summary>The beginning of a moment's month.</summary>
    public static DateTimeOffset BeginOf(DateTimeOffset moment) => new(moment.UtcDateTime.Year, moment.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);

    public void Add(McpSample sample)
    {
        if (sample.Mark is null && MetricNames.Value(sample, MetricNames.Success) is { } success)
        {
            Add(sample.Slot.ToUnixTimeSeconds(), success);
        }
    }

    /// <summary>Counts what the history has of the month, beside what was counted already: each slot once.</summary>
    public void Complete(MetricSeries series, DateTimeOffset month)
    {
        var (counted, newest) = (Since == month ? (Good, Bad) : (0, 0), _newest);
        (Since, Good, Bad) = (month, 0, 0);
        var first = _first;
        for (var index = 0; index < series.Slots.Count; index++)
        {
            if (series.Slots[index] < first)
            {
                (Good, Bad) = series.Values[index] > 0 ? (Good + 1, Bad) : (Good, Bad + 1);
            }
        }

        (Good, Bad) = (Good + counted.Item1, Bad + counted.Item2);
        _newest = series.Slots.Count > 0 ? Math.Max(newest, series.Slots[^1]) : newest;
    }

    private long _first = long.MaxValue;

    private void Add(long slot, double success)
    {
        if (slot <= _newest)
        {
            return;
        }

        var month = BeginOf(DateTimeOffset.FromUnixTimeSeconds(slot));
        if (month != Since)
        {
            (Since, Good, Bad, _first) = (month, 0, 0, slot);
        }

        (_newest, _first) = (slot, Math.Min(_first, slot));
        (Good, Bad) = success > 0 ? (Good + 1, Bad) : (Good, Bad + 1);
    }
}
