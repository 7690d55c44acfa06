using System.Globalization;
using McpOps.Probing;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>What a sample says under each rule of its server. A pure function.</summary>
internal static class Observations
{
    /// <summary>The rule about the probe itself, which every server has.</summary>
    public const string Health = "health";

    /// <summary>The rule about what cannot be found out.</summary>
    public const string Unknown = "unknown";

    /// <summary>Whether a rule is one that every server has, and that no inventory names.</summary>
    public static bool IsOfEvery(string rule) => rule is Health or Unknown or ToolDrift.Rule or MetricGaps.Rule || Upkeep.Is(rule) || ObjectiveAlerts.Is(rule);

    // What cannot be found out is worth a word only when it lasts.
    internal const int UnknownFactor = 5;

    /// <summary>The observations of the newest sample.</summary>
    /// <param name="server">The server.</param>
    /// <param name="recent">Its samples, oldest first; the last one is the new one.</param>
    /// <param name="told">The severity that holds of a rule.</param>
    public static IEnumerable<Observation> Of(WatchedServer server, IReadOnlyList<McpSample> recent, Func<string, string> told)
    {
        var sample = recent[^1];
        yield return OfHealth(server, sample);

        yield return OfUnknown(server, sample);
        foreach (var rule in server.Server.Rules)
        {
            yield return OfRule(server, rule, recent, told(rule.Name));
        }
    }

    // Figures that were imported say nothing of how it was. What could not be found out of one that works cannot while it is down either: that begins nothing anew.
    private static Observation OfUnknown(WatchedServer server, McpSample sample) =>
        new(server.Name, Unknown, sample.Slot, SampleMarks.IsBlind(sample.Mark) || sample.Verdict.Length == 0 ? ObservedResult.Unknown : sample.Status is HealthStatus.Unknown ? ObservedResult.Bad : ObservedResult.Good)
        {
            Severity = sample.Status is HealthStatus.Unknown ? AlertSeverity.Information : AlertSeverity.None,
            Verdict = sample.Verdict,
            Message = sample.Works ? $"It works, but not all of it can be found out: {sample.Message}" : $"It cannot be found out how it is: {sample.Message}",
            Ill = sample.Works ? sample.Unseen : [],
            Unseen = sample.Unseen,
            Note = sample.Status is HealthStatus.Healthy or HealthStatus.Unknown ? "" : $"It is known now: {sample.Message}",
            Failures = server.Failures * UnknownFactor,
            Successes = 1,
        };

    private static Observation OfHealth(WatchedServer server, McpSample sample)
    {
        var (result, severity) = sample switch
        {
            _ when SampleMarks.IsBlind(sample.Mark) => (ObservedResult.Unknown, AlertSeverity.None),
            { Status: HealthStatus.Unknown, Works: false } => (ObservedResult.Unknown, AlertSeverity.None),
            { Status: HealthStatus.Healthy or HealthStatus.Unknown } => (ObservedResult.Good, AlertSeverity.None),

            // Alive and gated is no outage.
            { Verdict: McpVerdict.AuthRequired } or { Status: HealthStatus.Degraded } => (ObservedResult.Bad, AlertSeverity.Warning),
            _ => (ObservedResult.Bad, AlertSeverity.Critical),
        };
        return new Observation(server.Name, Health, sample.Slot, result)
        {
            Severity = severity,
            Verdict = sample.Verdict,
            Message = sample.Message.Length > 0 ? sample.Message : $"It is {sample.Status}.",
            Value = sample.Values.TryGetValue("latency", out var latency) ? latency : null,
            Causes = sample.Causes,
            Ill = sample.Ill,
            Unseen = sample.Unseen,
            Failures = server.Failures,
            Successes = server.Successes,
            Swings = Observation.SettlesAt(server.Every),
        };
    }

    private static Observation OfRule(WatchedServer server, McpRule rule, IReadOnlyList<McpSample> recent, string told)
    {
        var now = recent[^1].Slot;
        var reading = SampleMarks.IsBlind(recent[^1].Mark) ? RuleReading.Unknown : RuleEvaluator.Evaluate(rule, recent, now, server.Every, told);
        return new Observation(server.Name, rule.Name, now, reading.Result)
        {
            Severity = reading.Severity,
            Value = reading.Value,
            Message = Describe(server.Server, rule, reading),
            Failures = Failures(server, rule),
            Successes = server.Successes,
            Settles = Observation.SettlesAt(server.Every),
        };
    }

    // A window smooths already; without one, what holds for probes holds for figures too.
    private static int Failures(WatchedServer server, McpRule rule) => rule switch
    {
        { For: { } time } => Math.Max(1, (int)Math.Ceiling(time / server.Every)),
        { Window: not null } => 1,
        _ => server.Failures,
    };

    private static string Describe(McpServer server, McpRule rule, RuleReading reading)
    {
        if (reading.Value is not { } value)
        {
            return "";
        }

        var unit = server.Metrics.FirstOrDefault(metric => metric.Name == rule.Metric)?.Unit is { } own ? " " + own : MetricUnits.Of(rule.Metric) is { } known ? " " + known : "";
        var what = reading.Subject.Length > 0 ? reading.Subject : rule.Metric;
        var statistic = rule.Window is { } window ? $"The {rule.Statistic} of {what} over {Spans.Text(window)}" : what;
        var (word, levels) = rule.Above is { } above ? ("above", above) : ("below", rule.Below!);
        var bound = reading.Severity is AlertSeverity.Critical ? levels.Critical ?? levels.Warning : levels.Warning ?? levels.Critical;
        var text = reading.Result is ObservedResult.Good
            ? $"{statistic} is {Figure(value, unit)}"
            : RuleEvaluator.GoodAgain(rule, value, bound ?? 0) is { } good
                ? $"{statistic} is {Figure(value, unit)}: it was {word} {Figure(bound ?? 0, unit)}, and is good again from {Figure(good, unit)} on"
            : $"{statistic} is {Figure(value, unit)}, {word} {Figure(bound ?? 0, unit)}";
        return rule.Advice is { Length: > 0 } advice && reading.Result is ObservedResult.Bad ? $"{text}. {advice}" : text;
    }

    // Nobody reads ten digits of bytes at night.
    private static string Figure(double value, string unit) => unit is " bytes" && Math.Abs(value) >= 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{value / (1 << 20):#,0} MB")
        : Figure(value) + unit;

    private static string Figure(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture);
}
