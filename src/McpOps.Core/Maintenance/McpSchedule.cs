namespace McpOps.Maintenance;

/// <summary>An entry of a scheduler that runs a plan.</summary>
public sealed record McpSchedule : IHostRecord
{
    /// <summary>Its name, such as <c>mcpops-daily</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>The plan.</summary>
    public required string Plan { get; init; }

    /// <summary>One of <see cref="ScheduleKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>When it runs, such as <c>sunday 03:00</c>.</summary>
    public string When { get; init => field = value ?? ""; } = "";

    /// <summary>One of <see cref="ScheduleState"/>.</summary>
    public required string State { get; init; }

    /// <summary>What became of it: one of <see cref="StepOutcome"/>.</summary>
    public string Outcome { get; init => field = value ?? StepOutcome.Ok; } = StepOutcome.Ok;

    /// <summary>Its files.</summary>
    public IReadOnlyList<string> Paths { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>What was changed, or would be: lines with − and +.</summary>
    public string Diff { get; init => field = value ?? ""; } = "";

    /// <summary>What is still to be done, or why nothing was.</summary>
    public string Message { get; init => field = value ?? ""; } = "";
}

/// <summary>The schedulers.</summary>
public static class ScheduleKind
{
    /// <summary>A timer of systemd.</summary>
    public const string Systemd = "systemd";

    /// <summary>A file in <c>/etc/cron.d</c>.</summary>
    public const string Cron = "cron";

    /// <summary>A task of Windows.</summary>
    public const string Windows = "windows";

    /// <summary>A runbook of Azure Automation, as text.</summary>
    public const string Azure = "azure";

    /// <summary>All.</summary>
    public static IReadOnlyList<string> All { get; } = [Systemd, Cron, Windows, Azure];
}

/// <summary>How an entry stands against the inventory.</summary>
public static class ScheduleState
{
    /// <summary>There is none.</summary>
    public const string Missing = "Missing";

    /// <summary>It is as the inventory says.</summary>
    public const string Registered = "Registered";

    /// <summary>It was written by McpOps, and the inventory says other by now.</summary>
    public const string Outdated = "Outdated";

    /// <summary>It was written by McpOps, and changed by somebody since.</summary>
    public const string Edited = "Edited";

    /// <summary>A file of that name was not written by McpOps.</summary>
    public const string Foreign = "Foreign";

    /// <summary>It is of McpOps, and the inventory has no such plan with a time.</summary>
    public const string Orphaned = "Orphaned";
}
