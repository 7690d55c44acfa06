namespace McpOps.Core.Tests.Monitoring;

/// <summary>A wall clock that does not go as fast as time passes.</summary>
internal sealed class JumpingTime(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _ticks;

    public void Pass(TimeSpan real, TimeSpan wall) => (_now, _ticks) = (_now + wall, _ticks + real.Ticks);
}
