using System.Runtime.CompilerServices;
using McpOps.Logs.Parsing;

namespace McpOps.Logs;

/// <summary>The stretch of time that is asked for.</summary>
internal sealed class TimeRange(LogOptions options)
{
    private bool _last = options.Since is null;

    /// <summary>Ticks of UTC; the beginning of time when not limited.</summary>
    public long Since { get; } = options.Since?.UtcTicks ?? 0;

    /// <summary>Ticks of UTC; the end of time when not limited.</summary>
    public long Until { get; } = options.Until?.UtcTicks ?? long.MaxValue;

    /// <summary>Everything is asked for.</summary>
    public bool IsAll => Since == 0 && Until == long.MaxValue;

    /// <summary>Whether an entry is within; one without a time goes with the entry before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Contains(ref LogLine line, LogClock clock)
    {
        if (line.HasTime && !line.Time.IsTimeOnly)
        {
            var utc = clock.ToUtc(line.Time);
            _last = utc >= Since && utc < Until;
        }

        return _last || IsAll;
    }
}
