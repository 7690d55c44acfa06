using System.Globalization;
using McpOps.Files;
using McpOps.Servers;

namespace McpOps.Maintenance.Files;

/// <summary>Whether a log is due, and in which way it is rotated. Pure functions of what was seen; the words are those of logrotate(8).</summary>
internal static class RotationDecision
{
    public const string Rename = "Rename";
    public const string Signal = "Signal";
    public const string Reload = "Reload";
    public const string CopyTruncate = "CopyTruncate";

    /// <summary>Whether it is due, and why or why not.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="size">The log's size in bytes.</param>
    /// <param name="last">When it was rotated last, or first seen; null when it was never seen.</param>
    /// <param name="now">The time.</param>
    /// <param name="zone">The zone of the calendar's days.</param>
    public static (bool Due, string Why) Due(McpRotateRule rule, long size, DateTimeOffset? last, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (size == 0)
        {
            return (false, "it is empty");
        }

        if (rule.MaxSize is { } most && size >= most)
        {
            return (true, string.Create(CultureInfo.InvariantCulture, $"it has {size} bytes, and maxSize is {most}"));
        }

        if (rule.Every is not { } every)
        {
            return (false, string.Create(CultureInfo.InvariantCulture, $"it has {size} bytes, and maxSize is {rule.MaxSize}"));
        }

        if (last is not { } before)
        {
            return (false, "it is seen for the first time: its time is counted from now");
        }

        // A clock that was set back would let a log grow for ever.
        if (before > now + TimeSpan.FromDays(1))
        {
            return (true, $"its last rotation is dated {before:yyyy-MM-dd}, which is yet to come: the clock jumped");
        }

        var due = every.Ticks % TimeSpan.TicksPerDay == 0 && every > TimeSpan.Zero
            ? (Day(now, zone) - Day(before, zone)).TotalDays >= every.TotalDays
            : now - before >= every;
        return !due ? (false, $"it was rotated last, or first seen, at {TimeZoneInfo.ConvertTime(before, zone):yyyy-MM-dd HH:mm}")
            : rule.MinSize is { } least && size < least ? (false, string.Create(CultureInfo.InvariantCulture, $"it has {size} bytes, and minSize is {least}"))
            : (true, $"it was rotated last, or first seen, at {TimeZoneInfo.ConvertTime(before, zone):yyyy-MM-dd HH:mm}");
    }

    /// <summary>The way that loses nothing, or the least; null with the reason where there is none.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="writers">Who has the log open for writing.</param>
    /// <param name="unknown">True when there may be others that this account cannot see.</param>
    public static (string? Way, string Why) Way(McpRotateRule rule, IReadOnlyList<FileHolder> writers, bool unknown) =>
        unknown && writers.Count == 0 ? (null, "it belongs to another account, and who has it open cannot be seen: run this as root, or as the log's owner")
        : writers.Count == 0 ? (Rename, "nobody has it open")
        : rule.Reload.Count > 0 ? (Reload, "its writer opens it anew when it is told to by 'reload'")
        : rule.Signal is { } signal ? (Signal, $"its writer opens it anew on {signal}")
        : writers.All(writer => writer.Appends) ? (CopyTruncate, "its writer keeps it open, appends, and nothing says how to make it open the log anew")
        : (null, $"process {writers.First(writer => !writer.Appends).ProcessId} has it open and does not append: to cut it would leave a hole of zeros. Give the rule a \"signal\" or \"reload\", or start the writer with >> instead of >");

    private static DateTime Day(DateTimeOffset moment, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(moment, zone).Date;
}
