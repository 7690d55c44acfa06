using McpOps.Logs.Parsing;

namespace McpOps.Logs;

/// <summary>The stretch of time that is asked for.</summary>
/// <param name="since">Its beginning; null when not limited.</param>
/// <param name="until">Its end, not included; null when not limited.</param>
internal sealed class TimeRange(DateTimeOffset? since, DateTimeOffset? until)
{
    private bool _last = since is null;

    /// <summary>The period that is chosen.</summary>
    public TimeRange(LogOptions options)
        : this(options.Since, options.Until)
    {
    }

    /// <summary>Ticks of UTC; the beginning of time when not limited.</summary>
    public long Since { get; } = since?.UtcTicks ?? 0;

    /// <summary>Ticks of UTC; the end of time when not limited.</summary>
    public long Until { get; } = until?.UtcTicks ?? long.MaxValue;

    /// <summary>All that is read: the period that is chosen, and the one before where they are compared.</summary>
    public static TimeRange Read(LogOptions options) => new(options.PreviousSince ?? options.Since, options.Until);

    /// <summary>The period before the one that is chosen; null where they are not compared.</summary>
    public static TimeRange? Previous(LogOptions options) => options.PreviousSince is { } since ? new TimeRange(since, options.Since) : null;

    /// <summary>Everything is asked for.</summary>
    public bool IsAll { get; } = since is null && until is null;

    /// <summary>Whether an entry says when it was; a time of day alone does not.</summary>
    public static bool IsTold(ref LogLine line) => line.HasTime && !line.Time.IsTimeOnly;

    /// <summary>Whether an entry is within; one without a time goes with the entry before it.</summary>
    public bool Contains(ref LogLine line, LogClock clock)
    {
        if (IsTold(ref line))
        {
            var utc = clock.ToUtc(line.Time);
            _last = utc >= Since && utc < Until;
        }

        return _last || IsAll;
    }
}
