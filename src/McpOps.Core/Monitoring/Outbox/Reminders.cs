using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>What is told again because nobody acknowledged it: reminders, and escalation by the age of the episode. Each step is taken once.</summary>
internal static class Reminders
{
    /// <summary>Takes the steps that are due. It changes the state that it is given and nothing else.</summary>
    /// <returns>The steps that were taken.</returns>
    public static IReadOnlyList<AlertEvent> Dispatch(McpFleet fleet, WatchState state, Dispatcher dispatcher, DateTimeOffset now)
    {
        var taken = new List<AlertEvent>();
        foreach (var rule in state.Rules.All.Where(rule => rule is { Announced: true, AcknowledgedAt: null, Muted: null, Phase: RulePhase.Firing } && rule.Since is not null && !Unseen.IsPart(rule)).ToList())
        {
            var since = rule.AgainSince ?? rule.Since!.Value;
            var (age, next) = (now - since, rule);
            var due = Heard(state, rule, Later(since, rule.ToldAt)) is { } heard ? Due(fleet.Alerts.Remind, now - heard) : 0;
            if (due > rule.Reminders)
            {
                next = next with { Reminders = due };
                taken.Add(Event(rule, AlertEventKind.Reminded, due, now));
                dispatcher.Dispatch([taken[^1]]);
            }

            var steps = fleet.Alerts.Escalate.Where(step => AlertSeverity.Gravity(rule.Severity) >= AlertSeverity.Gravity(step.Severity ?? "")).OrderBy(step => step.After).ToList();
            for (var index = next.Escalations; index < steps.Count && steps[index].After <= age; index++)
            {
                next = next with { Escalations = index + 1 };
                taken.Add(Event(rule, AlertEventKind.Escalated, index + 1, now));
                foreach (var channel in steps[index].To)
                {
                    dispatcher.Tell(channel, taken[^1]);
                }
            }

            state.Rules.Put(next);
        }

        return taken;
    }

    /// <summary>How many reminders an age is worth: one at each step, and then one each time that the last step has passed again.</summary>
    internal static int Due(IReadOnlyList<TimeSpan> steps, TimeSpan age)
    {
        var passed = steps.Count(step => step <= age);
        return passed < steps.Count || steps.Count == 0 ? passed : passed - 1 + (int)Math.Max(1, Math.Floor(age / steps.Max()));
    }

    // When a channel took it first; null while it waits for its first.
    private static DateTimeOffset? Heard(WatchState state, RuleState rule, DateTimeOffset since)
    {
        var told = state.Deliveries.All.Where(one => one.Server == rule.Server && one.Rule == rule.Rule && one.Episode == rule.Episode && !one.Over).ToList();
        return told.Count > 0 ? Later(since, told.Min(one => one.First)) : OutboxLedger.IsWaiting(state, null, Event(rule, "", 0, since)) ? null : since;
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset? right) => right > left ? right.Value : left;

    private static AlertEvent Event(RuleState rule, string kind, int step, DateTimeOffset now) => new()
    {
        Kind = kind,
        Server = rule.Server,
        Rule = rule.Rule,
        Episode = rule.Episode,
        Severity = rule.Severity,
        At = now,
        Since = rule.Since ?? now,
        Message = rule.Message,
        Verdict = rule.Verdict,
        Value = rule.Value,
        BadSamples = rule.BadSamples,
        Step = step,
    };
}
