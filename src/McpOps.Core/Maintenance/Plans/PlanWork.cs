using System.Runtime.CompilerServices;

namespace McpOps.Maintenance.Plans;

/// <summary>Runs the steps of plans one after the other, and notes what each comes to in the journal.</summary>
/// <param name="context">The clock and progress.</param>
/// <param name="runner">Does a step.</param>
/// <param name="alerts">Tells what fails.</param>
/// <param name="journal">The journal; null for a dry run.</param>
/// <param name="options">Which plan.</param>
/// <param name="total">How many steps there are, for the progress.</param>
internal sealed class PlanWork(EngineContext context, StepRunner runner, PlanAlerts alerts, RunJournal? journal, MaintenanceOptions options, int total)
{
    private readonly Dictionary<string, McpMaintenanceStep> _ofHost = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Begins a plan of a server.</summary>
    public RunState Begin(PlannedRun run)
    {
        var state = new RunState(run);
        journal?.Write(Noted(state, "began") with { Steps = run.IsPart ? [.. run.Steps.Select(step => step.Step.Id)] : null });
        return state;
    }

    /// <summary>Runs some of its steps.</summary>
    public async IAsyncEnumerable<McpMaintenanceStep> RunAsync(RunState state, IEnumerable<PlannedStep> steps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = state.Run;
        foreach (var step in steps)
        {
            context.Progress?.Report(new McpProgress($"Plan {options.Plan}", $"{run.Server.Name}: {step.Step.Id}", _count++, total));
            if (step.Kind.IsOfHost && _ofHost.TryGetValue(step.Key, out var known))
            {
                // It counts for each of them; the bytes that it freed count once.
                journal?.Write(Noted(state, "step", step.Step.Id, known) with { FreedBytes = 0 });
                state.Results[step.Step.Id] = known;
                continue;
            }

            McpMaintenanceStep result;
            if (state.Obstacle(step) is { } why)
            {
                result = runner.Leave(run, step, why);
                state.Leave(step);
            }
            else
            {
                journal?.Write(Noted(state, "step", step.Step.Id));
                result = await runner.RunAsync(run, step, cancellationToken);
                if (step.Kind.IsOfHost)
                {
                    _ofHost[step.Key] = result;
                }
            }

            journal?.Write(Noted(state, "step", step.Step.Id, result) with { LeftOut = state.IsLeftOut(step) });
            state.Note(step, result);
            if (result.Outcome is StepOutcome.Failed)
            {
                await alerts.TellAsync(run, step, result, cancellationToken);
            }

            yield return result;
        }
    }

    /// <summary>Ends it.</summary>
    public async Task EndAsync(RunState state, CancellationToken cancellationToken)
    {
        journal?.Write(Noted(state, "ended") with { Outcome = RunHistory.Worst(state.Results.Values.Select(result => result.Outcome)) ?? StepOutcome.Ok });
        if (journal is not null)
        {
            await alerts.EndAsync(state.Run, journal, cancellationToken);
        }
    }

    private RunRecord Noted(RunState state, string kind, string? step = null, McpMaintenanceStep? result = null) => new()
    {
        At = context.Time.GetUtcNow(),
        Kind = kind,
        Plan = state.Run.Plan.Name,
        Run = state.Id,
        Server = state.Run.Server.Name,
        Step = step,
        Outcome = result?.Outcome,
        FreedBytes = result?.FreedBytes ?? 0,
        DurationMs = result?.DurationMs ?? 0,
        Message = result?.Message,
    };
}
