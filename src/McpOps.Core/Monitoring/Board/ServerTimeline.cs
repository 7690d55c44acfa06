namespace McpOps.Monitoring;

/// <summary>What a board remembers of one server's past: 90 days by the hour, and the last day's checks one by one. Small, so that a thousand servers fit.</summary>
/// <param name="every">From one sample to the next.</param>
internal sealed class ServerTimeline(TimeSpan every)
{
    /// <summary>How many days are remembered.</summary>
    public const int Days = 90;

    private const int Hour = 3600;

    // A day of minutes, and a little more.
    private const int MostRecent = 1500;
    private static readonly (string Name, TimeSpan Length)[] Windows = [("24h", TimeSpan.FromHours(24)), ("7d", TimeSpan.FromDays(7)), ("30d", TimeSpan.FromDays(30)), ("90d", TimeSpan.FromDays(Days))];
    private readonly PastHours _hours = new((Days + 1) * 24);
    private readonly Queue<PastCheck> _recent = new();
    private long _newest = long.MinValue;
    private long _first = long.MaxValue;

    /// <summary>True once its history has been read.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>From when on the samples themselves are wanted of the history: the last day, and the whole of the hour in which the watch began.</summary>
    public DateTimeOffset SamplesFrom(DateTimeOffset now) => DateTimeOffset.FromUnixTimeSeconds(Math.Min(now.ToUnixTimeSeconds() - (24 * Hour), _first == long.MaxValue ? long.MaxValue : _first / Hour * Hour));

    /// <summary>Adds the newest sample; one that does not count (of a window, of our own network) is a gap.</summary>
    public void Add(McpSample sample)
    {
        var slot = sample.Slot.ToUnixTimeSeconds();
        if (slot <= _newest || sample.Mark is not null)
        {
            return;
        }

        // The hour before is over: its percentiles are kept.
        if (_newest > 0 && _newest / Hour != slot / Hour)
        {
            Close(_newest / Hour);
        }

        (_newest, _first) = (slot, Math.Min(_first, slot));
        var check = PastCheck.Of(slot, sample);
        Remember(check);
        Count(check);
    }

    /// <summary>Takes what the history has of the time before the samples that were added.</summary>
    /// <param name="success">Of each hour, how many samples there were and what share of them was good.</param>
    /// <param name="response">Of each hour, the response time.</param>
    /// <param name="recent">The samples since <see cref="SamplesFrom"/>.</param>
    public void Complete(IEnumerable<Stretch> success, IEnumerable<Stretch> response, IReadOnlyList<McpSample> recent)
    {
        var seen = _recent.ToList();
        foreach (var stretch in success.Where(stretch => stretch.Count > 0))
        {
            var good = (int)Math.Round((stretch.Of("sum") ?? 0) / 100);
            _hours.Put(_hours.At(stretch.From.ToUnixTimeSeconds() / Hour) with { Good = good, Bad = (int)stretch.Count - good });
        }

        foreach (var stretch in response.Where(stretch => stretch.Count > 0))
        {
            _hours.Put(_hours.At(stretch.From.ToUnixTimeSeconds() / Hour) with { P50 = (float)stretch.Of("p50")!, P95 = (float)stretch.Of("p95")! });
        }

        var last = recent.Where(sample => sample.Mark is null).Select(sample => sample.Slot.ToUnixTimeSeconds()).DefaultIfEmpty(long.MinValue).Max();
        _recent.Clear();
        foreach (var check in seen.UnionBy(recent.Where(sample => sample.Mark is null).Select(sample => PastCheck.Of(sample.Slot.ToUnixTimeSeconds(), sample)), check => check.Slot).OrderBy(check => check.Slot))
        {
            Remember(check);
        }

        // What was seen while the history was read may be in its hours or not: of an hour counts who knows more.
        foreach (var hour in _recent.Where(check => check.Slot >= _first / Hour * Hour).GroupBy(check => check.Slot / Hour))
        {
            var known = _hours.At(hour.Key);
            if (hour.Count(check => check.Success is not null) >= known.Good + known.Bad)
            {
                _hours.Put(known with { Good = 0, Bad = 0 });
                hour.ToList().ForEach(Count);
                Close(hour.Key);
            }
        }

        _newest = Math.Max(_newest, last);
        IsComplete = true;
    }

