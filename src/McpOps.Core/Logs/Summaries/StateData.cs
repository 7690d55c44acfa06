using McpOps.Logs.Parsing;

namespace McpOps.Logs.Summaries;

/// <summary>A state as it is saved.</summary>
internal sealed record StateData
{
    public int Version { get; init; }

    public List<string> Paths { get; init => field = value ?? []; } = [];

    public Dictionary<string, FormatData> Formats { get; init => field = value ?? []; } = [];

    public long Files { get; init; }

    public long Bytes { get; init; }

    public long Lines { get; init; }

    public long Entries { get; init; }

    public long Blank { get; init; }

    public long Unparsed { get; init; }

    public long First { get; init; }

    public long Last { get; init; }

    public long[] Levels { get; init => field = value ?? []; } = [];

    public Dictionary<int, HourData> Hours { get; init => field = value ?? []; } = [];

    public HourData Undated { get; init => field = value ?? new(); } = new();

    public List<ErrorData> Errors { get; init => field = value ?? []; } = [];

    public Dictionary<string, long> Domains { get; init => field = value ?? []; } = [];

    public Dictionary<string, long> Tools { get; init => field = value ?? []; } = [];

    public Dictionary<string, long> Clients { get; init => field = value ?? []; } = [];

    public Dictionary<string, long> Statuses { get; init => field = value ?? []; } = [];

    public Dictionary<string, SuspicionData> Suspicious { get; init => field = value ?? []; } = [];

    public List<SampleData> UnparsedSamples { get; init => field = value ?? []; } = [];

    public List<long> Starts { get; init => field = value ?? []; } = [];

    public List<long> Stops { get; init => field = value ?? []; } = [];

    public PreviousData? Previous { get; init; }

    public Dictionary<string, long> RpcRequests { get; init => field = value ?? []; } = [];

    public Dictionary<string, long> RpcAnswers { get; init => field = value ?? []; } = [];

    public static StateData From(SummaryState state, int version) => new()
    {
        Version = version,
        Paths = [.. state.Paths],
        Formats = state.Formats.ToDictionary(pair => pair.Key, pair => FormatData.From(pair.Value), StringComparer.Ordinal),
        Files = state.Files,
        Bytes = state.Bytes,
        Lines = state.Lines,
        Entries = state.Entries,
        Blank = state.Blank,
        Unparsed = state.Unparsed,
        First = state.First,
        Last = state.Last,
        Levels = state.Levels,
        Hours = state.Stretches.ToDictionary(pair => pair.Key, pair => HourData.From(pair.Value)),
        Undated = HourData.From(state.Undated),
        Errors = [.. state.Errors.Values.Select(error => new ErrorData(error.Key, error.Type, error.Count, error.First, error.Last, error.Hours, error.Host, SampleData.From(error.Sample)))],
        Domains = Names(state.Domains),
        Tools = Names(state.Tools),
        Clients = Names(state.Clients),
        Statuses = Names(state.Statuses),
        Suspicious = state.Suspicious.ToDictionary(pair => pair.Key, pair => new SuspicionData(pair.Value.Count, SampleData.From(pair.Value.Sample)), StringComparer.Ordinal),
        UnparsedSamples = [.. state.UnparsedSamples.Select(sample => SampleData.From(sample)!)],
        Starts = [.. state.Starts],
        Stops = [.. state.Stops],
        Previous = state.Previous is { } previous ? new PreviousData(previous.Since, previous.Entries, previous.Errors, previous.First) : null,
        RpcRequests = new Dictionary<string, long>(state.Rpc.Requests, StringComparer.Ordinal),
        RpcAnswers = new Dictionary<string, long>(state.Rpc.Answers, StringComparer.Ordinal),
    };

    public SummaryState ToState()
    {
        var state = new SummaryState { Files = Files, Bytes = Bytes, Lines = Lines, Entries = Entries, Blank = Blank, Unparsed = Unparsed, First = First, Last = Last };
        state.Paths.UnionWith(Paths);
        foreach (var (path, format) in Formats)
        {
            state.Formats[path] = format.ToStats();
        }

        Levels.AsSpan(0, Math.Min(Levels.Length, LogLevels.Count)).CopyTo(state.Levels);
        foreach (var (hour, data) in Hours)
        {
            data.Into(state.StretchAt(hour));
        }

        Undated.Into(state.Undated);
        foreach (var error in Errors)
        {
            state.Errors[error.Key + (char)2 + error.Type] = error.ToStats();
        }

        Fill(state.Domains, Domains);
        Fill(state.Tools, Tools);
        Fill(state.Clients, Clients);
        Fill(state.Statuses, Statuses);
        foreach (var (kind, data) in Suspicious)
        {
            state.Suspicious[kind] = new SuspicionStats { Count = data.Count, Sample = data.Sample?.ToSample() };
        }

        UnparsedSamples.ForEach(sample => state.AddUnparsed(sample.ToSample()));
        state.Previous = Previous?.ToPeriod();
        state.Starts.UnionWith(Starts);
        state.Stops.UnionWith(Stops);
        foreach (var (id, ticks) in RpcRequests)
        {
            state.Rpc.Requests[id] = ticks;
        }

        foreach (var (id, ticks) in RpcAnswers)
        {
            state.Rpc.Answers[id] = ticks;
        }

        return state;
    }

