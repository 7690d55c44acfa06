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

    /// <summary>The slot of a single run: the second in which it begins, or the next one where the run before it was in the same, for a sample of each is wanted.</summary>
    public static DateTimeOffset Next(DateTimeOffset now, DateTimeOffset? last)
    {
        var slot = SampleOf.Whole(now);
        return last is { } before && slot <= SampleOf.Whole(before) ? SampleOf.Whole(before).AddSeconds(1) : slot;
    }

    /// <summary>The first slot after a moment. Those that were missed are not made up for.</summary>
    public static DateTimeOffset After(string server, TimeSpan every, DateTimeOffset now) => At(server, every, now) + TimeSpan.FromSeconds(Math.Max(1, (long)every.TotalSeconds));
}
