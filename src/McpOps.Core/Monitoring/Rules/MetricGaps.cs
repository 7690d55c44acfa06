namespace McpOps.Monitoring;

/// <summary>Whether the figures that the inventory names can be taken: a rule on one that no longer comes is silent, and that must not look like all is well.</summary>
internal static class MetricGaps
{
    /// <summary>The name of the rule.</summary>
    public const string Rule = "metrics";

    private const int MostNamed = 5;

    /// <summary>The observation of a server that has such figures; of one that is down nothing can be said, for then they fail with it.</summary>
    /// <param name="server">The server.</param>
    /// <param name="sample">Its sample.</param>
    /// <param name="failing">The metrics that cannot be taken, each with why.</param>
    public static IEnumerable<Observation> Observe(WatchedServer server, McpSample sample, IReadOnlyList<(string Metric, string Reason)> failing)
    {
        if (server.Server.Metrics.Count == 0)
        {
            yield break;
        }

        var works = sample.Works && !SampleMarks.IsBlind(sample.Mark);
        yield return new Observation(server.Name, Rule, sample.Slot, failing.Count == 0 ? ObservedResult.Good : works ? ObservedResult.Bad : ObservedResult.Unknown)
        {
            Severity = failing.Count == 0 ? AlertSeverity.None : AlertSeverity.Warning,
            Message = failing.Count == 0 ? "" : Text(failing),
            Failures = server.Failures,
            Successes = server.Successes,
            FlapsUnseen = false,
        };
    }

    /// <summary>The causes, each with the metrics that it takes: one file that is gone is one cause, however many figures were read of it.</summary>
    public static IEnumerable<(string Reason, IReadOnlyList<string> Metrics)> Causes(IEnumerable<(string Metric, string Reason)> failing) =>
        failing.GroupBy(one => one.Reason, one => one.Metric, StringComparer.Ordinal).OrderByDescending(cause => cause.Count()).ThenBy(cause => cause.Key, StringComparer.Ordinal)
            .Select(cause => (Sentences.Ended(cause.Key), (IReadOnlyList<string>)[.. cause.Order(StringComparer.Ordinal)]));

    /// <summary>What cannot be taken, in words: one cause is one sentence.</summary>
    public static string Text(IEnumerable<(string Metric, string Reason)> failing)
    {
        var causes = Causes(failing).Select(cause => $"{string.Join(", ", cause.Metrics.Take(MostNamed))}{(cause.Metrics.Count > MostNamed ? $" and {cause.Metrics.Count - MostNamed} more" : "")}: {cause.Reason}");
        return $"Metrics of the inventory cannot be taken, and rules on them say nothing. {string.Join(" ", causes)}";
    }
}
