using System.Text.Json.Nodes;

namespace McpOps.Monitoring;

/// <summary>What Grafana reads at its start: where Prometheus is, and where the dashboards are (https://grafana.com/docs/grafana/latest/administration/provisioning).</summary>
internal static class Provisioning
{
    /// <summary>The data source.</summary>
    public static JsonObject DataSource(DashboardPlan plan) => new()
    {
        ["apiVersion"] = 1,
        ["datasources"] = new JsonArray(new JsonObject
        {
            ["name"] = "McpOps", ["uid"] = BoardFile.DataSource, ["type"] = "prometheus", ["access"] = "proxy", ["url"] = GrafanaText.Provisioned(plan.Prometheus), ["isDefault"] = false, ["editable"] = false,
            ["jsonData"] = new JsonObject { ["httpMethod"] = "POST", ["timeInterval"] = PromText.Duration(plan.Scrape) },
        }),
    };

    /// <summary>The dashboards.</summary>
    public static JsonObject Provider(DashboardPlan plan) => new()
    {
        ["apiVersion"] = 1,
        ["providers"] = new JsonArray(new JsonObject
        {
            ["name"] = "McpOps", ["folder"] = "McpOps", ["type"] = "file", ["disableDeletion"] = false, ["allowUiUpdates"] = false, ["updateIntervalSeconds"] = 30, ["options"] = new JsonObject { ["path"] = GrafanaText.Provisioned(plan.BoardFolder) },
        }),
    };
}
