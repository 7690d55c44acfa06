using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>The inventory's own rules in Prometheus's words: the same statistic over the same window, the same bounds, the same patience. Pure functions.</summary>
internal static class OwnRules
{
    /// <summary>What a rule asks of a server's series; none where none of its figure is handed out.</summary>
    /// <param name="plan">The inventory.</param>
    /// <param name="server">The server.</param>
    /// <param name="rule">The rule.</param>
    public static IEnumerable<ServerQuestion> Of(DashboardPlan plan, WatchedServer server, McpRule rule)
    {
        if (FigureSeries.Of(server.Server, rule.Metric) is not { } series)
        {
            yield break;
        }

        var (sign, levels) = rule.Above is { } above ? (">", above) : ("<", rule.Below!);
        foreach (var (severity, level) in new[] { (AlertSeverity.Warning, levels.Warning), (AlertSeverity.Critical, levels.Critical) })
        {
            if (level is { } bound)
            {
                yield return Ask(plan, server, rule, series, severity, sign, bound);
            }
        }
    }

    private static ServerQuestion Ask(DashboardPlan plan, WatchedServer server, McpRule rule, FigureSeries series, string severity, string sign, double bound)
    {
        var what = rule.Window is { } window ? $"the {rule.Statistic} of {rule.Metric} over {Spans.Text(window)}" : rule.Metric;
        var unit = server.Server.Metrics.FirstOrDefault(own => own.Name == rule.Metric)?.Unit ?? MetricUnits.Of(rule.Metric);
        var limit = $"{(sign is ">" ? "above" : "below")} {PromText.Number(bound)}{(unit is null ? "" : " " + unit)}";
        return new ServerQuestion(rule.Name, severity, servers => Expression(plan, server, rule, series, sign, bound, servers))
        {
            // Without a window, what holds for probes holds for figures too.
            For = rule.For ?? (rule.Window is null ? (server.Failures - 1) * server.Every : TimeSpan.Zero),
            Keep = (server.Successes - 1) * server.Every,
            Server = series.OfHost ? server.Name : null,
            Summary = $"{(series.OfHost ? PromText.Literal(server.Name) : "{{ $labels.server }}")}: {PromText.Literal(what)} is {PromText.Literal(limit)}",
            Description = PromText.Literal(rule.Advice ?? ""),
        };
    }

    private static string Expression(DashboardPlan plan, WatchedServer server, McpRule rule, FigureSeries series, string sign, double bound, string servers)
    {
        var selected = series.Select(servers);
        var limit = PromText.Number(bound / series.Scale);
        if (rule.Window is not { } window)
        {
            return $"{selected}{(series.IsMoment ? " - time()" : "")} {sign} {limit}";
        }

        var range = $"{selected}[{plan.Time(window)}]";
        var least = Math.Max(1, (int)Math.Ceiling(RuleEvaluator.LeastCovered * Math.Floor(plan.Pace(window) / plan.Scrape)));
        return $"{Statistic(plan, server, rule, range)}{(series.IsMoment ? " - time()" : "")} {sign} {limit} and count_over_time({range}) >= {least}";
    }

    // Prometheus has as many values as it scraped, and the watch as many as it looked: sums and counts are brought to the latter.
    private static string Statistic(DashboardPlan plan, WatchedServer server, McpRule rule, string range) => rule.Statistic switch
    {
        "mean" => $"avg_over_time({range})",
        "min" => $"min_over_time({range})",
        "max" => $"max_over_time({range})",
        "sum" => $"sum_over_time({range}) * {PromText.Number(plan.Scrape / plan.Pace(server.Every))}",
        "count" => $"count_over_time({range}) * {PromText.Number(plan.Scrape / plan.Pace(server.Every))}",
        "last" => $"last_over_time({range})",
        _ => $"quantile_over_time({PromText.Number(Statistics.Fraction(rule.Statistic))}, {range})",
    };
}
