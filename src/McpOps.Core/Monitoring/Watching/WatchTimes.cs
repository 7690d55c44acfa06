namespace McpOps.Monitoring;

/// <summary>Spans of time as people write them on a command line.</summary>
public static class WatchTimes
{
    /// <summary>The span, such as of <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>30d</c>; null when the text is none, or not more than nothing.</summary>
    /// <param name="text">The text.</param>
    public static TimeSpan? Parse(string text) => TimeLength.TryParse(text);
}
