using System.Globalization;
using McpOps.Servers;

namespace McpOps.Maintenance.Schedules;

/// <summary>What is to be run, and when.</summary>
internal sealed record ScheduleEntry
{
    /// <summary>Such as <c>mcpops-daily</c>.</summary>
    public required string Name { get; init; }

    public required string Plan { get; init; }

    /// <summary>Hours and minutes, such as <c>02:00</c>.</summary>
    public required string At { get; init; }

    /// <summary>A day of the week or of the month; every day when null.</summary>
    public string? On { get; init; }

    /// <summary>The servers; all that have the plan when empty.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>The program, a whole path.</summary>
    public required string Command { get; init; }

    /// <summary>The inventory, a whole path.</summary>
    public required string Inventory { get; init; }

    public string? Account { get; init; }

    /// <summary>Where state is kept (<c>XDG_STATE_HOME</c>), if not below the home folder of the account.</summary>
    public string? StateHome { get; init; }

    public string When => $"{(On is null ? "" : On + " ")}{At}";

    /// <summary>How long a run waits for another in seconds, as for the week's plan of the day's at the same minute: as long as a run may take.</summary>
    public const int LockWait = 6 * 3600;

    /// <summary>How long waiting and running may take together, in hours.</summary>
    public const int Hours = 12;

    /// <summary>The program's arguments.</summary>
    public IReadOnlyList<string> Arguments => ["maintain", Plan, .. Servers, "--lock-wait", LockWait.ToString(CultureInfo.InvariantCulture), "--config-path", Inventory];

    /// <summary>One entry for each plan; where servers have it at different times, one for each time with its servers.</summary>
    public static IReadOnlyList<ScheduleEntry> Of(IReadOnlyList<McpServer> servers, IReadOnlyList<string> plans, string command, string inventory, string? account) =>
    [
        .. servers.Where(server => server.Enabled).SelectMany(server => server.Plans.Where(plan => plan.At is not null && (plans.Count == 0 || plans.Contains(plan.Name, StringComparer.Ordinal))).Select(plan => (Server: server.Name, Plan: plan)))
            .GroupBy(one => one.Plan.Name, StringComparer.Ordinal).SelectMany(group =>
            {
                var times = group.GroupBy(one => (one.Plan.At, one.Plan.On)).ToList();
                return times.Select(time => new ScheduleEntry
                {
                    Name = $"mcpops-{Plain(group.Key)}{(times.Count > 1 ? $"-{time.Key.On}{time.Key.At!.Replace(":", "", StringComparison.Ordinal)}" : "")}",
                    Plan = group.Key, At = time.Key.At!, On = time.Key.On, Servers = times.Count > 1 ? [.. time.Select(one => one.Server)] : [],
                    Command = command, Inventory = inventory, Account = account,
                });
            }),
    ];

    // A name that cron takes has no dot, and a unit's no space.
    private static string Plain(string plan) => new([.. plan.Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' ? character : '-')]);
}

/// <summary>A file of an entry: whatever is in it is ours.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its text, with the marker.</param>
internal sealed record ScheduleFile(string Name, string Text)
{
    /// <summary>True for UTF-16, which the Task Scheduler wants.</summary>
    public bool Wide { get; init; }
}
