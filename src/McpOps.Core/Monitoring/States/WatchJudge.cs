namespace McpOps.Monitoring;

/// <summary>Takes a round's samples, and decides: rules, states, events. It changes the state that it is given and nothing else, so a replay can call it as the watch does.</summary>
internal static class WatchJudge
{
    /// <summary>Judges one new sample.</summary>
    /// <param name="plan">The inventory.</param>
    /// <param name="state">What is remembered; changed.</param>
    /// <param name="server">The server.</param>
    /// <param name="recent">Its samples, oldest first; the last one is the new one.</param>
    /// <param name="more">Observations beside those of the rules, such as drift.</param>
    /// <param name="now">Now.</param>
    /// <returns>What happened.</returns>
    public static IReadOnlyList<AlertEvent> Judge(WatchPlan plan, WatchState state, WatchedServer server, IReadOnlyList<McpSample> recent, IEnumerable<Observation> more, DateTimeOffset now)
    {
        var sample = recent[^1];
        Remember(plan, state, sample);
        var hold = Holds.Of(plan, state, server, sample.Slot, now);
        var events = new List<AlertEvent>();
        foreach (var seen in Observations.Of(server, recent, rule => state.Rules.Find(RuleState.KeyOf(server.Name, rule))?.Severity ?? "").Concat(more))
        {
            var before = state.Rules.Find(RuleState.KeyOf(seen.Server, seen.Rule)) ?? new RuleState { Server = seen.Server, Rule = seen.Rule };
            Take(state, before, AlertMachine.Step(before, seen, Holds.OfRule(plan, state, server, new SeenAlert(seen.Rule, seen.Severity, seen.Message, seen.At, seen.FailedAt), hold)), events);
        }

        return events;
    }

    /// <summary>Judges what was seen of something that is no server, such as the machine.</summary>
    public static IReadOnlyList<AlertEvent> Judge(WatchPlan plan, WatchState state, Observation seen, DateTimeOffset now)
    {
        var events = new List<AlertEvent>();
        var before = state.Rules.Find(RuleState.KeyOf(seen.Server, seen.Rule)) ?? new RuleState { Server = seen.Server, Rule = seen.Rule };
        Take(state, before, AlertMachine.Step(before, seen, Holds.OfWindows(plan, seen.Server, now)), events);
        return events;
    }

    /// <summary>Releases what was held and is not any more: at the end of a window, when a parent is well again.</summary>
    public static IReadOnlyList<AlertEvent> Release(WatchPlan plan, WatchState state, DateTimeOffset now)
    {
        var events = new List<AlertEvent>();
        foreach (var before in state.Rules.All.Where(rule => rule.Muted is not null && !IsOfOther(plan, state, rule)).ToList())
        {
            var server = plan.Find(before.Server);
            var hold = server is null ? Holds.OfWindows(plan, before.Server, now) : Holds.Of(plan, state, server, before.Last ?? now, now);
            Take(state, before, AlertMachine.Release(before, now, Holds.OfRule(plan, state, server, new SeenAlert(before.Rule, before.Severity, before.Message, before.Last ?? now, before.FailedAt), hold)), events);
        }

        return events;
    }

    /// <summary>Ends the alerts of servers and rules that are no longer in the inventory.</summary>
    public static IReadOnlyList<AlertEvent> Forget(WatchPlan plan, WatchState state, DateTimeOffset now)
    {
        var events = new List<AlertEvent>();
        foreach (var rule in state.Rules.All.Where(rule => !IsKnown(plan, rule) && !IsOfOther(plan, state, rule)).ToList())
        {
            Take(state, rule, (new RuleState { Server = rule.Server, Rule = rule.Rule }, rule.IsActive ? [Unwatched(plan, rule, now)] : []), events);
        }

        return events;
    }

    // What was held is kept in the history and told to nobody, as where it is good again.
    private static AlertEvent Unwatched(WatchPlan plan, RuleState rule, DateTimeOffset now)
    {
        var was = rule.Cause ?? new RuleCause(rule.Verdict, rule.Message, rule.Value);
        return new AlertEvent
        {
            Kind = rule.Announced ? AlertEventKind.Unwatched : AlertEventKind.Muted, Server = rule.Server, Rule = rule.Rule, Episode = rule.Episode, Severity = rule.Severity, At = now, Since = rule.Since ?? now, Until = now,
            Message = was.Message, Verdict = was.Verdict, Value = was.Value, State = AlertState.Resolved, BadSamples = rule.BadSamples,
            Note = plan.Disabled.Contains(rule.Server) ? "No longer watched: it is switched off in the inventory."
                : plan.Find(rule.Server) is null ? "No longer watched: it is no longer in the inventory."
                : $"No longer watched: the inventory no longer has its '{rule.Rule}'.",
        };
    }

    // Hosts that share a history have inventories of their own: what stands in none here may stand in theirs.
    private static bool IsOfOther(WatchPlan plan, WatchState state, RuleState rule) =>
        plan.Host is not null && plan.Find(rule.Server) is null && state.Servers.Find(rule.Server)?.Host is { } other && other != plan.Host;

    private static bool IsKnown(WatchPlan plan, RuleState rule) => rule.Server.Length == 0 || HostWatch.Is(rule.Server, rule.Rule) || (plan.Find(rule.Server) is { } server
        && (ObjectiveAlerts.Is(rule.Rule) ? ObjectiveAlerts.IsOf(server.Server, rule.Rule) : Observations.IsOfEvery(rule.Rule) || server.Server.Rules.Any(known => known.Name == rule.Rule)));

    /// <summary>Remembers what a step of the machine came to.</summary>
    public static void Take(WatchState state, RuleState before, (RuleState State, IReadOnlyList<AlertEvent> Events) step, List<AlertEvent> events)
    {
        // A rule of which nothing bad is remembered needs no record.
        if (step.State is { Bits: 0, Phase: RulePhase.Ok, Flapping: false, EndedAt: null })
        {
            state.Rules.Remove(before.Key);
        }
        else
        {
            state.Rules.Put(step.State);
        }

        events.AddRange(step.Events);
        state.Events.AddRange(step.Events);
        foreach (var ended in step.Events.Where(one => one.State is AlertState.Resolved))
        {
            state.Past.Put(AlertList.Past(ended, state) with { Muted = ended.Kind is AlertEventKind.Muted ? before.Muted ?? "recovered" : null });
        }
    }

    private static void Remember(WatchPlan plan, WatchState state, McpSample sample)
    {
        var before = state.Servers.Find(sample.Server) ?? new ServerState { Server = sample.Server };
        before.NewestOf.At = sample.Slot;
        var next = before.With(sample);
        if (before.Status != next.Status || before.Verdict != next.Verdict || before.Works != next.Works || (before.Host is null && plan.Host is not null))
        {
            state.Servers.Put(next with { Host = plan.Host ?? before.Host });
        }
    }
}
