namespace McpOps.Monitoring;

/// <summary>Objectives in Prometheus's words: errors come so fast, over a long and a short window, that the target will not be met. Pure functions.</summary>
internal static class ObjectiveRules
{
    /// <summary>What is asked of a server's objectives: of those that raise alerts.</summary>
    public static IEnumerable<ServerQuestion> Of(WatchedServer server) => server.Server.Targets.Where(target => target.Alert).SelectMany(target => Burn.Pairs.GroupBy(pair => pair.Severity, StringComparer.Ordinal).Select(pairs =>
        new ServerQuestion(ObjectiveAlerts.RuleOf(target), pairs.Key, servers => $"max without (window) ({string.Join(" or ", pairs.Select(pair => Both(pair, server.Every, target, servers)))})")
        {
            Keep = (server.Successes - 1) * server.Every,
            Summary = $"{{{{ $labels.server }}}}: errors come so fast that the objective {PromText.Literal(target.Name)} will not be met",
            Description = $"They come {{{{ $value | humanize }}}} times as fast as {PromText.Number(target.Target)} % over {Spans.Text(target.Window)} allows; 'mcpops slo' (Get-McpObjective) says what is left.",
        }));

    /// <summary>From which burn rates on a pair of windows burns: its factor, and what as many bad samples come to as there must be.</summary>
    internal static (double Long, double Short) Bounds(Burn pair, TimeSpan every, double target)
    {
        var (fewestLong, fewestShort) = pair.Fewest(every);
        return (Least(pair.Long, fewestLong), Least(pair.Short, fewestShort));

        // Half a sample less: a rate is handed out rounded.
        double Least(TimeSpan window, int fewest) => Math.Max(pair.Factor, Burn.Rate(1, Math.Max(1, window / every), target) * (fewest - 0.5));
    }

    private static string Both(Burn pair, TimeSpan every, Servers.McpTarget target, string servers)
    {
        var (least, leastShort) = Bounds(pair, every, target.Target);
        return $"({Rate(pair.Long, least)} and ignoring (window) {Rate(pair.Short, leastShort)})";

        string Rate(TimeSpan window, double bound) =>
            $"{PromText.Series("mcpops_slo_burn_rate", servers, PromText.Matcher("objective", [target.Name]), PromText.Matcher("window", [PromText.Duration(window)]))} >= {PromText.Number(bound)}";
    }
}
