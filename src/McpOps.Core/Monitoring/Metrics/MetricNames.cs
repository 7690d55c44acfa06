using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>The names of the figures of a server.</summary>
internal static class MetricNames
{
    /// <summary>100 where the server worked, else 0: its mean over a window is the success in percent. Made of the status, not stored.</summary>
    public const string Success = "success";

    /// <summary>1 in a sample that is Unhealthy for a figure alone, or Unknown for a check beside: the server works. What <see cref="Success"/> needs beside the status; no inventory can name it.</summary>
    public const string Works = ":works";

    /// <summary>100 for each sample that a maintenance window left out, which has nothing else. Made of the mark, not stored; no inventory can name it.</summary>
    public const string Maintenance = ":maintenance";

    // As rules and thresholds call the figures of checks that have another name in a result.
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal) { ["errorRate"] = "logs" };

    // What the checks measure beside their own names.
    private static readonly string[] OfChecks =
    [
        "postgres-connections", "postgres-queries", "process-memory", "process-cpu", "process-threads", "process-handles", "process-uptime", "process-restarts",
        "swap", "load", "inodes", "errorRate",
    ];

    /// <summary>Every name that a rule of a server may use.</summary>
    public static IReadOnlyList<string> Of(McpServer server) =>
    [
        .. HealthChecks.Names.Concat(OfChecks).Concat(SampleOf.Phases).Append(Success).Concat(server.Metrics.Select(metric => metric.Name)).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The figures that are meant: as rules take them, a name stands for itself, or for all of its kind, as <c>disk</c> for <c>disk:/</c> and <c>disk:/var</c>.</summary>
    /// <param name="wanted">Names and wildcards; all that are known when empty.</param>
    /// <param name="known">The names that there are.</param>
    public static IReadOnlyList<string> Meant(IReadOnlyList<string> wanted, IReadOnlyList<string> known) => wanted.Count == 0 ? known :
    [
        .. wanted.SelectMany(name => known.Where(one => Names.Fit([name], one)).ToList() is { Count: > 0 } whole ? whole
            : known.Where(one => one.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Why there is nothing of a figure that servers have; null where none of them has it.</summary>
    /// <param name="servers">Those that are meant.</param>
    /// <param name="metric">Its name.</param>
    public static string? Unseen(IEnumerable<McpServer> servers, string metric) => servers
        .Where(server => Of(server).Contains(metric.Split(':')[0], StringComparer.OrdinalIgnoreCase))
        .Select(server => server.Metrics.FirstOrDefault(one => one.Name.Equals(metric, StringComparison.OrdinalIgnoreCase)) is not { } own ? $"'{server.Name}' can have '{metric}', but the history has no sample of it in that time."
            : own.Rate || own.Logs is not null ? $"'{server.Name}' has the metric '{own.Name}', but there is no sample of it in that time: it is what came between two looks, so it is there from the second one on. Look again with 'mcpops watch --once' (Watch-McpHealth -Once)."
            : $"'{server.Name}' has the metric '{own.Name}', but there is no sample of it in that time. 'mcpops watch --once' (Watch-McpHealth -Once) takes one, or says why it cannot.").FirstOrDefault();

    /// <summary>True when the figure is made of the status.</summary>
    public static bool IsDerived(string metric) => metric is Success;

    /// <summary>True for what was measured, and not for what a sample says of itself.</summary>
    public static bool IsMeasured(string metric) => !metric.StartsWith(':');

    /// <summary>The name under which a figure lies in a sample.</summary>
    public static string Stored(string metric) => Aliases.GetValueOrDefault(metric, metric);

    /// <summary>A sample's figure; null when it has none.</summary>
    public static double? Value(McpSample sample, string metric) => metric is Success
        ? SuccessOf(sample.Status, sample.Values.ContainsKey(Works))
        : sample.Values.TryGetValue(Stored(metric), out var value) ? value : null;

    /// <summary>The success of a sample of that status; null where it is not known.</summary>
    public static double? SuccessOf(string status, bool works) => status switch
    {
        HealthStatus.Healthy or HealthStatus.Degraded => 100,
        HealthStatus.Unhealthy => works ? 100 : 0,
        _ => works ? 100 : null,
    };

    /// <summary>Ends where a rule or an objective names a figure that there is not, or a rule has the name of one that every server has.</summary>
    /// <exception cref="McpOpsException">UnknownMetric or RuleNameTaken.</exception>
    public static void Check(McpServer server)
    {
        if (Wrong(server).FirstOrDefault().Problem is { } problem)
        {
            throw problem;
        }
    }

    /// <summary>The server without its rules and objectives that are wrong: one word that is misspelt keeps no server from being watched.</summary>
    /// <param name="server">The server.</param>
    /// <param name="leave">Is told what is wrong with each that is left out.</param>
    public static McpServer Sound(McpServer server, Action<McpOpsException> leave)
    {
        var wrong = Wrong(server).ToList();
        wrong.ForEach(one => leave(one.Problem));
        return wrong.Count == 0 ? server : server with
        {
            Rules = [.. server.Rules.Where(rule => !wrong.Exists(one => ReferenceEquals(one.Part, rule)))],
            Targets = [.. server.Targets.Where(target => !wrong.Exists(one => ReferenceEquals(one.Part, target)))],
        };
    }

    /// <summary>The rules and objectives of a server that cannot be judged, and why.</summary>
    public static IEnumerable<(object Part, McpOpsException Problem)> Wrong(McpServer server)
    {
        var known = Of(server);
        foreach (var rule in server.Rules)
        {
            if (Observations.IsOfEvery(rule.Name))
            {
                yield return (rule, new McpOpsException("RuleNameTaken", McpErrorCategory.InvalidData, $"The rule '{rule.Name}' of '{server.Name}' has the name of a rule that every server has. Give it another one, such as 'own-{rule.Name}'.", server.Name));
            }
            else if (Unknown(server, known, "rule", rule.Name, rule.Metric) is { } problem)
            {
                yield return (rule, problem);
            }
        }

        foreach (var target in server.Targets)
        {
            if (Unknown(server, known, "objective", target.Name, target.Metric) is { } problem)
            {
                yield return (target, problem);
            }
        }
    }

    private static McpOpsException? Unknown(McpServer server, IReadOnlyList<string> known, string kind, string name, string metric) =>
        known.Contains(metric, StringComparer.Ordinal) || known.Contains(metric.Split(':')[0], StringComparer.Ordinal) ? null : new McpOpsException("UnknownMetric", McpErrorCategory.InvalidData,
            $"The {kind} '{name}' of '{server.Name}' takes the metric '{metric}', which nothing measures.{NearestName.Hint(metric, known)} Name one under \"metrics\", or take one of {string.Join(", ", known)}.", server.Name);
}
