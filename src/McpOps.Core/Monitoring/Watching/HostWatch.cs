using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>
/// The machine that the servers share: one alert for it, and none for each of its servers. Every local server's probe brings its figures, judged by that server's thresholds;
/// the strictest counts, once in each interval of the watch.
/// </summary>
/// <param name="context">What this machine is called.</param>
/// <param name="plan">The inventory.</param>
/// <param name="shared">True where machines share the history: then the machine's name tells them apart.</param>
internal sealed class HostWatch(EngineContext context, WatchPlan plan, bool shared)
{
    /// <summary>The name of the rule, and of the machine where there is only one.</summary>
    public const string Name = "host";

    /// <summary>The rule about what an audit left open of the machine.</summary>
    public const string Audit = "audit";

    private readonly Dictionary<string, (DateTimeOffset At, IReadOnlyList<McpCheckResult> Found)> _found = new(StringComparer.Ordinal);

    /// <summary>What alerts call this machine.</summary>
    public string Subject { get; } = shared ? $"{Name} {context.Host}" : Name;

    /// <summary>Whether an alert is one of a machine.</summary>
    public static bool Is(string server, string rule) => rule is Name or OwnNetwork.Rule or Audit && (server is Name || server.StartsWith(Name + " ", StringComparison.Ordinal));

    /// <summary>The machine that an alert is of, where machines share the history; null where it is of no machine, or of the only one.</summary>
    public static string? MachineOf(string server, string rule) => Is(server, rule) && server.Length > Name.Length ? server[(Name.Length + 1)..] : null;

    /// <summary>What probes say of the machine; null where they say nothing.</summary>
    /// <param name="probed">The probes.</param>
    /// <param name="slot">The moment for which it is judged: the same for all probes of one interval.</param>
    public Observation? Observe(IEnumerable<(string Server, McpHealth Health)> probed, DateTimeOffset slot)
    {
        foreach (var (server, health) in probed)
        {
            if (HostFindings.Of(health) is { Count: > 0 } found)
            {
                _found[server] = (slot, found);
            }
        }

        // What a server said that is no longer looked at says nothing of now.
        foreach (var old in _found.Where(one => one.Value.At < slot - (3 * plan.Fleet.Watch.Every)).Select(one => one.Key).ToList())
        {
            _found.Remove(old);
        }

        return Judge(Name, slot, isAudit: false) is { } seen ? seen with { Settles = Observation.SettlesAt(plan.Fleet.Watch.Every) } : null;
    }

    /// <summary>What the newest probes say that audits left open of the machine: one alert, however many servers it has; null where they say nothing.</summary>
    /// <param name="slot">The moment for which it is judged.</param>
    public Observation? ObserveAudit(DateTimeOffset slot) => Judge(Audit, slot, isAudit: true) is { } seen ? seen with { Swings = Observation.SettlesAt(plan.Fleet.Watch.Every) } : null;

    private Observation? Judge(string rule, DateTimeOffset slot, bool isAudit)
    {
        var worst = _found.Values.SelectMany(one => one.Found).Where(check => check.Name is HostFindings.Audit == isAudit)
            .GroupBy(check => check.Name, StringComparer.Ordinal).Select(same => same.MaxBy(check => HealthStatus.Gravity(check.Status))!).ToList();
        if (worst.Count == 0)
        {
            return null;
        }

        var status = HealthStatus.Worst(worst.Select(check => check.Status));
        return new Observation(Subject, rule, slot, status switch { HealthStatus.Healthy => ObservedResult.Good, HealthStatus.Unknown => ObservedResult.Unknown, _ => ObservedResult.Bad })
        {
            Severity = status switch { HealthStatus.Unhealthy => AlertSeverity.Critical, HealthStatus.Degraded => AlertSeverity.Warning, _ => AlertSeverity.None },

            // The rule's name stands beside it already.
            Message = isAudit ? worst[0].Status is HealthStatus.Healthy ? "" : worst[0].Message : HostFindings.Text(worst),
            Causes = isAudit ? [] : SeenCause.Of(worst),
            Failures = plan.Fleet.Watch.Failures,
            Successes = plan.Fleet.Watch.Successes,
            FlapsUnseen = false,
        };
    }
}
