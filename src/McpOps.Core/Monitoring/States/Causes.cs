using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>A figure that is bad in a sample.</summary>
/// <param name="Name">The check.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Text">It with its figure and what that means.</param>
internal sealed record SeenCause(string Name, string Severity, string Text)
{
    /// <summary>Those that are not well.</summary>
    public static IReadOnlyList<SeenCause> Of(IEnumerable<McpCheckResult> checks) =>
    [
        .. checks.Where(check => check.Status is HealthStatus.Degraded or HealthStatus.Unhealthy)
            .Select(check => new SeenCause(check.Name, check.Status is HealthStatus.Unhealthy ? AlertSeverity.Critical : AlertSeverity.Warning, $"{HostFindings.Head(check)}: {check.Message}")),
    ];
}

/// <summary>What is remembered of a figure that is one cause of an alert.</summary>
/// <param name="Name">The check.</param>
/// <param name="Severity">How grave it was last.</param>
/// <param name="Told">How grave it was told to be; empty while it is not told.</param>
/// <param name="Count">Samples in a row in which it was graver than that.</param>
/// <param name="Since">The first of them.</param>
/// <param name="Last">When it was bad last.</param>
internal sealed record KnownCause(string Name, string Severity, string Told, int Count, DateTimeOffset Since, DateTimeOffset Last);

/// <summary>
/// The figures behind one alert, such as those of the machine: one that comes to others while the alert fires is told as what it is, once, for whoever knows of the first knows nothing of it. Pure functions.
/// </summary>
internal static class Causes
{
    /// <summary>Counts a sample.</summary>
    public static RuleState Count(RuleState state, Observation seen)
    {
        // What is down has no figures; what was told of them before it was is told.
        if (seen.Causes.Count == 0 && seen.Result is ObservedResult.Bad)
        {
            return state;
        }

        if (state is { Phase: RulePhase.Ok, Flapping: false })
        {
            return state.Causes is null ? state : state with { Causes = null };
        }

        var quiet = seen.Settles ?? seen.Swings ?? TimeSpan.Zero;
        var isOld = state is { Announced: true, Causes: null };
        var causes = seen.Causes.Select(cause => Count(state.Causes?.FirstOrDefault(known => known.Name == cause.Name), cause, seen.At, isOld))
            .Concat((state.Causes ?? []).Where(known => known.Told.Length > 0 && seen.At - known.Last < quiet && !seen.Causes.Any(cause => cause.Name == known.Name)).Select(known => known with { Count = 0 })).ToList();
        return state with { Causes = causes.Count == 0 ? null : causes };
    }

    /// <summary>Notes what a message told, and tells what none did.</summary>
    public static (RuleState State, IReadOnlyList<AlertEvent> Events) Tell(RuleState state, IReadOnlyList<AlertEvent> events, Observation seen, Hold hold, Func<RuleState, AlertEvent> tell)
    {
        if (events.Count > 0)
        {
            return (Note(state, events), events);
        }

        if (state is not { Announced: true, Muted: null, Phase: RulePhase.Firing, Causes: { } causes } || hold.Reason is not null
            || seen.Causes.Where(cause => causes.Any(known => known.Name == cause.Name && known.Count >= seen.Failures)).ToList() is not { Count: > 0 } fresh)
        {
            return (state, events);
        }

        var since = causes.Where(known => fresh.Exists(cause => cause.Name == known.Name)).Min(known => known.Since);
        var next = Told(state, causes.Where(known => fresh.Exists(cause => cause.Name == known.Name))).Anew(since) with { ToldAt = seen.At };
        var one = tell(next) with { Severity = fresh.Select(cause => cause.Severity).Aggregate(AlertSeverity.Worse), Message = $"Now also {string.Join("; ", fresh.Select(cause => cause.Text)).TrimEnd('.')}. All: {state.Message}" };
        return (next, [one]);
    }

    /// <summary>Notes that a message named all that is bad.</summary>
    public static RuleState Note(RuleState state, IReadOnlyList<AlertEvent> events) =>
        state.Causes is { } causes && events.Any(one => one.State is not AlertState.Resolved) ? Told(state, causes.Where(known => known.Severity.Length > 0)) : state;

    private static KnownCause Count(KnownCause? known, SeenCause cause, DateTimeOffset at, bool isTold)
    {
        var told = isTold ? cause.Severity : known?.Told ?? AlertSeverity.None;
        var isNews = AlertSeverity.Gravity(cause.Severity) > AlertSeverity.Gravity(told);
        return new KnownCause(cause.Name, cause.Severity, told, isNews ? (known?.Count ?? 0) + 1 : 0, isNews && known is { Count: > 0 } ? known.Since : at, at);
    }

    private static RuleState Told(RuleState state, IEnumerable<KnownCause> told)
    {
        var names = told.Select(known => known.Name).ToHashSet(StringComparer.Ordinal);
        return state with { Causes = [.. state.Causes!.Select(known => names.Contains(known.Name) && known.Last == state.Causes!.Max(one => one.Last) ? known with { Told = AlertSeverity.Worse(known.Told, known.Severity), Count = 0 } : known)] };
    }
}
