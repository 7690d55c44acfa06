using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>A certificate that several servers use is one cause: the first of the inventory tells of it, and the others are held for as long as nothing else is wrong about them.</summary>
internal static class SharedCertificate
{
    /// <summary>How the reason of such a hold begins.</summary>
    public const string Reason = "certificate:";

    private const string Check = "certificates:";

    /// <summary>What holds a server's health, because another server tells of the same certificate.</summary>
    /// <param name="plan">The inventory.</param>
    /// <param name="state">What is remembered of all servers.</param>
    /// <param name="server">The server.</param>
    /// <param name="seen">What is wrong about it.</param>
    public static Hold Of(WatchPlan plan, WatchState state, WatchedServer server, SeenAlert seen)
    {
        // Where more is wrong, it says so.
        if (HostFindings.NamesMore(seen.Message) || server.Server.Certificates.FirstOrDefault(source => IsAbout(seen.Message, source)) is not { } certificate)
        {
            return Hold.No;
        }

        var first = plan.Servers.TakeWhile(other => other.Name != server.Name)
            .FirstOrDefault(other => other.Server.Certificates.Contains(certificate, StringComparer.Ordinal) && Tells(state, other, certificate, seen));
        return first is null ? Hold.No : new Hold(Reason + first.Name);
    }

    private static bool Tells(WatchState state, WatchedServer other, string certificate, SeenAlert seen)
    {
        if (state.Rules.Find(RuleState.KeyOf(other.Name, Observations.Health)) is { Phase: not RulePhase.Ok } rule)
        {
            return rule.Muted is null && (IsAbout(rule.Message, certificate) || IsAbout(rule.Cause?.Message ?? "", certificate)) && AlertSeverity.Gravity(rule.Severity) >= AlertSeverity.Gravity(seen.Severity);
        }

        // When the other is well again, this one needs a newer look of its own.
        return state.Servers.Find(other.Name) is { Known: HealthStatus.Healthy } well && well.Since > seen.At;
    }

    private static bool IsAbout(string message, string certificate) =>
        message.StartsWith(Check + certificate + " ", StringComparison.Ordinal) || message.StartsWith(Check + certificate + ":", StringComparison.Ordinal);
}

/// <summary>What is to be told, or held: the rule, how grave it is, its words, when that was seen, and of an objective when something failed last.</summary>
internal readonly record struct SeenAlert(string Rule, string Severity, string Message, DateTimeOffset At, DateTimeOffset? FailedAt = null);
