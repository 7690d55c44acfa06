using System.Runtime.CompilerServices;
using McpOps.Maintenance.Plans;
using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Maintenance;

/// <summary>Does the duties of a day, a week, a month: the plans of servers, step by step, each with a record.</summary>
/// <param name="context">The clock, progress and notices.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class MaintenanceEngine(EngineContext context, ServerPaths? paths = null)
{
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>The kinds of step; more for a test.</summary>
    internal IReadOnlyList<IPlanStep> Kinds { get; init; } = PlanSteps.All();

    /// <summary>What a plan's steps may use, such as <c>backup</c>.</summary>
    public static IReadOnlyList<string> Uses => [.. PlanSteps.All().Select(step => step.Name)];

    /// <summary>Everything that is wrong with the plans of servers: what a run of them would refuse.</summary>
    internal static IEnumerable<McpOpsException> Problems(IReadOnlyList<McpServer> servers)
    {
        var kinds = PlanSteps.All();
        return servers.SelectMany(server => server.Plans).SelectMany(plan => PlannedRun.Problems(plan, kinds, servers));
    }

    /// <summary>Runs a plan for each server that has it. A step that fails is a record, and no exception.</summary>
    /// <param name="options">Which plan, on what.</param>
    /// <param name="cancellationToken">Ends the run after the step at hand was told to end.</param>
    /// <exception cref="McpOpsException"><c>PlanNotFound</c>, <c>MaintenanceRunning</c>, or what is wrong with a plan or the inventory: nothing was run.</exception>
    public async IAsyncEnumerable<McpMaintenanceStep> RunAsync(MaintenanceOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var catalog = new ServerCatalog(context, _paths);
        var set = await catalog.FindAsync(new ServerQuery { Names = options.Names, Tags = options.Tags, ConfigPath = options.ConfigPath }, cancellationToken);
        var inventory = options.Names.Count + options.Tags.Count == 0 ? set : await catalog.LoadAsync(new ServerQuery { ConfigPath = options.ConfigPath }, cancellationToken);
        var runs = Planned(options, set, inventory.Servers);
        var folder = StateFolder.Of(options.History, set.Fleet.History, _paths);
        var journal = options.DryRun ? null : new RunJournal(folder);
        using var held = options.DryRun ? null : RunLock.Take(folder, $"plan '{options.Plan}'", context.Time.GetUtcNow());
        var runner = new StepRunner(context, options, _paths, inventory.Servers, folder);
        var hostDone = new Dictionary<string, McpMaintenanceStep>(StringComparer.Ordinal);
        var total = runs.Sum(run => run.Steps.Count);
        var count = 0;
        foreach (var run in runs)
        {
            var id = Guid.NewGuid().ToString("N");
            WarnOfCutRun(journal, run);
            Note(journal, run, id, "began");
            var results = new Dictionary<string, McpMaintenanceStep>(StringComparer.Ordinal);
            string? stoppedBy = null;
            foreach (var step in run.Steps)
            {
                context.Progress?.Report(new McpProgress($"Plan {options.Plan}", $"{run.Server.Name}: {step.Step.Id}", count++, total));
                if (step.Kind.IsOfHost && hostDone.TryGetValue(step.Key, out var known))
                {
                    results[step.Step.Id] = known;
                    continue;
                }

                McpMaintenanceStep result;
                if (Obstacle(step, results, stoppedBy) is { } why)
                {
                    result = runner.Leave(run, step, why);
                }
                else
                {
                    Note(journal, run, id, "step", step.Step.Id);
                    result = await runner.RunAsync(run, step, cancellationToken);
                }

                Note(journal, run, id, "step", step.Step.Id, result);
                results[step.Step.Id] = result;
                if (step.Kind.IsOfHost)
                {
                    hostDone[step.Key] = result;
                }

                if (result.Outcome is StepOutcome.Failed)
                {
                    stoppedBy = step.Step.OnError is "stop" ? step.Step.Id : stoppedBy;
                    await TellAsync(run, step, result, options, cancellationToken);
                }

                yield return result;
            }

            Note(journal, run, id, "ended", result: Worst(results.Values));
        }
    }

    /// <summary>How the plans of servers stand: when they ran last, and when they are due.</summary>
    /// <param name="options">Which; of <see cref="MaintenanceOptions.Plan"/> a name, or <c>*</c> for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<McpPlanStatus>> StatusAsync(MaintenanceOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var set = await new ServerCatalog(context, _paths).FindAsync(new ServerQuery { Names = options.Names, Tags = options.Tags, ConfigPath = options.ConfigPath }, cancellationToken);
        var folder = StateFolder.Of(options.History, set.Fleet.History, _paths);
        var records = new RunJournal(folder).Read();
        var running = RunLock.IsTaken(folder);
        return [.. set.Servers.SelectMany(server => server.Plans.Where(plan => options.Plan is "*" || plan.Name == options.Plan)
            .Select(plan => RunHistory.Of(server.Name, plan, records, running, context.Time.GetUtcNow(), context.Time.LocalTimeZone) with { Host = context.Host }))];
    }

    private List<PlannedRun> Planned(MaintenanceOptions options, ServerSet set, IReadOnlyList<McpServer> inventory)
    {
        var servers = set.Servers.Where(server => server.Enabled || options.Names.Count > 0).ToList();
        var runs = servers.SelectMany(server => server.Plans.Where(plan => plan.Name == options.Plan).Select(plan => PlannedRun.Of(server, plan, Kinds, options.Steps, inventory))).ToList();
        var known = servers.SelectMany(server => server.Plans).Select(plan => plan.Name).Distinct(StringComparer.Ordinal).ToList();
        return runs.Count > 0 ? runs : throw new McpOpsException("PlanNotFound", McpErrorCategory.ObjectNotFound,
            $"No server here has a plan '{options.Plan}'.{NearestName.Hint(options.Plan, known)} {(known.Count == 0 ? "Write one below \"plans\" in the inventory, or give a server a profile that has some." : $"There are {string.Join(", ", known)}.")}{(set.InventoryPath is null ? " There is no inventory: name one with --config-path (-ConfigPath)." : "")}", options.Plan);
    }

    private static string? Obstacle(PlannedStep step, Dictionary<string, McpMaintenanceStep> results, string? stoppedBy) =>
        stoppedBy is not null ? $"The plan was stopped: step '{stoppedBy}' failed."
        : step.Step.Needs.Select(need => results.GetValueOrDefault(need)).FirstOrDefault(need => need?.Outcome is StepOutcome.Failed or StepOutcome.Skipped) is { } bad
            ? $"It needs '{bad.Step}', which {(bad.Outcome is StepOutcome.Failed ? "failed" : "was skipped")}."
        : null;

    private static McpMaintenanceStep? Worst(IEnumerable<McpMaintenanceStep> results) =>
        results.MaxBy(result => Array.IndexOf([StepOutcome.Skipped, StepOutcome.Ok, StepOutcome.Changed, StepOutcome.Failed], result.Outcome));

    private void WarnOfCutRun(RunJournal? journal, PlannedRun run)
    {
        if (journal is not null && RunHistory.Of(run.Server.Name, run.Plan, journal.Read(), running: false, context.Time.GetUtcNow(), context.Time.LocalTimeZone) is { Outcome: RunHistory.Interrupted } status)
        {
            context.Warn("MaintenanceInterrupted", $"The last run of the plan '{run.Plan.Name}' of '{run.Server.Name}', begun {status.LastRun:yyyy-MM-dd HH:mm}, did not come to its end. {status.Message} All its steps are run again.", run.Server.Name);
        }
    }

    private void Note(RunJournal? journal, PlannedRun run, string id, string kind, string? step = null, McpMaintenanceStep? result = null) => journal?.Write(new RunRecord
    {
        At = context.Time.GetUtcNow(),
        Kind = kind,
        Plan = run.Plan.Name,
        Run = id,
        Server = run.Server.Name,
        Step = step,
        Outcome = kind is "ended" ? result?.Outcome ?? StepOutcome.Ok : result?.Outcome,
        FreedBytes = result?.FreedBytes ?? 0,
        DurationMs = result?.DurationMs ?? 0,
        Message = kind is "ended" ? null : result?.Message,
    });

    private async Task TellAsync(PlannedRun run, PlannedStep step, McpMaintenanceStep result, MaintenanceOptions options, CancellationToken cancellationToken)
    {
        if (step.Step.OnError is not "alert" || options.DryRun)
        {
            return;
        }

        try
        {
            if (await IsWatchedAsync(run, options, cancellationToken))
            {
                return;
            }

            var alert = new AlertInput { Server = result.Server ?? "", Rule = $"{result.Plan}.{result.Step}", Message = $"The step '{result.Step}' of the plan '{result.Plan}' failed. {result.Message}" };
            await new AlertSender(context, _paths).SendAsync([alert], new AlertOptions { ConfigPath = options.ConfigPath, History = options.History }, cancellationToken);
        }
        catch (McpOpsException exception)
        {
            context.Warn(exception.ErrorId, $"Nobody was told that step '{result.Step}' failed: {exception.Message}", result.Server);
        }
    }

    // The watch tells of a plan with a time that fails, by the check "duties", and when it works again: one failure is not told twice. Where that is not sure, it is told here.
    private async Task<bool> IsWatchedAsync(PlannedRun run, MaintenanceOptions options, CancellationToken cancellationToken)
    {
        if (options.History is not null || run.Plan.At is null || !run.Server.Enabled)
        {
            return false;
        }

        try
        {
            await using var store = HistoryStores.Open(null, run.Server.History, _paths);
            var state = await store.ReadStateAsync(cancellationToken);
            var isWatched = state.Runs.Find(WatchRuns.Watch) is { } watch && !WatchRuns.IsStale(watch, context.Time.GetUtcNow()) && state.Servers.Find(run.Server.Name) is not null;

            // One alert stands for all plans of a server: while it is on for another failure, it says nothing of this one.
            return isWatched && state.Rules.Find(RuleState.KeyOf(run.Server.Name, DutyCheck.CheckName)) is null or { Phase: RulePhase.Ok or RulePhase.Pending, Flapping: false };
        }
        catch (McpOpsException)
        {
            return false;
        }
    }
}
