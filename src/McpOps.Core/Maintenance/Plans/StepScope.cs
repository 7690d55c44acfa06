using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>What a step works with.</summary>
internal sealed record StepScope
{
    public required EngineContext Context { get; init; }

    /// <summary>The server that the step is for.</summary>
    public required McpServer Server { get; init; }

    /// <summary>All servers of the inventory.</summary>
    public required IReadOnlyList<McpServer> Inventory { get; init; }

    public required ServerPaths Paths { get; init; }

    public required McpPlanStep Step { get; init; }

    /// <summary>What the plan says of the step, already checked.</summary>
    public required StepWords With { get; init; }

    public required MaintenanceOptions Options { get; init; }

    /// <summary>Where this host keeps its own records.</summary>
    public required string StateFolder { get; init; }

    /// <summary>True to say what would be changed, and change nothing.</summary>
    public bool DryRun => Options.DryRun;
}

/// <summary>What a step came to, without what every step has.</summary>
/// <param name="Outcome">One of <see cref="StepOutcome"/>.</param>
/// <param name="Message">What it found.</param>
internal sealed record StepResult(string Outcome, string Message)
{
    private const int Listed = 1000;

    public IReadOnlyList<string> Changed { get; init; } = [];

    public long ChangedCount { get; init; }

    public long FreedBytes { get; init; }

    public static StepResult Ok(string message) => new(StepOutcome.Ok, message);

    public static StepResult Skip(string message) => new(StepOutcome.Skipped, message);

    public static StepResult Fail(string message) => new(StepOutcome.Failed, message);

    /// <summary>What was changed, or in a dry run would be; nothing changed is Ok.</summary>
    public static StepResult Change(bool dryRun, IReadOnlyList<string> changed, string message, long freedBytes = 0) =>
        new(changed.Count == 0 ? StepOutcome.Ok : dryRun ? StepOutcome.WouldChange : StepOutcome.Changed, message)
        {
            Changed = [.. changed.Take(Listed)],
            ChangedCount = changed.Count,
            FreedBytes = freedBytes,
        };
}
