namespace McpOps.Monitoring;

/// <summary>When the watch ran last: whoever starts it notices that nobody watched.</summary>
internal static class WatchRuns
{
    /// <summary>The name of the run.</summary>
    public const string Watch = "watch";

    private const int MissedRounds = 3;

    /// <summary>Whether the last run is older than three of its intervals.</summary>
    public static bool IsStale(WatchRun last, DateTimeOffset now) => now - last.At > TimeSpan.FromSeconds(MissedRounds * last.EverySeconds);

    /// <summary>Says that nobody watches: that nothing fires means nothing then.</summary>
    public static void WarnOfSilence(EngineContext context, WatchRun? last, string history, DateTimeOffset now)
    {
        if (last is null || IsStale(last, now))
        {
            var seen = last is null ? $"nothing of {history} was ever watched" : $"the last look was at {MessageText.Time(last.At)}";
            context.Warn("NotWatched", $"Nobody watches: {seen}. Run 'mcpops watch' (Watch-McpHealth), on and on or by a timer.", history);
        }
    }

    /// <summary>Says that nobody watched, where the last run is older than three of its intervals.</summary>
    public static void WarnOfGap(EngineContext context, WatchRun? last, DateTimeOffset now)
    {
        if (last is not null && IsStale(last, now))
        {
            context.Warn("WatchGap", $"Nobody watched since {MessageText.Time(last.At)}, which is {Spans.Text(now - last.At)}; it was to be every {Spans.Text(TimeSpan.FromSeconds(last.EverySeconds))}. What is wrong is judged from what was known then and from what is seen now.");
        }
    }
}