    /// <summary>The availability over each of the times that people ask for; each begins with a whole hour.</summary>
    public IReadOnlyList<McpAvailability> Availability(DateTimeOffset now) => [.. Windows.Select(window =>
    {
        var first = (now - window.Length).ToUnixTimeSeconds() / Hour;
        var (good, known) = _hours.Sum(first, now.ToUnixTimeSeconds() / Hour);
        return new McpAvailability { Window = window.Name, Achieved = Share(good, known), UnknownShare = Unknown(known, now.ToUnixTimeSeconds() - (first * Hour)) };
    })];

    /// <summary>The last checks, oldest first.</summary>
    public IReadOnlyList<McpPastCheck> Checks(int most) =>
        [.. _recent.Skip(Math.Max(0, _recent.Count - most)).Select(check => new McpPastCheck(DateTimeOffset.FromUnixTimeSeconds(check.Slot).LocalDateTime, check.Status, check.ResponseMs))];

    /// <summary>A percentile of the response time over the last day; null where there is no sample.</summary>
    public double? Percentile(string statistic, DateTimeOffset now)
    {
        var first = now.ToUnixTimeSeconds() - (24 * Hour);
        return Of(_recent.Where(check => check.Slot >= first), statistic);
    }

    /// <summary>The last hours, oldest first; those of which nothing is known are in it.</summary>
    public IReadOnlyList<McpPastStretch> LastHours(DateTimeOffset now, int most) => Stretches(now, most, 1);

    /// <summary>The last days (of UTC), oldest first.</summary>
    public IReadOnlyList<McpPastStretch> LastDays(DateTimeOffset now) => Stretches(now, Days, 24);

    private List<McpPastStretch> Stretches(DateTimeOffset now, int most, int hours)
    {
        var seconds = now.ToUnixTimeSeconds();
        var last = seconds / Hour / hours;
        var stretches = new List<McpPastStretch>(most);
        for (var at = last - most + 1; at <= last; at++)
        {
            var (good, known) = _hours.Sum(at * hours, ((at + 1) * hours) - 1);
            var length = Math.Min((at + 1) * hours * Hour, seconds) - (at * hours * Hour);
            var (p50, p95) = hours > 1 ? (null, null) : at == last ? OfChecks(at) : _hours.At(at) is { HasTimes: true } past ? (past.P50, past.P95) : at == _newest / Hour ? OfChecks(at) : (null, null);
            stretches.Add(new McpPastStretch(DateTimeOffset.FromUnixTimeSeconds(at * hours * Hour).LocalDateTime, Share(good, known), Unknown(known, length), Rounded(p50), Rounded(p95)));
        }

        return stretches;
    }

    private void Close(long hour)
    {
        var (p50, p95) = OfChecks(hour);
        _hours.Put(_hours.At(hour) with { P50 = (float)(p50 ?? double.NaN), P95 = (float)(p95 ?? double.NaN) });
    }

    private (double? P50, double? P95) OfChecks(long hour)
    {
        var checks = _recent.Where(check => check.Slot / Hour == hour).ToList();
        return (Of(checks, "p50"), Of(checks, "p95"));
    }

    private static double? Of(IEnumerable<PastCheck> checks, string statistic)
    {
        var values = checks.Where(check => check.ResponseMs is not null).Select(check => (double)check.ResponseMs!.Value).ToList();
        return values.Count == 0 ? null : Rounded(Statistics.Of(values, statistic));
    }

    private void Remember(PastCheck check)
    {
        _recent.Enqueue(check);
        if (_recent.Count > MostRecent)
        {
            _recent.Dequeue();
        }
    }

    private void Count(PastCheck check)
    {
        var hour = _hours.At(check.Slot / Hour);
        var success = check.Success;
        _hours.Put(hour with { Good = hour.Good + (success > 0 ? 1 : 0), Bad = hour.Bad + (success is 0 ? 1 : 0) });
    }

    private static double? Share(long good, long known) => known == 0 ? null : Math.Round(100.0 * good / known, 4);

    private double Unknown(long known, double seconds) => Math.Round(Math.Clamp(100 * (1 - (known / Math.Max(1, Math.Floor(seconds / every.TotalSeconds)))), 0, 100), 2);

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 2) : null;

    private readonly record struct PastCheck(long Slot, string Status, bool Works, float? ResponseMs)
    {
        public double? Success => MetricNames.SuccessOf(Status, Works);

        public static PastCheck Of(long slot, McpSample sample) => new(slot, sample.Status, sample.Values.ContainsKey(MetricNames.Works), sample.Values.TryGetValue("response", out var value) ? (float)value : null);
    }
}
