namespace McpOps.Monitoring;

/// <summary>
/// Why samples do not count. One of which nothing can be seen is no result at all. One of maintenance is left out of objectives, availability and figures, and is judged by rules as any other:
/// its alerts are held, and what is still bad at the end of the window fires then.
/// </summary>
internal static class SampleMarks
{
    /// <summary>A look between two slots, after a first failure: it is judged as any other, and counts in no share of time, for it stands for none.</summary>
    public const string Again = "again";

    /// <summary>What stands before a window's name.</summary>
    public const string Window = "window:";

    /// <summary>Whether a mark is of maintenance.</summary>
    public static bool IsOfWindow(string? mark) => mark?.StartsWith(Window, StringComparison.Ordinal) is true;

    /// <summary>Whether a mark says that nothing could be seen.</summary>
    public static bool IsBlind(string? mark) => mark is not null and not Again && !IsOfWindow(mark);

    /// <summary>A sample with the mark of the window that was open when it was taken. Whatever is made of it later, this stays.</summary>
    public static McpSample Of(WatchPlan plan, McpSample sample) => IsBlind(sample.Mark) || sample.Mark is Again ? sample
        : plan.Fleet.Alerts.Windows.Count == 0 && sample.Mark is null ? sample
        : sample with { Mark = AlertWindows.Excluding(plan.Fleet.Alerts.Windows, sample.Server, sample.Slot) is { } window ? Window + window.Name : null };
}
