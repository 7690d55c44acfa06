using McpOps.Logs.Parsing;

namespace McpOps.Logs.Summaries;

/// <summary>Makes the record of a state.</summary>
/// <param name="options">The zone, how many of each are listed, and whether by day or hour.</param>
internal sealed class SummaryWriter(LogOptions options)
{
    private const int StatusLimit = 20;

    /// <summary>The record.</summary>
    public McpLogSummary Write(SummaryState state, string name)
    {
        var total = new StretchStats();
        foreach (var stretch in state.Stretches.Values.Append(state.Undated))
        {
            total.Merge(stretch);
        }

        // A log that names only what is done, and no beginning, has as many requests as ends.
        var requests = Requests(total, total);
        var activity = new Activity(state);
        return new McpLogSummary
        {
            Server = name,
            Host = options.Host,
            Subject = options.Subject,
            Paths = List(state.Paths),
            Files = state.Files,
            Bytes = state.Bytes,
            Lines = state.Lines,
            Entries = state.Entries,
            Unparsed = state.Unparsed,
            UnparsedSamples = List(state.UnparsedSamples.Select(sample => new McpLogSample(sample.Place.Path, sample.Place.Line, sample.Place.Offset, sample.Shown))),
            Formats = List(state.Formats.Select(pair => new McpLogFormat(
                pair.Key, pair.Value.Format, pair.Value.Entries, Percent(pair.Value.Timed, pair.Value.Entries), Percent(pair.Value.Levelled, pair.Value.Entries), pair.Value.Unparsed, pair.Value.Lines, pair.Value.Sample?.Shown) { Untold = pair.Value.Untold })),
            First = Moment(state.First),
            Last = Moment(state.Last),
            Levels = Levels(state),
            Requests = requests,
            Successes = total.Successes,
            Errors = total.Errors,
            Warnings = total.Warnings,
            ErrorRatePercent = Rate(total.Errors, requests, state.Entries),
            LatencyCount = total.Latency.Count,
            LatencyMeanMs = Round(total.Latency.MeanMs),
            LatencyP50Ms = Round(total.Latency.Quantile(0.5)),
            LatencyP90Ms = Round(total.Latency.Quantile(0.9)),
            LatencyP95Ms = Round(total.Latency.Quantile(0.95)),
            LatencyP99Ms = Round(total.Latency.Quantile(0.99)),
            LatencyMaxMs = Round(total.Latency.MaxMs),
            TopErrors = List(new ErrorRanking(state, options).Top()),
            TopDomains = Top(state.Domains, options.Top),
            TopTools = Top(state.Tools, options.Top),
            TopClients = Top(state.Clients, options.Top),
            StatusCodes = Top(state.Statuses, StatusLimit),
            Rows = List(options.By is null ? [] : Rows(state, total)),
            Silences = List(activity.Silences),
            Restarts = List(activity.Restarts),
            AvailabilityPercent = activity.AvailabilityPercent,
            Suspicious = List(state.Suspicious.OrderByDescending(pair => pair.Value.Count).Select(pair => new McpLogSuspicion(pair.Key, pair.Value.Count, pair.Value.Sample?.Place.Path, pair.Value.Sample?.Place.Line, pair.Value.Sample?.Place.Offset, pair.Value.Sample?.Shown))),
            Approximate = state.Domains.Error + state.Tools.Error + state.Clients.Error > 0,
            Counts = state,
        };
    }

    private static McpLogCounts Levels(SummaryState state)
    {
        var levels = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var level = LogLevels.Count - 1; level > 0; level--)
        {
            if (state.Levels[level] > 0)
            {
                levels.Add(LogLevels.Name((LogLevel)level)!, state.Levels[level]);
            }
        }

        return new McpLogCounts(levels);
    }

    /// <summary>A share in percent with two decimals; null for a share of nothing.</summary>
    public static double? Percent(long part, long whole) => whole == 0 ? null : Math.Round(100.0 * part / whole, 2);

    private static double? Rate(long errors, long requests, long entries) => Percent(errors, requests > 0 ? requests : entries);

    private static long Requests(StretchStats stats, StretchStats total) => total.Requests > 0 ? stats.Requests : stats.Successes;

    private static double? Round(double? value) => value is { } number ? Math.Round(number, 3) : null;

    private static McpLogList<McpLogCount> Top(TopCounter counter, int count) =>
        List(counter.Top(count).Select(pair => new McpLogCount(LogRedaction.Mask(pair.Name), pair.Count, Percent(pair.Count, counter.Total) ?? 0)));

    private static McpLogList<T> List<T>(IEnumerable<T> items) => new([.. items]);

    private List<McpLogRow> Rows(SummaryState state, StretchStats total)
    {
        var zone = options.TimeZone;
        var byHour = options.By!.Equals("hour", StringComparison.OrdinalIgnoreCase);
        var rows = new SortedDictionary<DateTimeOffset, StretchStats>();
        foreach (var (key, stats) in state.Stretches)
        {
            var moment = TimeZoneInfo.ConvertTime(new DateTimeOffset(key * StretchStats.Step, TimeSpan.Zero), zone);
            var start = byHour ? moment - TimeSpan.FromMinutes(moment.Minute) : new DateTimeOffset(moment.Date, zone.GetUtcOffset(moment.Date));
            if (!rows.TryGetValue(start, out var row))
            {
                rows[start] = row = new StretchStats();
            }

            row.Merge(stats);
        }

        return [.. rows.Select(pair => Row(pair.Key, pair.Value, total))];
    }

    private static McpLogRow Row(DateTimeOffset start, StretchStats stats, StretchStats total) => new()
    {
        Start = start.LocalDateTime,
        Entries = stats.Entries,
        Requests = Requests(stats, total),
        Successes = stats.Successes,
        Errors = stats.Errors,
        ErrorRatePercent = Rate(stats.Errors, Requests(stats, total), stats.Entries),
        LatencyMeanMs = Round(stats.Latency.MeanMs),
        LatencyP95Ms = Round(stats.Latency.Quantile(0.95)),
    };

    private static DateTime? Moment(long ticks) =>
        ticks is long.MaxValue or long.MinValue ? null : new DateTimeOffset(ticks, TimeSpan.Zero).LocalDateTime;
}
