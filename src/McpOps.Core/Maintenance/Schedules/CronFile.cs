using System.Globalization;
using McpOps.Servers;

namespace McpOps.Maintenance.Schedules;

/// <summary>A file in /etc/cron.d: crontab(5). A table is never piped into crontab(1), which would replace all that others wrote there.</summary>
internal static class CronFile
{
    public static IReadOnlyList<ScheduleFile> Files(ScheduleEntry entry) =>
    [
        new(entry.Name, ScheduleMark.Put($"""
            # {"{mark}"}
            SHELL=/bin/sh
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            {(entry.StateHome is { } state ? $"XDG_STATE_HOME=\"{state}\"\n" : "")}{Times(entry)} {entry.Account ?? "root"} timeout {ScheduleEntry.Hours}h {string.Join(' ', new[] { entry.Command }.Concat(entry.Arguments).Select(Quote))}

            """.Replace("\r\n", "\n", StringComparison.Ordinal))),
    ];

    internal static string Times(ScheduleEntry entry)
    {
        var time = TimeOnly.ParseExact(entry.At, "HH:mm", CultureInfo.InvariantCulture);
        var isDay = int.TryParse(entry.On, NumberStyles.None, CultureInfo.InvariantCulture, out var day);

        // Of day of month and day of week either is enough for cron, so only one of them is ever given.
        var week = entry.On is { } on && !isDay ? ((Array.IndexOf(McpPlan.Days, on) + 1) % 7).ToString(CultureInfo.InvariantCulture) : "*";
        return string.Create(CultureInfo.InvariantCulture, $"{time.Minute} {time.Hour} {(isDay ? day.ToString(CultureInfo.InvariantCulture) : "*")} * {week}");
    }

    // For sh; and a percent sign would end the line for cron.
    internal static string Quote(string word)
    {
        var quoted = word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || "/-_.:=@+,".Contains(character, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
        return quoted.Replace("%", "\\%", StringComparison.Ordinal);
    }
}
