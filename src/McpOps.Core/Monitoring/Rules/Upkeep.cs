using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>What a probe says of the duties, backups and audits of a server: each is a rule with an episode of its own, so that the recovery of the server is told, and so is theirs.</summary>
internal static class Upkeep
{
    /// <summary>Whether a rule is one of these.</summary>
    public static bool Is(string rule) => UpkeepFindings.Names.Contains(rule, StringComparer.Ordinal);

    /// <summary>The observations.</summary>
    /// <param name="state">What is remembered: what is no longer checked is over.</param>
    /// <param name="server">The server.</param>
    /// <param name="health">What the probe found.</param>
    /// <param name="slot">The moment of the sample.</param>
    public static IEnumerable<Observation> Observe(WatchState state, WatchedServer server, McpHealth health, DateTimeOffset slot)
    {
        foreach (var name in UpkeepFindings.Names)
        {
            var found = UpkeepFindings.Of(health, name);
            var status = found.Count == 0 ? HealthStatus.Healthy : HealthStatus.Worst(found.Select(check => check.Status));
            if (found.Count == 0 && state.Rules.Find(RuleState.KeyOf(server.Name, name)) is null)
            {
                continue;
            }

            yield return new Observation(server.Name, name, slot, status switch { HealthStatus.Healthy => ObservedResult.Good, HealthStatus.Unknown => ObservedResult.Unknown, _ => ObservedResult.Bad })
            {
                Severity = status switch { HealthStatus.Unhealthy => AlertSeverity.Critical, HealthStatus.Degraded => AlertSeverity.Warning, _ => AlertSeverity.None },
                Message = Text(name, found),
                Failures = server.Failures,
                Successes = server.Successes,
                FlapsUnseen = false,
                Swings = Observation.SettlesAt(server.Every),
            };
        }
    }

    // The rule's name stands beside it already.
    private static string Text(string rule, IReadOnlyList<McpCheckResult> found) =>
        HostFindings.Text(found) is var text && text.StartsWith($"{rule}: ", StringComparison.Ordinal) ? text[(rule.Length + 2)..] : text;
}
