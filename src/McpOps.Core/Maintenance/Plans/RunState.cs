namespace McpOps.Maintenance.Plans;

/// <summary>How far the run of a server's plan is, and which of its steps may still be run.</summary>
/// <param name="run">The plan.</param>
internal sealed class RunState(PlannedRun run)
{
    private readonly HashSet<string> _leftOut = new(StringComparer.Ordinal);
    private string? _stoppedBy;

    /// <summary>The plan.</summary>
    public PlannedRun Run => run;

    /// <summary>What tells one run from another in the journal.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>What the steps came to, by their id.</summary>
    public Dictionary<string, McpMaintenanceStep> Results { get; } = new(StringComparer.Ordinal);

    /// <summary>Why a step cannot be run; null when it can.</summary>
    public string? Obstacle(PlannedStep step) =>
        _stoppedBy is not null ? $"The plan was stopped: step '{_stoppedBy}' failed."
        : step.Step.Needs.Select(need => Results.GetValueOrDefault(need)).FirstOrDefault(need => need?.Outcome is StepOutcome.Failed or StepOutcome.Skipped) is { } bad
            ? $"It needs '{bad.Step}', which {(bad.Outcome is StepOutcome.Failed ? "failed" : "was skipped")}."
        : null;

    /// <summary>Notes that a step is not run. Only where a failure is the reason it is an open duty; another server's plan may yet come to it, where it is of the host.</summary>
    public void Leave(PlannedStep step)
    {
        if (_stoppedBy is not null || step.Step.Needs.Any(need => _leftOut.Contains(need) || Results.GetValueOrDefault(need)?.Outcome is StepOutcome.Failed))
        {
            _leftOut.Add(step.Step.Id);
        }
    }

    /// <summary>Whether a failure is why it was not run.</summary>
    public bool IsLeftOut(PlannedStep step) => _leftOut.Contains(step.Step.Id);

    /// <summary>Notes what a step came to.</summary>
    public void Note(PlannedStep step, McpMaintenanceStep result)
    {
        Results[step.Step.Id] = result;
        _stoppedBy = result.Outcome is StepOutcome.Failed && step.Step.OnError is "stop" ? step.Step.Id : _stoppedBy;
    }
}
