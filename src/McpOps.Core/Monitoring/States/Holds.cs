using McpOps.Probing;
using McpOps.Protocol;

namespace McpOps.Monitoring;

/// <summary>What holds a server's alerts back at a moment: a window, or something that it depends on.</summary>
internal static class Holds
{
    private const string Dependency = "dependency:";

    /// <summary>The rules about what a server offers and what is unsafe about it: that another server is down explains neither, and may be the work of the same hand.</summary>
    public static IReadOnlyList<string> OfNoOutage { get; } = [ToolDrift.Rule, "audit"];

    /// <summary>The reason.</summary>
    /// <param name="plan">The inventory.</param>
    /// <param name="state">What is remembered of all servers.</param>
    /// <param name="server">The server.</param>
    /// <param name="sample">The moment of the server's newest sample.</param>
    /// <param name="now">Now.</param>
    public static Hold Of(WatchPlan plan, WatchState state, WatchedServer server, DateTimeOffset sample, DateTimeOffset now)
    {
        if (OfWindows(plan, server.Name, now) is { Reason: not null } window)
        {
            return window;
        }

        var mild = Hold.No;
        foreach (var name in server.Server.DependsOn)
        {
            if (plan.Find(name) is not { } parent)
            {
                continue;
            }

            // Only what is known to be bad explains another's outage: of what cannot be found out nobody knows when it is over.
            var seen = state.Servers.Find(parent.Name);
            if (seen is { Status: HealthStatus.Unknown, Works: false } && seen.Newest >= sample - parent.Every && state.Servers.Find(server.Name) is not { Status: HealthStatus.Unknown, Works: false })
            {
                continue;
            }

            var rule = state.Rules.Find(RuleState.KeyOf(parent.Name, Observations.Health));
            if (rule is { Phase: not RulePhase.Ok })
            {
                // One that answers, with whatever is the matter with it, is not why another does not.
                if (McpVerdict.Answers(rule.Verdict) && McpVerdict.Answers(rule.Cause?.Verdict ?? rule.Verdict) && state.Servers.Find(server.Name) is { } own && McpVerdict.IsSilent(own.Verdict))
                {
                    continue;
                }

                // That it is slow, or that a certificate of it ends soon, is not why another is down.
                mild = new Hold($"{Dependency}{parent.Name}", rule.Gravest);
                if (rule.Gravest is AlertSeverity.Critical)
                {
                    return mild;
                }

                continue;
            }

            // When the parent is well again, the child needs a newer sample of its own.
            if (seen is not null && seen.Status.Length > 0 && seen.Since > sample && rule is not null)
            {
                return new Hold($"{Dependency}{parent.Name}");
            }

            // The parent may be down too, and not looked at yet: one round is waited for that.
            if (seen is null || (seen.Newest < sample && now - sample < parent.Every))
            {
                return new Hold($"{Dependency}{parent.Name}");
            }
        }

        return mild;
    }

    /// <summary>What holds one rule, because its cause is told by another: that a server does not work says that its errors come fast, and afterwards too, while nothing failed but that; a machine that is full
    /// is one alert, and none of each server, and so is a certificate that several servers use; a check that is over its threshold is not told again by a rule about the same figure, unless that is graver.</summary>
    /// <param name="plan">The inventory.</param>
    /// <param name="state">What is remembered of all servers.</param>
    /// <param name="server">The server; null for what is none.</param>
    /// <param name="seen">The rule, and what it says.</param>
    /// <param name="hold">What holds all of the server's.</param>
    public static Hold OfRule(WatchPlan plan, WatchState state, WatchedServer? server, SeenAlert seen, Hold hold)
    {
        if (server is not null && IsOfNoOutage(seen.Rule) && hold.Reason?.StartsWith(Dependency, StringComparison.Ordinal) is true)
        {
            return Hold.No;
        }

        if (server is null || (hold.Reason is not null && AlertSeverity.Gravity(seen.Severity) <= AlertSeverity.Gravity(hold.Most)))
        {
            return hold;
        }

        hold = Hold.No;
        if (seen.Rule is Observations.Health)
        {
            return SharedCertificate.Of(plan, state, server, seen);
        }

        var health = state.Rules.Find(RuleState.KeyOf(server.Name, Observations.Health));
        if (ObjectiveAlerts.Is(seen.Rule))
        {
            var fails = health is { Gravest: AlertSeverity.Critical } && (health.Phase is not RulePhase.Ok || health.Flapping) || health is { Flapping: true } && WasGrave(state, health);
            return fails || (state.Rules.Find(RuleState.KeyOf(server.Name, seen.Rule)) is { Announced: false, Bits: not 0 } && (IsOfTold(state, server.Name, seen.FailedAt) || health is { Phase: not RulePhase.Ok } && WasGrave(state, health))) ? new Hold($"rule:{Observations.Health}") : hold;
        }

        if (server.Server.Rules.FirstOrDefault(known => known.Name == seen.Rule)?.Metric is not { } metric)
        {
            return hold;
        }

        var teller = HostFindings.IsOfHost(metric) ? state.Rules.All.FirstOrDefault(other => HostWatch.Is(other.Server, other.Rule) && other.Rule is HostWatch.Name) : health;
        return teller is { Phase: not RulePhase.Ok } && (IsAbout(teller.Message, metric) || teller.Causes?.Any(cause => IsAbout(cause.Name + ' ', metric) && cause.Told.Length > 0) is true) && AlertSeverity.Gravity(teller.Severity) >= AlertSeverity.Gravity(seen.Severity) ? new Hold($"rule:{teller.Rule}") : hold;
    }

    private static bool IsOfNoOutage(string rule) => OfNoOutage.Contains(rule, StringComparer.Ordinal);

    // What checks found begins with the check: see HostFindings.Text.
    private static bool IsAbout(string message, string metric) => message.StartsWith(metric, StringComparison.Ordinal) && message.Length > metric.Length && message[metric.Length] is ' ' or ':';

    // It is milder now than what people were woken for, or comes and goes: the errors are still those of that.
    private static bool WasGrave(WatchState state, RuleState health) => health.FlappingAs is AlertSeverity.Critical
        || state.Deliveries.All.Any(told => told.Server == health.Server && told.Rule == health.Rule && told.Episode == health.Episode && told.Severity is AlertSeverity.Critical);

    // Nothing failed since an outage that somebody was told of, or of whose cause somebody was; that it was slow since, or could not be found out, is no failure.
    private static bool IsOfTold(WatchState state, string server, DateTimeOffset? failed) => (failed ?? state.Servers.Find(server)?.Since) is { } last
        && state.Past.All.Any(alert => alert.Server == server && alert.Rule is Observations.Health && (alert.Muted is null || alert.Muted.StartsWith(Dependency, StringComparison.Ordinal) || alert.Muted.StartsWith(SharedCertificate.Reason, StringComparison.Ordinal)) && alert.UntilMoment >= last);

    /// <summary>The window that is open for a name.</summary>
    public static Hold OfWindows(WatchPlan plan, string name, DateTimeOffset now) =>
        AlertWindows.Open(plan.Fleet.Alerts.Windows, name, now) is { } window ? new Hold($"window:{window.Name}") : Hold.No;
}
