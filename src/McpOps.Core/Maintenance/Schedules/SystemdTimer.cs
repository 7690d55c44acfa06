using System.Globalization;

namespace McpOps.Maintenance.Schedules;

/// <summary>A service and its timer: systemd.timer(5), systemd.service(5), systemd.time(7).</summary>
internal static class SystemdTimer
{
    public static IReadOnlyList<ScheduleFile> Files(ScheduleEntry entry) =>
    [
        new($"{entry.Name}.service", ScheduleMark.Put($"""
            # {"{mark}"}
            [Unit]
            Description=McpOps: the plan {entry.Plan} of MCP servers
            After=network-online.target
            Wants=network-online.target

            [Service]
            Type=oneshot
            ExecStart={string.Join(' ', new[] { entry.Command }.Concat(entry.Arguments).Select(word => Quote(word)))}
            {(entry.Account is { } account ? $"User={account}\n" : "")}{(entry.StateHome is { } state ? $"Environment={Quote($"XDG_STATE_HOME={state}", "$")}\n" : "")}Nice=10
            IOSchedulingClass=idle
            TimeoutStartSec={ScheduleEntry.Hours}h
            NoNewPrivileges=true

            """.Replace("\r\n", "\n", StringComparison.Ordinal))),
        new($"{entry.Name}.timer", ScheduleMark.Put($"""
            # {"{mark}"}
            [Unit]
            Description=McpOps: when the plan {entry.Plan} is due

            [Timer]
            OnCalendar={Calendar(entry)}
            Persistent=true
            RandomizedDelaySec=15m
            FixedRandomDelay=true
            AccuracySec=1m

            [Install]
            WantedBy=timers.target

            """.Replace("\r\n", "\n", StringComparison.Ordinal))),
    ];

    /// <summary>Always with a time: weekly and daily alone would both mean midnight.</summary>
    internal static string Calendar(ScheduleEntry entry) => entry.On switch
    {
        null => $"*-*-* {entry.At}:00",
        var on when int.TryParse(on, NumberStyles.None, CultureInfo.InvariantCulture, out var day) => $"*-*-{day:00} {entry.At}:00",
        var on => $"{char.ToUpperInvariant(on[0])}{on[1..3]} *-*-* {entry.At}:00",
    };

    // A percent sign is a specifier, a dollar a variable, and quotes hold words together.
    // Only a command line has variables: elsewhere a dollar is one.
    internal static string Quote(string word, string dollar = "$$")
    {
        var escaped = word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal).Replace("$", dollar, StringComparison.Ordinal);
        return escaped.All(character => char.IsAsciiLetterOrDigit(character) || "/-_.:=@+,".Contains(character, StringComparison.Ordinal)) ? escaped : $"\"{escaped}\"";
    }
}
