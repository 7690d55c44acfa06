using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Maintenance.Recovery;

/// <summary>What the watch does about a server.</summary>
internal enum RecoveryAct
{
    /// <summary>Nothing: it works, it is another's turn, or it is not time yet.</summary>
    Nothing,

    /// <summary>It has worked so long that what was remembered of it is forgotten.</summary>
    Forget,

    /// <summary>It is looked at, and restarted where that may help.</summary>
    Restart,

    /// <summary>It was restarted too often; one alert, and no restart.</summary>
    GiveUp,
}

/// <summary>Decides whether a server is restarted without a person; a pure function of what the watch and the disk remember.</summary>
internal static class RecoveryDecision
{
    /// <summary>So long it must have worked before what happened is forgotten.</summary>
    public static readonly TimeSpan Well = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    /// <summary>What is done now.</summary>
    /// <param name="alert">The alert about its probe, as the watch remembers it; null while there is none.</param>
    /// <param name="healthySince">Since when it is healthy; null when it is not.</param>
    /// <param name="memory">What is remembered of its restarts.</param>
    /// <param name="plan">The inventory's word.</param>
    /// <param name="now">Now.</param>
    public static RecoveryAct Of(RuleState? alert, DateTimeOffset? healthySince, RecoveryMemory memory, McpRecoverPlan plan, DateTimeOffset now)
    {
        if (alert is not { Phase: RulePhase.Firing, Severity: AlertSeverity.Critical })
        {
            var isMarked = memory is { GivenUpAt: not null } or { NotBefore: not null } or { Told.Length: > 0 };
            return isMarked && healthySince <= now - Well ? RecoveryAct.Forget : RecoveryAct.Nothing;
        }

        // Who holds an alert back, or has taken it, does not want it restarted under their hands.
        return alert.Muted is not null || !alert.Announced || alert.AcknowledgedAt is not null || memory.GivenUpAt is not null ? RecoveryAct.Nothing
            : memory.Recent(plan, now).Count >= plan.Limit ? IsSeenSince(alert, memory, now) ? RecoveryAct.GiveUp : RecoveryAct.Nothing

            // A time that is further off than any wait is of a clock that was set back.
            : memory.NotBefore > now && memory.NotBefore <= now + Most ? RecoveryAct.Nothing
            : RecoveryAct.Restart;
    }

    // The last restart may have helped: that it did not, a newer sample says.
    private static bool IsSeenSince(RuleState alert, RecoveryMemory memory, DateTimeOffset now) =>
        alert.Last is not { } seen || memory.Restarts is not [.., var last] || last > now || (seen > last && (memory.NotBefore is not { } until || until > now + Most || seen >= until));

    /// <summary>How long the next attempt waits: full jitter over 1 s × 2ⁿ, to 5 minutes (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).</summary>
    /// <param name="attempts">Attempts so far.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan Wait(int attempts, double chance) =>
        TimeSpan.FromSeconds(Math.Min(Most.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(attempts, 30))) * chance);
}
