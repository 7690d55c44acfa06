using System.Runtime.CompilerServices;
using McpOps.Maintenance.Plans;
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
    internal static IEnumerable<McpOpsException> Problems(IReadOnlyList<McpServer> servers, bool whole)
    {
        var kinds = PlanSteps.All();
        return servers.SelectMany(server => server.Plans).SelectMany(plan => PlannedRun.Problems(plan, kinds, whole ? servers : null));
    }

    /// <summary>Runs a plan for each server that has it. A step that fails is a record, and no exception.</summary>
    /// <param name="options">Which plan, on what.</param>
    /// <param name="cancellationToken">Ends the run after the step at hand was told to end.</param>
    /// <exception cref="McpOpsException"><c>PlanNotFound</c>, <c>MaintenanceRunning</c>, or what is wrong with a plan or the inventory: nothing was run.</exception>
    public async IAsyncEnumerable<McpMaintenanceStep> RunAsync(MaintenanceOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var set = await new ServerCatalog(context, _paths).FindAsync(new ServerQuery { Names = options.Names, Tags = options.Tags, ConfigPath = options.ConfigPath }, cancellationToken);
        var inventory = options.Names.Count + options.Tags.Count == 0 ? set : await new ServerCatalog(context with { Notices = null }, _paths).LoadAsync(new ServerQuery { ConfigPath = options.ConfigPath }, cancellationToken);
        var runs = Planned(options, set, inventory.Servers);
        var folder = StateFolder.Of(options.History, set.Fleet.History, _paths);
        var journal = options.DryRun ? null : new RunJournal(folder);
        using var held = options.DryRun ? null : await RunLock.TakeAsync(folder, $"plan '{options.Plan}'", context.Time, options.LockWait, cancellationToken);
        var runner = new StepRunner(context, options, _paths, inventory.Servers, folder);
        var alerts = new PlanAlerts(context, _paths, options);
        var work = new PlanWork(context, runner, alerts, journal, options, runs.Sum(run => run.Steps.Count));
        var begun = new List<RunState>();
        foreach (var run in runs)
        {
            WarnOfCutRun(journal, run);
            begun.Add(work.Begin(run));
            foreach (var off in run.SwitchedOff(options.Steps))
            {
                yield return new McpMaintenanceStep
                {
                    Plan = run.Plan.Name, Step = off.Id, Use = off.Use, Server = run.Server.Name, Host = context.Host, Outcome = StepOutcome.Skipped, StartedAt = context.Time.GetUtcNow().UtcDateTime,
                    Message = $"It is switched off. To have it done, write {{ \"id\": \"{off.Id}\", \"enabled\": true }} below \"steps\" of the plan '{run.Plan.Name}'.",
                };
            }

            await foreach (var result in work.RunAsync(begun[^1], run.Steps.TakeWhile(step => !step.Kind.SumsUp), cancellationToken))
            {
                yield return result;
            }

            if (!run.Steps.Any(step => step.Kind.SumsUp))
            {
                await work.EndAsync(begun[^1], cancellationToken);
            }
        }

        // A report tells what every server's plan came to, and not only that of the first.
        foreach (var state in begun.Where(state => state.Run.Steps.Any(step => step.Kind.SumsUp)))
        {
            await foreach (var result in work.RunAsync(state, state.Run.Steps.SkipWhile(step => !step.Kind.SumsUp), cancellationToken))
            {
                yield return result;
            }

            await work.EndAsync(state, cancellationToken);
        }
    }

    /// <summary>How the plans of servers stand: when they ran last, and when they are due.</summary>
    /// <param name="options">Which; of <see cref="MaintenanceOptions.Plan"/> a name, or <c>*</c> for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException"><c>PlanNotFound</c>, <c>HistoryNotReadable</c>, or what is wrong with the inventory.</exception>
    public async Task<IReadOnlyList<McpPlanStatus>> StatusAsync(MaintenanceOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var set = await new ServerCatalog(context, _paths).FindAsync(new ServerQuery { Names = options.Names, Tags = options.Tags, ConfigPath = options.ConfigPath }, cancellationToken);
        var folder = StateFolder.Of(options.History, set.Fleet.History, _paths);
        var records = new RunJournal(folder).Read();
        var running = RunLock.IsTaken(folder);
        var asked = set.Servers.SelectMany(server => server.Plans.Where(plan => options.Plan is "*" || plan.Name == options.Plan), (server, plan) => (Server: server, Plan: plan)).ToList();
        return options.Plan is not "*" && asked.Count == 0 ? throw NotFound(options, set) : [.. asked
            .Select(one => RunHistory.Of(one.Server.Name, one.Plan, records, running, context.Time.GetUtcNow(), context.Time.LocalTimeZone) with { Host = context.Host })];
    }

    private List<PlannedRun> Planned(MaintenanceOptions options, ServerSet set, IReadOnlyList<McpServer> inventory)
    {
        var servers = set.Servers.Where(server => server.Enabled || options.Names.Count > 0).ToList();
        var runs = servers.SelectMany(server => server.Plans.Where(plan => plan.Name == options.Plan).Select(plan => PlannedRun.Of(server, plan, Kinds, options.Steps, inventory))).ToList();
        return runs.Count > 0 ? runs : throw NotFound(options, set);
    }

    private static McpOpsException NotFound(MaintenanceOptions options, ServerSet set)
    {
        var known = set.Servers.SelectMany(server => server.Plans).Select(plan => plan.Name).Distinct(StringComparer.Ordinal).ToList();
        var off = set.Servers.Where(server => !server.Enabled && server.Plans.Any(plan => plan.Name == options.Plan)).Select(server => server.Name).ToList();
        return new McpOpsException("PlanNotFound", McpErrorCategory.ObjectNotFound, off.Count > 0
            ? $"Only servers that are switched off have the plan '{options.Plan}': {string.Join(", ", off)}. Name one to run its plan all the same ('mcpops maintain {options.Plan} {off[0]}'), or take \"enabled\": false out of the inventory."
            : $"No server here has a plan '{options.Plan}'.{NearestName.Hint(options.Plan, known)} {(known.Count == 0 ? "Write one below \"plans\" in the inventory, or give a server a profile that has some." : $"There are {string.Join(", ", known)}.")}{(set.InventoryPath is null ? " There is no inventory: name one with --config-path (-ConfigPath)." : "")}", options.Plan);
    }

    private void WarnOfCutRun(RunJournal? journal, PlannedRun run)
    {
        if (journal is not null && RunHistory.Of(run.Server.Name, run.Plan, Records(journal), running: false, context.Time.GetUtcNow(), context.Time.LocalTimeZone) is { Outcome: McpPlanStatus.Interrupted } status)
        {
            context.Warn("MaintenanceInterrupted", $"The last run of the plan '{run.Plan.Name}' of '{run.Server.Name}'{(status.LastRun is { } begun ? $", begun {begun:yyyy-MM-dd HH:mm}," : "")} did not come to its end. {status.Message} {Again(run)}", run.Server.Name);
        }
    }

    // What was is not known then; what is due is done all the same.
    private IReadOnlyList<RunRecord> Records(RunJournal journal)
    {
        try
        {
            return journal.Read();
        }
        catch (McpOpsException exception)
        {
            context.Warn(exception.ErrorId, exception.Message, exception.Target);
            return [];
        }
    }

    // Whoever asked for one step has not made up for the others.
    private static string Again(PlannedRun run) => !run.IsPart ? "All its steps are run again."
        : $"Only {string.Join(", ", run.Steps.Select(step => $"'{step.Step.Id}'"))} is run now, as was asked; run all with 'mcpops maintain {run.Plan.Name} {run.Server.Name}' (Invoke-McpMaintenance {run.Plan.Name} {run.Server.Name}).";
}
