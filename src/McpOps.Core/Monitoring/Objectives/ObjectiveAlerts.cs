using System.Globalization;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>What an objective says of a server at a moment: whether its errors come so fast that somebody should know. A pure function, for the watch and a replay.</summary>
internal static class ObjectiveAlerts
{
    /// <summary>What the rules of objectives begin with.</summary>
    public const string Prefix = "slo:";


    /// <summary>The rule under which an objective's alerts stand: <c>slo:availability</c>.</summary>
    public static string RuleOf(McpTarget target) => Prefix + target.Name;

    /// <summary>Whether a rule is of an objective.</summary>
    public static bool Is(string rule) => rule.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether a rule is of an objective of a server that raises alerts.</summary>
    public static bool IsOf(McpServer server, string rule) => server.Targets.Any(target => target.Alert && RuleOf(target) == rule);

    /// <summary>Whether a sample is bad under an objective; null where it says nothing of it.</summary>
    public static bool? IsBad(McpTarget target, McpSample sample) =>
        sample.Mark is null && MetricNames.Value(sample, target.Metric) is { } value ? !ObjectiveCounter.IsGood(target, value) : null;

    /// <summary>What the newest sample and those before it say.</summary>
    /// <param name="server">The server.</param>
    /// <param name="target">The objective.</param>
    /// <param name="bad">The bad slots, the newest sample's among them.</param>
    /// <param name="sample">The newest sample.</param>
    public static Observation Observe(WatchedServer server, McpTarget target, BadSlots bad, McpSample sample)
    {
        var burning = bad.IsEmpty ? null : Burn.Fastest(time => bad.Count(time, sample.Slot), server.Every, target.Target);
        return new Observation(server.Name, RuleOf(target), sample.Slot, IsBad(target, sample) is null ? ObservedResult.Unknown : burning is null ? ObservedResult.Good : ObservedResult.Bad)
        {
            Severity = burning?.Severity ?? AlertSeverity.None,
            Message = burning is null ? "" : Sentence(server, target, burning, time => bad.Count(time, sample.Slot)),
            Value = burning is null ? null : Math.Round(Burn.Rate(bad.Count(burning.Long, sample.Slot), burning.Long / server.Every, target.Target), 2),
            FailedAt = burning is null ? null : bad.Newest,
            Failures = 1,
            Successes = server.Successes,

            // Its windows are what smooths it.
            FlapsUnseen = false,
            Swings = Observation.SettlesAt(server.Every),
        };
    }

    private static string Sentence(WatchedServer server, McpTarget target, Burn burning, Func<TimeSpan, int> bad)
    {
        return string.Create(CultureInfo.InvariantCulture,
            $"Errors come at {burning.Factor:0.#} times the rate or faster that the objective {target.Name} ({target.Target:0.###} % over {Spans.Text(target.Window)}) allows: {Of(burning.Long)} and {Of(burning.Short)}. 'mcpops slo {server.Name}' says what is left.");

        string Of(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{bad(time)} of {Math.Max(1, (int)(time / server.Every))} probes in {Spans.Text(time)}");
    }
}
