using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>
/// What cannot be found out takes no server down, and ends nothing either: what was bad by a check, such as that of a database, is not well because that check cannot be made any more. Pure functions.
/// </summary>
internal static class Unseen
{
    /// <summary>The checks of the server itself that could not be made.</summary>
    public static IReadOnlyList<string> Of(McpHealth health) => Names(health, HealthStatus.Unknown);

    /// <summary>The checks that must be seen to be well before it is; of one that could not be called, that it answers is enough.</summary>
    public static IReadOnlyList<string> Ill(McpHealth health) =>
        health.Transport is not McpTransport.None && !McpVerdict.Answers(health.Verdict) ? [] : Names(health, HealthStatus.Degraded, HealthStatus.Unhealthy);

    /// <summary>Whether a look that is milder than what holds says nothing of it, for it could not see what was bad.</summary>
    public static bool Hides(RuleState state, Observation seen) =>
        state.Ill is { } ill && AlertSeverity.Gravity(seen.Severity) < AlertSeverity.Gravity(state.Severity) && ill.Any(name => seen.Unseen.Contains(name, StringComparer.Ordinal));

    /// <summary>What must be seen to be well after one more look; null for nothing.</summary>
    public static IReadOnlyList<string>? After(RuleState state, Observation seen) => seen.Result is not ObservedResult.Bad ? null
        : seen.Ill.Union((state.Ill ?? []).Intersect(seen.Unseen, StringComparer.Ordinal), StringComparer.Ordinal).ToList() is { Count: > 0 } ill ? ill : null;

    /// <summary>Whether it is only that a part of a server that works could not be found out: that is told once, and nobody is reminded of it.</summary>
    public static bool IsPart(RuleState rule) => rule is { Rule: Observations.Unknown, Ill: not null };

    /// <summary>What is over, with why, where nobody saw it well again.</summary>
    public static IReadOnlyList<AlertEvent> Noted(IReadOnlyList<AlertEvent> events, Observation seen) =>
        seen.Note.Length == 0 ? events : [.. events.Select(one => one.State is AlertState.Resolved ? one with { Note = seen.Note } : one)];

    private static IReadOnlyList<string> Names(McpHealth health, params string[] statuses) =>
        [.. HostFindings.OfServer(health).Where(check => statuses.Contains(check.Status, StringComparer.Ordinal)).Select(check => check.Name)];
}
