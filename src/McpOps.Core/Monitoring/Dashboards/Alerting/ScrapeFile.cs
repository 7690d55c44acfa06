using System.Text.Json.Nodes;

namespace McpOps.Monitoring;

/// <summary>Prometheus's configuration: what is scraped, by which rules it is judged, and who is told.</summary>
internal static class ScrapeFile
{
    /// <summary>Its content.</summary>
    /// <param name="plan">The inventory.</param>
    /// <param name="rules">The rule file's name, beside it.</param>
    public static JsonObject Of(DashboardPlan plan, string rules) => new()
    {
        ["global"] = new JsonObject { ["scrape_interval"] = PromText.Duration(plan.Scrape), ["evaluation_interval"] = PromText.Duration(plan.Scrape) },
        ["rule_files"] = new JsonArray(rules),
        ["alerting"] = new JsonObject { ["alertmanagers"] = new JsonArray(Targets([plan.Alertmanager])) },
        ["scrape_configs"] = new JsonArray([.. plan.Jobs.Select(job => new JsonObject { ["job_name"] = job.Name, ["static_configs"] = Targets(job.Targets)["static_configs"]!.DeepClone() }), .. plan.Scraped.Select(Own)]),
    };

    // A server that hands out figures of its own: its series have its name, as those of the watch have.
    private static JsonObject Own(ScrapedServer server) => new()
    {
        ["job_name"] = $"server {server.Server}",
        ["scheme"] = server.Address.Scheme,
        ["metrics_path"] = server.Address.AbsolutePath,
        ["static_configs"] = new JsonArray(new JsonObject { ["targets"] = new JsonArray(server.Address.Authority), ["labels"] = new JsonObject { ["server"] = server.Server } }),
    };

    private static JsonObject Targets(IReadOnlyList<string> targets) => new() { ["static_configs"] = new JsonArray(new JsonObject { ["targets"] = new JsonArray([.. targets.Select(target => JsonValue.Create(target))]) }) };
}
