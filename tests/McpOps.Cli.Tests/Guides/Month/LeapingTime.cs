namespace McpOps.Cli.Tests.Guides.Month;

/// <summary>A clock that leaps ahead when it is told to, and else goes as time does: what waits for a server waits really.</summary>
internal sealed class LeapingTime : TimeProvider
{
    private readonly Lock _gate = new();
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return base.GetUtcNow() + _ahead;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return base.GetTimestamp() + (long)(_ahead.TotalSeconds * TimestampFrequency);
        }
    }

    /// <summary>Leaps to a moment; never back.</summary>
    public void LeapTo(DateTimeOffset moment)
    {
        lock (_gate)
        {
            var ahead = moment - base.GetUtcNow();
            _ahead = ahead > _ahead ? ahead : _ahead;
        }
    }
}
