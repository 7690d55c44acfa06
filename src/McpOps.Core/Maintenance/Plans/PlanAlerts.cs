using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>Tells the channels of a failed step with <c>"onError": "alert"</c>, where no watch is sure to: as the watch would, by the rule <c>duties</c>, so that one that comes back does not tell it again.</summary>
/// <param name="context">The clock and notices.</param>
/// <param name="paths">Where to look for the inventory.</param>
/// <param name="options">What is run.</param>
internal sealed class PlanAlerts(EngineContext context, ServerPaths paths, MaintenanceOptions options)
{
    private readonly ChannelNotices _notices = new(context);

    /// <summary>Tells a failure.</summary>
    public async Task TellAsync(PlannedRun run, PlannedStep step, McpMaintenanceStep result, CancellationToken cancellationToken)
    {
        if (step.Step.OnError is not "alert" || options.DryRun)
        {
            return;
        }

        var text = $"The step '{result.Step}' of the plan '{result.Plan}' failed. {result.Message}";
        try
        {
            var isWatched = false;
            var deliveries = await new AlertSender(context, paths).SendAsync(
                state =>
                {
                    var now = context.Time.GetUtcNow();
                    var before = state.Rules.Find(RuleState.KeyOf(run.Server.Name, DutyCheck.CheckName));
                    isWatched = IsOfDuties(run) && before is not { IsActive: true } && IsWatched(state, run, now);
                    return isWatched ? []
                        : IsOfDuties(run) && before is not { IsActive: true } ? Step(state, run, new Observation(run.Server.Name, DutyCheck.CheckName, now, ObservedResult.Bad) { Severity = AlertSeverity.Warning, Message = text, Failures = 1, FlapsUnseen = false })
                        : [AlertEvent.Told(result.Server ?? "", $"{result.Plan}.{result.Step}", AlertSeverity.Warning, Redaction.MaskText(text), now)];
                },
                new AlertOptions { ConfigPath = options.ConfigPath, History = options.History }, cancellationToken);
            Note(deliveries);
            if (deliveries.Count == 0 && !isWatched)
            {
                context.Warn("NobodyTold", $"Nobody was told that step '{result.Step}' failed: no route of the inventory leads this alert to a channel.", result.Server);
            }
        }
        catch (McpOpsException exception)
        {
            context.Warn(exception.ErrorId, $"Nobody was told that step '{result.Step}' failed: {exception.Message}", result.Server);
        }
    }

    /// <summary>Tells that all duties of a server are done again, where a plan told that one was not and no watch is sure to.</summary>
    public async Task EndAsync(PlannedRun run, RunJournal journal, CancellationToken cancellationToken)
    {
        if (!IsOfDuties(run) || !run.Plan.Steps.Any(step => step.OnError is "alert"))
        {
            return;
        }

        try
        {
            if (!IsGood(run.Server, journal.Read()))
            {
                return;
            }

            Note(await new AlertSender(context, paths).SendAsync(
                state =>
                {
                    var now = context.Time.GetUtcNow();
                    return state.Rules.Find(RuleState.KeyOf(run.Server.Name, DutyCheck.CheckName)) is { IsActive: true } && !IsWatched(state, run, now)
                        ? Step(state, run, new Observation(run.Server.Name, DutyCheck.CheckName, now, ObservedResult.Good) { Successes = 1, FlapsUnseen = false }) : [];
                },
                new AlertOptions { ConfigPath = options.ConfigPath, History = options.History }, cancellationToken));
        }
        catch (McpOpsException exception) when (exception.ErrorId is "NoChannels")
        {
            // Nobody was told that it was bad.
        }
        catch (McpOpsException exception)
        {
            context.Warn(exception.ErrorId, $"Whether somebody waits to hear that the plan '{run.Plan.Name}' works again could not be looked up: {exception.Message}", run.Server.Name);
        }
    }

    // What the check "duties" sees: plans of servers that are probed, in the history of the inventory.
    private bool IsOfDuties(PlannedRun run) => options.History is null && run.Server.Enabled;

    private bool IsGood(McpServer server, IReadOnlyList<RunRecord> records) => server.Plans
        .Select(plan => RunHistory.Of(server.Name, plan, records, running: false, context.Time.GetUtcNow(), context.Time.LocalTimeZone))
        .All(status => status is { Late: false } && status.Outcome is not (StepOutcome.Failed or McpPlanStatus.Interrupted));

    private static bool IsWatched(WatchState state, PlannedRun run, DateTimeOffset now) =>
        state.Runs.Find(WatchRuns.Watch) is { } watch && !WatchRuns.IsStale(watch, now) && state.Servers.Find(run.Server.Name) is not null;

    private static IReadOnlyList<AlertEvent> Step(WatchState state, PlannedRun run, Observation seen)
    {
        var before = state.Rules.Find(RuleState.KeyOf(run.Server.Name, seen.Rule)) ?? new RuleState { Server = run.Server.Name, Rule = seen.Rule };
        var events = new List<AlertEvent>();
        WatchJudge.Take(state, before, AlertMachine.Step(before, seen, Hold.No), events);
        return events;
    }

    private void Note(IEnumerable<McpDelivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            switch (delivery.Outcome)
            {
                case DeliveryOutcome.Failed:
                    _notices.Note(delivery.Channel, SendResult.Never(delivery.Detail));
                    break;
                case DeliveryOutcome.Queued:
                    _notices.Note(delivery.Channel, SendResult.Again(delivery.Detail.Length > 0 ? delivery.Detail : "It waits for messages that came before"));
                    break;
            }
        }
    }
}