    private static Dictionary<string, long> Names(TopCounter counter) => counter.Top().ToDictionary(pair => pair.Name, pair => pair.Count, StringComparer.Ordinal);

    private static void Fill(TopCounter counter, Dictionary<string, long> names)
    {
        foreach (var (name, count) in names)
        {
            counter.Add(System.Text.Encoding.UTF8.GetBytes(name), count);
        }
    }
}

/// <summary>How well a file was understood, as it is saved.</summary>
internal sealed record FormatData(string Format, long Entries, long Lines, long Timed, long Levelled, long Unparsed, SampleData? Sample, long Untold = 0)
{
    public static FormatData From(FormatStats stats) => new(stats.Format, stats.Entries, stats.Lines, stats.Timed, stats.Levelled, stats.Unparsed, SampleData.From(stats.Sample), stats.Untold);

    public FormatStats ToStats() => new(Format, Entries, Lines, Timed, Levelled, Unparsed, Sample?.ToSample()) { Untold = Untold };
}

/// <summary>An hour as it is saved.</summary>
internal sealed record HourData
{
    public long Entries { get; init; }

    public long Errors { get; init; }

    public long Warnings { get; init; }

    public long Requests { get; init; }

    public long Successes { get; init; }

    public byte[] FirstSecond { get; init => field = value ?? []; } = [];

    public byte[] LastSecond { get; init => field = value ?? []; } = [];

    public long[] Latency { get; init => field = value ?? []; } = [];

    public Dictionary<int, long> Bins { get; init => field = value ?? []; } = [];

    public static HourData From(StretchStats hour) => new()
    {
        Entries = hour.Entries,
        Errors = hour.Errors,
        Warnings = hour.Warnings,
        Requests = hour.Requests,
        Successes = hour.Successes,
        FirstSecond = hour.FirstSecond,
        LastSecond = hour.LastSecond,
        Latency = [hour.Latency.Count, hour.Latency.Zeros, hour.Latency.SumNs, hour.Latency.MinNs, hour.Latency.MaxNs],
        Bins = hour.Latency.Bins.ToDictionary(bin => bin.Index, bin => bin.Count),
    };

    public void Into(StretchStats hour)
    {
        hour.Entries = Entries;
        hour.Errors = Errors;
        hour.Warnings = Warnings;
        hour.Requests = Requests;
        hour.Successes = Successes;
        FirstSecond.AsSpan(0, Math.Min(60, FirstSecond.Length)).CopyTo(hour.FirstSecond);
        LastSecond.AsSpan(0, Math.Min(60, LastSecond.Length)).CopyTo(hour.LastSecond);
        if (Latency is [var count, var zeros, var sum, var min, var max])
        {
            hour.Latency.Restore(count, zeros, sum, min, max, Bins.Select(bin => (bin.Key, bin.Value)));
        }
    }
}

/// <summary>Errors of one masked message as they are saved.</summary>
internal sealed record ErrorData(string Key, string Type, long Count, long First, long Last, Dictionary<int, long> Hours, string? Host, SampleData? Sample)
{
    public ErrorStats ToStats()
    {
        var stats = new ErrorStats { Key = Key, Type = Type, Count = Count, First = First, Last = Last, Host = Host, Sample = Sample?.ToSample() };
        foreach (var (hour, count) in Hours)
        {
            stats.Hours[hour] = count;
        }

        return stats;
    }
}

/// <summary>The period before as it is saved.</summary>
internal sealed record PreviousData(long Since, long Entries, Dictionary<string, long> Errors, long First = long.MaxValue)
{
    public PreviousPeriod ToPeriod()
    {
        var period = new PreviousPeriod(Since) { Entries = Entries, First = First };
        foreach (var (error, count) in Errors)
        {
            period.Add(error, count);
        }

        return period;
    }
}

/// <summary>Suspicious lines of one kind as they are saved.</summary>
internal sealed record SuspicionData(long Count, SampleData? Sample);

/// <summary>An example as it is saved.</summary>
internal sealed record SampleData(string Path, long? Line, long Offset, long Ticks, string Text, string Message)
{
    public static SampleData? From(LineSample? sample) => sample is null ? null : new SampleData(sample.Place.Path, sample.Place.Line, sample.Place.Offset, sample.Ticks, sample.Shown, LogRedaction.Mask(sample.Message));

    public LineSample ToSample() => new(new LinePlace(Path, Line, Offset), Ticks, Text, Message);
}
