namespace McpOps.Monitoring;

/// <summary>When a server is probed: at a place within the interval that its name gives, so that not all are probed at once; on a grid of time, so that nothing drifts. Pure functions.</summary>
internal static class Slots
{
    /// <summary>The slot at or before a moment.</summary>
    public static DateTimeOffset At(string server, TimeSpan every, DateTimeOffset now)
    {
        var seconds = Math.Max(1, (long)every.TotalSeconds);
        var offset = StableHash.Of(server) % seconds;
        var since = now.ToUnixTimeSeconds() - offset;
        return DateTimeOffset.FromUnixTimeSeconds((since - (((since % seconds) + seconds) % seconds)) + offset);
    }

    /// <summary>The first slot after a moment. Those that were missed are not made up for.</summary>
    public static DateTimeOffset After(string server, TimeSpan every, DateTimeOffset now) => At(server, every, now) + TimeSpan.FromSeconds(Math.Max(1, (long)every.TotalSeconds));
}
