namespace McpOps.Maintenance.Plans.Steps;

/// <summary><c>restart</c>: gets a server that does not work back on its feet; one that works is left alone.</summary>
internal sealed class RestartStep : IPlanStep
{
    public string Name => "restart";

    public IReadOnlyList<string> Words => [];

    public bool OnlyLooks => false;

    public void Check(StepWords with)
    {
        // It takes no words: a restart of what works cures nothing.
    }

    public async Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken)
    {
        if (scope.Server.Service is null)
        {
            return StepResult.Skip("The inventory names no service of it.");
        }

        var steps = new List<McpMaintenanceStep>();
        await foreach (var step in new ServerRestart(scope.Context, scope.Paths).RunAsync(new RestartOptions { Server = scope.Server, Inventory = scope.Inventory, History = scope.Options.History, Automatic = true, DryRun = scope.DryRun }, cancellationToken))
        {
            steps.Add(step);
        }

        if (steps is [{ Outcome: StepOutcome.Skipped, Message: var why }])
        {
            return StepResult.Skip(why);
        }

        var failed = steps.Find(step => step.Outcome is StepOutcome.Failed);
        var changed = steps.Where(step => step.Outcome is StepOutcome.Changed or StepOutcome.WouldChange).Select(step => $"{step.Step}: {step.Message}").ToList();
        var result = StepResult.Change(scope.DryRun, changed, steps[^1].Message);
        return failed is null ? result : result with { Outcome = StepOutcome.Failed, Message = failed.Message };
    }
}
