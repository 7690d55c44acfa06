using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>Takes a rule's statistic over the samples of its window, and judges it. A pure function.</summary>
internal static class RuleEvaluator
{
    // Who is above a threshold is below it again only at this share of it, lest a value that sways about the threshold tells both again and again.
    private const double Clear = 0.9;

    // A window of which less is covered says nothing.
    internal const double LeastCovered = 0.5;

    /// <summary>Judges the samples of one server.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="samples">The samples, oldest first; those before the window are not looked at.</param>
    /// <param name="now">The end of the window.</param>
    /// <param name="every">From one sample to the next.</param>
    /// <param name="told">The severity that holds, for the second bound.</param>
    public static RuleReading Evaluate(McpRule rule, IReadOnlyList<McpSample> samples, DateTimeOffset now, TimeSpan every, string told)
    {
        var inWindow = rule.Window is { } window ? samples.Where(sample => sample.Slot > now - window && sample.Slot <= now && !SampleMarks.IsBlind(sample.Mark)).ToList()
            : samples is [.., var last] && !SampleMarks.IsBlind(last.Mark) ? [last] : [];
        var readings = Subjects(rule.Metric, inWindow).Select(subject => Judge(rule, subject, inWindow, every, told)).ToList();
        return readings.Count == 0 ? RuleReading.Unknown
            : readings.MaxBy(reading => (AlertSeverity.Gravity(reading.Severity), reading.Result is ObservedResult.Unknown ? 0 : 1));
    }

    private static RuleReading Judge(McpRule rule, string subject, IReadOnlyList<McpSample> samples, TimeSpan every, string told)
    {
        var values = samples.Select(sample => MetricNames.Value(sample, subject)).Where(value => value is not null).Select(value => value!.Value).ToList();
        if (values.Count == 0 || (rule.Window is { } window && values.Count < LeastCovered * Math.Max(1, Math.Floor(window / every))))
        {
            return RuleReading.Unknown;
        }

        var value = Statistics.Of(values, rule.Statistic);
        var severity = Severity(rule, value, told);
        return new RuleReading(severity.Length > 0 ? ObservedResult.Bad : ObservedResult.Good, severity, value, subject);
    }

    /// <summary>How bad a value is. Beyond the first bound it becomes so; it stays so up to the second one.</summary>
    internal static string Severity(McpRule rule, double value, string told)
    {
        var (levels, sign) = rule.Above is { } above ? (above, 1) : (rule.Below!, -1);
        return Beyond(levels.Critical, AlertSeverity.Critical) ? AlertSeverity.Critical : Beyond(levels.Warning, AlertSeverity.Warning) ? AlertSeverity.Warning : AlertSeverity.None;

        bool Beyond(double? level, string severity) => level is { } bound
            && (sign * (value - bound) > Slack(bound)
                || (AlertSeverity.Gravity(told) >= AlertSeverity.Gravity(severity) && sign * (value - (sign > 0 ? bound - Margin(bound) : Upper(bound, value))) > Slack(bound)));
    }

    /// <summary>From where on a value that was told to be bad is good again; null when it is beyond the bound itself.</summary>
    internal static double? GoodAgain(McpRule rule, double value, double bound) =>
        rule.Above is not null ? value - bound > Slack(bound) ? null : bound - Margin(bound) : bound - value > Slack(bound) ? null : Upper(bound, value);

    // The mean of ten times 0.8 is a little less than 0.8.
    private static double Slack(double bound) => 1e-9 * Math.Max(1e-3, Math.Abs(bound));

    private static double Margin(double bound) => (1 - Clear) * Math.Abs(bound);

    // A share cannot rise above 100 % (or 1), and a count that is to be 3 is well at 3: who asked for more would never be told that it is over.
    private static double Upper(double bound, double value) => bound is > 0 and <= 100 && double.IsInteger(bound) && double.IsInteger(value) ? bound
        : bound is > 0 and <= 100 ? Math.Min(bound + Margin(bound), (bound + (bound <= 1 ? 1 : 100)) / 2) : bound + Margin(bound);

    /// <summary>The figures that a rule's metric stands for: itself, or all of a kind, as <c>disk</c> for <c>disk:/</c> and <c>disk:/var</c>.</summary>
    private static IReadOnlyList<string> Subjects(string metric, IReadOnlyList<McpSample> samples)
    {
        if (MetricNames.IsDerived(metric) || samples.Any(sample => sample.Values.ContainsKey(MetricNames.Stored(metric))))
        {
            return [metric];
        }

        var prefix = metric + ":";
        return [.. samples.SelectMany(sample => sample.Values.Keys).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
    }
}
