namespace McpOps.Monitoring;

/// <summary>What holds a server's alerts back at a moment: a window, or something that it depends on.</summary>
internal static class Holds
{
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

        foreach (var name in server.Server.DependsOn)
        {
            if (plan.Find(name) is not { } parent)
            {
                continue;
            }

            var rule = state.Rules.Find(RuleState.KeyOf(parent.Name, Observations.Health));
            if (rule is { Phase: not RulePhase.Ok })
            {
                return new Hold($"dependency:{parent.Name}");
            }

            // When the parent is well again, the child needs a newer sample of its own.
            var seen = state.Servers.Find(parent.Name);
            if (seen is not null && seen.Status.Length > 0 && seen.Since > sample && rule is not null)
            {
                return new Hold($"dependency:{parent.Name}");
            }

            // The parent may be down too, and not looked at yet: one round is waited for that.
            if (seen is null || (seen.Newest < sample && now - sample < parent.Every))
            {
                return new Hold($"dependency:{parent.Name}");
            }
        }

        return Hold.No;
    }

    /// <summary>What holds one rule: whoever was told that a server does not work need not be told that its errors come fast.</summary>
    /// <param name="state">What is remembered of all servers.</param>
    /// <param name="server">The server's name.</param>
    /// <param name="rule">The rule's name.</param>
    /// <param name="hold">What holds all of the server's.</param>
    public static Hold OfRule(WatchState state, string server, string rule, Hold hold) =>
        hold.Reason is null && ObjectiveAlerts.Is(rule) && state.Rules.Find(RuleState.KeyOf(server, Observations.Health)) is { Severity: AlertSeverity.Critical } health && (health.Phase is not RulePhase.Ok || health.Flapping)
            ? new Hold($"rule:{Observations.Health}") : hold;

    /// <summary>The window that is open for a name.</summary>
    public static Hold OfWindows(WatchPlan plan, string name, DateTimeOffset now) =>
        AlertWindows.Open(plan.Fleet.Alerts.Windows, name, now) is { } window ? new Hold($"window:{window.Name}") : Hold.No;
}
