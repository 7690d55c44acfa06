using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>
/// Whether a window is open. It begins at a local time and is as long as it says in real time: over midnight, and over a change of the clocks. One that would begin in an hour
/// that is left out begins at its end; of an hour that comes twice, at the first one.
/// </summary>
internal static class AlertWindows
{
    /// <summary>The open window that holds a server's alerts; null when there is none.</summary>
    public static McpAlertWindow? Open(IReadOnlyList<McpAlertWindow> windows, string server, DateTimeOffset now) =>
        windows.FirstOrDefault(window => Names.Fit(window.Servers, server) && IsOpen(window, now));

    /// <summary>The open window whose samples do not count for objectives; null when there is none.</summary>
    public static McpAlertWindow? Excluding(IReadOnlyList<McpAlertWindow> windows, string server, DateTimeOffset now) =>
        windows.FirstOrDefault(window => !window.Counts && Names.Fit(window.Servers, server) && IsOpen(window, now));

    /// <summary>Whether a window is open at a moment.</summary>
    public static bool IsOpen(McpAlertWindow window, DateTimeOffset now) => LastBegin(window, now) is { } begin && now < begin + window.For;

    /// <summary>When the window began that is open at a moment, or would be; null where none began within its length.</summary>
    public static DateTimeOffset? LastBegin(McpAlertWindow window, DateTimeOffset now)
    {
        var zone = window.Zone is { } name ? TimeZoneInfo.FindSystemTimeZoneById(name) : TimeZoneInfo.Utc;
        var cron = CronText.Parse(window.Cron);
        DateTimeOffset? last = null;

        // An occurrence in the hour that is left out is moved forward, so the search begins a day before.
        for (var from = now - window.For; cron.GetNextOccurrence(from, zone, inclusive: true) is { } next && next <= now; from = next.AddSeconds(1))
        {
            last = next;
        }

        return last;
    }
}
