namespace McpOps.Maintenance;

/// <summary>What became of one step of a plan.</summary>
public sealed record McpMaintenanceStep : IHostRecord
{
    /// <summary>The plan, such as <c>daily</c>.</summary>
    public required string Plan { get; init; }

    /// <summary>The step's id.</summary>
    public required string Step { get; init; }

    /// <summary>What it does, such as <c>backup</c>.</summary>
    public required string Use { get; init; }

    /// <summary>The server; null for a step that is about the host.</summary>
    public string? Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>One of <see cref="StepOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>What was changed, or would be: files, backups, commands. The first thousand.</summary>
    public IReadOnlyList<string> Changed { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>How many were changed, or would be.</summary>
    public long ChangedCount { get; init; }

    /// <summary>Bytes that came free, or would.</summary>
    public long FreedBytes { get; init; }

    /// <summary>What it found, or why it failed or was skipped.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>When it was begun.</summary>
    public DateTime StartedAt { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public double DurationMs { get; init; }
}

/// <summary>What a step came to.</summary>
public static class StepOutcome
{
    /// <summary>It looked, and all is well; or there was nothing to change.</summary>
    public const string Ok = "Ok";

    /// <summary>It changed something.</summary>
    public const string Changed = "Changed";

    /// <summary>It was not done, for a reason that is no fault.</summary>
    public const string Skipped = "Skipped";

    /// <summary>It was not done, or it found something that is wrong.</summary>
    public const string Failed = "Failed";

    /// <summary>It would change something; nothing was done.</summary>
    public const string WouldChange = "WouldChange";
}
