namespace McpOps.Monitoring;

/// <summary>When the watch ran last: whoever starts it notices that nobody watched.</summary>
internal static class WatchRuns
{
    /// <summary>The name of the run.</summary>
    public const string Watch = "watch";

    private const int MissedRounds = 3;

    /// <summary>Says that nobody watched, where the last run is older than three of its intervals.</summary>
    public static void WarnOfGap(EngineContext context, WatchRun? last, DateTimeOffset now)
    {
        if (last is not null && now - last.At > TimeSpan.FromSeconds(MissedRounds * last.EverySeconds))
        {
            context.Warn("WatchGap", $"Nobody watched since {MessageText.Time(last.At)}, which is {Spans.Text(now - last.At)}; it was to be every {Spans.Text(TimeSpan.FromSeconds(last.EverySeconds))}. What is wrong is judged from what was known then and from what is seen now.");
        }
    }
}
