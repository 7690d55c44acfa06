using System.Text.Json.Nodes;
using McpOps.Core.Tests.Servers;
using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring.Dashboards;

/// <summary>Inventories of which dashboards are made.</summary>
internal static class DashboardInventories
{
    /// <summary>A name that means something to every program it passes through.</summary>
    public const string Hostile = "a \"b\" 'c' \\ {{ .Labels }} }} $server ${x} [[y]] {mark} #, : - é 😀 |(.*)+\n\u0007\u0085\u2028 </script>";

    /// <summary>What a server may name as its profile: each that is shipped, and of one that describes several services each.</summary>
    public static IReadOnlyList<string> Profiles { get; } = [.. ProfileStore.ForServers];

    /// <summary>Each figure that there is, each statistic, both directions.</summary>
    public static JsonObject Everything(string url)
    {
        string[] figures = ["response", "latency", "connect", "success", "toolCount", "tools", "errorRate", "process-memory", "process-cpu", "process-threads", "process-handles", "process-uptime", "process-restarts", "backup", "audit", "endpoints:health", "certificates", "postgres", "postgres-connections:main", "cpu", "memory", "swap", "load", "disk", "inodes:/"];
        var rules = new JsonObject();
        foreach (var figure in figures)
        {
            rules["of " + figure] = figure is "success" or "certificates" ? Rule(figure, "below", 50, 10) : Rule(figure, "above", 60, 90);
        }

        foreach (var (index, statistic) in McpRule.Statistics.Index())
        {
            var rule = Rule("own" + index, index % 2 == 0 || statistic is "count" ? "above" : "below", 2, statistic is "count" ? 2.5 : index % 2 == 0 ? 3 : 1.5);
            (rule["statistic"], rule["window"]) = (statistic, "10m");
            rules["over " + statistic] = rule;
        }

        // A count of values is as large when they are good; it is looked at on its own.
        rules.Remove("over count");
        return new JsonObject
        {
            ["url"] = url, ["rules"] = rules, ["every"] = "30s", ["metrics"] = new JsonObject([.. Enumerable.Range(0, McpRule.Statistics.Count).Select(index => KeyValuePair.Create<string, JsonNode?>("own" + index, new JsonObject { ["file"] = "/nowhere", ["path"] = "$.x" }))]),
            ["slo"] = new JsonObject { ["availability"] = new JsonObject { ["target"] = 99.9 } },
        };
    }

    /// <summary>A server whose every name is hostile.</summary>
    public static JsonObject AllHostile(string url) => new()
    {
        ["url"] = url,
        ["metrics"] = new JsonObject { [Hostile] = new JsonObject { ["file"] = "/nowhere", ["path"] = "$.x", ["unit"] = Hostile } },
        ["rules"] = new JsonObject { [Hostile] = new JsonObject { ["metric"] = Hostile, ["window"] = "5m", ["above"] = new JsonObject { ["warning"] = 1, ["critical"] = 2 }, ["advice"] = Hostile }, ["of the machine"] = new JsonObject { ["metric"] = "cpu", ["above"] = new JsonObject { ["warning"] = 90 } } },
        ["slo"] = new JsonObject { [Hostile] = new JsonObject { ["metric"] = "response", ["below"] = 100, ["target"] = 99 } },
    };

    /// <summary>An inventory of these servers.</summary>
    public static JsonObject Of(params IEnumerable<(string Name, JsonObject Server)> servers) => new() { ["servers"] = new JsonObject([.. servers.Select(server => KeyValuePair.Create<string, JsonNode?>(server.Name, server.Server))]) };

    /// <summary>A server with an address.</summary>
    public static JsonObject Plain(int port = 8000) => new() { ["url"] = $"http://127.0.0.1:{port}/mcp" };

    /// <summary>Writes the files of an inventory, and gives back where they are.</summary>
    public static async Task<(string Folder, IReadOnlyList<McpDashboardFile> Files)> WriteAsync(FakeMachine machine, JsonObject inventory, DashboardOptions? options = null, Func<TimeSpan, TimeSpan>? pace = null)
    {
        machine.Write("mcpops.json", inventory.ToJsonString());
        var files = await new DashboardExport(machine.Context, machine.Paths) { Pace = pace }.WriteAsync((options ?? new DashboardOptions()) with { Path = options?.Path ?? "out" }, TestContext.Current.CancellationToken);
        return (machine.Whole(options?.Path ?? "out"), files);
    }

    /// <summary>The plan of an inventory.</summary>
    public static async Task<DashboardPlan> PlanAsync(FakeMachine machine, JsonObject inventory, DashboardOptions? options = null)
    {
        machine.Write("mcpops.json", inventory.ToJsonString());
        var set = await new ServerCatalog(machine.Context, machine.Paths).LoadAsync(new ServerQuery(), TestContext.Current.CancellationToken);
        return DashboardAddresses.Of(options ?? new DashboardOptions(), WatchPlan.Of(set.Fleet, set.Servers), machine.Whole("out"));
    }

    private static JsonObject Rule(string metric, string direction, double warning, double critical) => new() { ["metric"] = metric, [direction] = new JsonObject { ["warning"] = warning, ["critical"] = critical } };
}
