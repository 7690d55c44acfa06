namespace McpOps.Maintenance;

/// <summary>When a server's plan ran last, and when it is due.</summary>
public sealed record McpPlanStatus : IHostRecord
{
    /// <summary>The outcome of a run that was killed.</summary>
    public const string Interrupted = "Interrupted";

    /// <summary>The server.</summary>
    public required string Server { get; init; }

    /// <summary>The machine that made this record: its name, or what <c>MCPOPS_HOST</c> says. Null in what an older version wrote.</summary>
    public string? Host { get; init; }

    /// <summary>The plan.</summary>
    public required string Plan { get; init; }

    /// <summary>When it is due, such as <c>sunday 03:00</c>; null when it is run by hand only.</summary>
    public string? At { get; init; }

    /// <summary>When it was begun last as a whole; null when it never was here. A run of some of its steps does not count.</summary>
    public DateTime? LastRun { get; init; }

    /// <summary>The worst of its last run's steps, each by what it came to last, for those of a run that only some were asked of count too: one of <see cref="StepOutcome"/>, <c>Running</c> or <see cref="Interrupted"/>; null when it never ran here, or only steps of it did, and well. A step that was left out because another failed counts as failed until it is run.</summary>
    public string? Outcome { get; init; }

    /// <summary>When it is due next; null when it is run by hand only.</summary>
    public DateTime? Next { get; init; }

    /// <summary>True when it has run here before, and missed its time.</summary>
    public bool Late { get; init; }

    /// <summary>What went wrong in the last run and was not made up for since; empty when nothing did.</summary>
    public string Message { get; init => field = value ?? ""; } = "";
}
