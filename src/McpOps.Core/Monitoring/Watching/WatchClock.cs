namespace McpOps.Monitoring;

/// <summary>
/// The time of the watch: UTC that never goes back. Where the machine's clock is set back, the watch goes on from where it was, as fast as time really passes, so that no window opens twice
/// and no reminder is repeated.
/// </summary>
/// <param name="time">The machine's clocks.</param>
/// <param name="last">The last stamp of an earlier run; null for none.</param>
internal sealed class WatchClock(TimeProvider time, DateTimeOffset? last = null)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private DateTimeOffset _now = last ?? DateTimeOffset.MinValue;
    private DateTimeOffset _wall = time.GetUtcNow();
    private long _timestamp = time.GetTimestamp();

    /// <summary>Now.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_gate)
            {
                var elapsed = time.GetElapsedTime(_timestamp);
                var wall = time.GetUtcNow();
                _timestamp = time.GetTimestamp();
                _now = _now == DateTimeOffset.MinValue || wall >= _now + elapsed ? wall : _now + elapsed;
                return _now;
            }
        }
    }

    /// <summary>How far the machine's clock jumped since this was asked last, beyond what really passed; null for not worth a word.</summary>
    public TimeSpan? Jump(ref long since)
    {
        lock (_gate)
        {
            var wall = time.GetUtcNow();
            var jump = wall - _wall - time.GetElapsedTime(since);
            (_wall, since) = (wall, time.GetTimestamp());
            return jump.Duration() > Tolerance ? jump : null;
        }
    }
}
