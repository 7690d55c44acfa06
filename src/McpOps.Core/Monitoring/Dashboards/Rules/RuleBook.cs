using System.Text.Json.Nodes;

namespace McpOps.Monitoring;

/// <summary>All rules of an inventory, and the file that Prometheus reads.</summary>
internal static class RuleBook
{
    /// <summary>The groups.</summary>
    public static IReadOnlyList<PrometheusGroup> Of(DashboardPlan plan) =>
    [
        .. new[]
        {
            new PrometheusGroup("mcpops watch", [.. MachineRules.OfWatch(plan)]),
            new PrometheusGroup("mcpops servers", ServerQuestion.Join(plan.Servers.SelectMany(server => ServerRules.Of(plan, server).Select(question => (server.Name, question))), plan.Servers.Count)),
            new PrometheusGroup("mcpops host", [.. MachineRules.OfHost(plan)]),
            new PrometheusGroup("mcpops databases", [.. MachineRules.OfPostgres(plan)]),
        }.Where(group => group.Rules.Count > 0),
    ];

    /// <summary>The content of the rule file.</summary>
    public static JsonObject File(DashboardPlan plan, IReadOnlyList<PrometheusGroup> groups) => new()
    {
        ["groups"] = new JsonArray([.. groups.Select(group => new JsonObject { ["name"] = group.Name, ["rules"] = new JsonArray([.. group.Rules.Select(rule => Of(plan, rule))]) })]),
    };

    private static JsonObject Of(DashboardPlan plan, PrometheusRule rule)
    {
        var written = new JsonObject { ["alert"] = rule.Alert, ["expr"] = rule.Expression };
        if (rule.For > TimeSpan.Zero)
        {
            written["for"] = plan.Time(rule.For);
        }

        if (rule.Keep > TimeSpan.Zero)
        {
            written["keep_firing_for"] = plan.Time(rule.Keep);
        }

        var labels = new JsonObject { ["severity"] = rule.Severity, ["rule"] = PromText.Literal(rule.Rule) };
        foreach (var (label, value) in new[] { ("server", rule.Server), ("like", rule.Like) })
        {
            if (value is not null)
            {
                labels[label] = PromText.Literal(value);
            }
        }

        written["labels"] = labels;
        var annotations = new JsonObject { ["summary"] = rule.Summary };
        if (rule.Description.Length > 0)
        {
            annotations["description"] = rule.Description;
        }

        written["annotations"] = annotations;
        return written;
    }
}
