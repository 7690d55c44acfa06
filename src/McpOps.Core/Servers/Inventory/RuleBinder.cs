namespace McpOps.Servers;

/// <summary>Reads the metrics and rules of one server.</summary>
internal static class RuleBinder
{
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(90);
    private static readonly string[] LogFigures = ["requests", "errors", "errorRate", "p95", "mean", "entries"];

    public static IReadOnlyList<McpMetricSource> Metrics(Fields fields) => fields.Named("metrics", "metric", Metric, leave: fields.LeaveOutPart);

    public static IReadOnlyList<McpRule> Rules(Fields fields) => fields.Named("rules", "rule", Rule, leave: fields.LeaveOutPart);

    private static McpMetricSource Metric(string name, Fields fields)
    {
        var metric = new McpMetricSource(name)
        {
            Unit = fields.Text("unit"),
            Endpoint = fields.Text("endpoint"),
            File = fields.PathOf("file"),
            Path = fields.Text("path"),
            Prometheus = fields.Text("prometheus"),
            Series = fields.Text("name"),
            Database = fields.Text("database"),
            Query = fields.Text("query"),
            Logs = fields.Text("logs"),
            Tool = fields.Text("tool"),
            Arguments = fields.Json("arguments"),
            Rate = fields.Boolean("rate") ?? false,
        };
        string?[] sources = [metric.Endpoint, metric.Prometheus, metric.Database, metric.Logs, metric.Tool, metric.File];
        var problem = sources.Count(source => source is not null) != 1 ? "must name one source: endpoint (with path), file (with path), prometheus (with name), database (with query), logs or tool"
            : metric is { Endpoint: not null, Path: null } ? "has no 'path', such as $.size, which an endpoint needs"
            : metric is { File: not null, Path: null } ? "has no 'path', such as $.size, which a file needs"
            : metric is { Prometheus: not null, Series: null } ? "has no 'name': that of the series in Prometheus's text"
            : metric is { Database: not null, Query: null } ? "has no 'query', which a database needs"
            : metric.Logs is { } figure && !LogFigures.Contains(figure, StringComparer.Ordinal) ? $"names no figure of logs. They are {string.Join(", ", LogFigures)}"
            : null;
        return problem is null ? metric : throw fields.Wrong(fields.Node, null, problem);
    }

    private static McpRule Rule(string name, Fields fields)
    {
        var window = fields.Duration("window", TimeSpan.FromSeconds(1), LongestWindow);
        var rule = new McpRule(name, fields.Required("metric"))
        {
            Window = window,
            Statistic = fields.Text("statistic") ?? (window is null ? "last" : "mean"),
            Above = fields.Object("above", "threshold", Levels),
            Below = fields.Object("below", "threshold", Levels),
            For = fields.Duration("for", TimeSpan.FromSeconds(1), LongestWindow),
            Advice = fields.Text("advice"),
        };
        if (!McpRule.Statistics.Contains(rule.Statistic, StringComparer.Ordinal))
        {
            throw fields.Wrong(fields.Raw("statistic")!, "statistic", $"must be one of {string.Join(", ", McpRule.Statistics)}");
        }

        if (rule.Statistic is not "last" && window is null)
        {
            throw fields.Wrong(fields.Node, null, $"has the statistic {rule.Statistic}, and no 'window' (such as 5m) to take it over");
        }

        return (rule.Above, rule.Below) switch
        {
            (null, null) => throw fields.Wrong(fields.Node, null, "has neither 'above' nor 'below', such as {\"warning\": 500, \"critical\": 1000}"),
            (not null, not null) => throw fields.Wrong(fields.Node, null, "has both 'above' and 'below'. Write two rules"),
            ({ Warning: { } warning, Critical: { } critical }, _) when critical < warning => throw fields.Wrong(fields.Raw("above")!, "above", "is critical below its warning"),
            (_, { Warning: { } warning, Critical: { } critical }) when critical > warning => throw fields.Wrong(fields.Raw("below")!, "below", "is critical above its warning"),
            _ => rule,
        };
    }

    private static McpThreshold Levels(Fields fields)
    {
        var levels = new McpThreshold(
            fields.Number("warning", double.MinValue, double.MaxValue, "the metric's unit"),
            fields.Number("critical", double.MinValue, double.MaxValue, "the metric's unit"));
        return levels is { Warning: null, Critical: null } ? throw fields.Wrong(fields.Node, null, "has neither 'warning' nor 'critical'") : levels;
    }
}
