namespace McpOps.Monitoring;

/// <summary>The dashboard of one server, or of some that are chosen. A pure function.</summary>
internal static class ServerBoard
{
    private const string Chosen = "server=~\"$server\"";
    private static readonly IReadOnlyList<(double, string, string)> Statuses = [(0, "healthy", "green"), (1, "unknown", "text"), (2, "degraded", "yellow"), (3, "unhealthy", "red")];

    public static Board Of(DashboardPlan plan) => new(Boards.Ids[1], "MCP server",
    [
        new BoardRow("The server",
        [
            new("Status", PanelKind.Strip, "short", Ask("mcpops_server_status", "{{server}} {{status}}")) { Width = 12, Words = [(1, "so", "blue"), (0, " ", "transparent")] },
            new("Verdict", PanelKind.Strip, "short", new PanelQuery($"mcpops_verdict{{{Chosen}}} == 1", "{{server}} {{verdict}}")) { Width = 12, Words = [(1, "so", "blue")] },
            new("Response time", PanelKind.Lines, "s", Ask("mcpops_response_seconds"), new PanelQuery($"quantile_over_time(0.95, mcpops_response_seconds{{{Chosen}}}[{plan.Time(TimeSpan.FromMinutes(5))}])", "{{server}} p95")),
            new("Phases of a probe", PanelKind.Lines, "s", Ask("mcpops_probe_duration_seconds", "{{server}} {{phase}}")),
            new("Probe to the tool list", PanelKind.Lines, "s", Ask("mcpops_probe_latency_seconds")),
            new("Tools", PanelKind.Lines, "short", Ask("mcpops_tools")),
            new("Tokens of the tool list", PanelKind.Lines, "short", Ask("mcpops_tool_list_tokens")),
            new("Checks", PanelKind.Strip, "short", Ask("mcpops_check_status", "{{server}} {{check}} {{subject}}")) { Words = Statuses },
        ]),
        new BoardRow("Its process, its log",
        [
            new("Memory", PanelKind.Lines, "bytes", Ask("mcpops_process_resident_memory_bytes")),
            new("Processor time", PanelKind.Lines, "percentunit", Ask("mcpops_process_cpu_ratio")),
            new("Threads and handles", PanelKind.Lines, "short", Ask("mcpops_process_threads", "{{server}} threads"), Ask("mcpops_process_handles", "{{server}} handles")),
            new("Uptime", PanelKind.Lines, "s", Ask("mcpops_process_uptime_seconds")),
            new("Restarts", PanelKind.Lines, "short", Ask("mcpops_process_restarts")),
            new("Errors in its log", PanelKind.Lines, "percentunit", Ask("mcpops_log_error_ratio")),
        ]),
        new BoardRow("What it depends on",
        [
            new("Endpoints", PanelKind.Lines, "s", Ask("mcpops_endpoint_duration_seconds", "{{server}} {{endpoint}}")),
            new("Certificates: time left", PanelKind.Figure, "s", new PanelQuery($"mcpops_certificate_not_after_timestamp_seconds{{{Chosen}}} - time()", "{{server}} {{certificate}}")),
            new("Age of backups", PanelKind.Lines, "s", Ask("mcpops_backup_age_seconds")),
            new("Databases: time to answer", PanelKind.Lines, "s", Ask("mcpops_database_duration_seconds", "{{server}} {{database}}")),
            new("Database connections in use", PanelKind.Lines, "percentunit", Ask("mcpops_database_connections_ratio", "{{server}} {{database}}")),
        ]),
        .. plan.Scraped.Count == 0 ? [] : new BoardRow[] { Inside() },
        .. Own(plan),
        .. plan.Servers.All(server => server.Server.Targets.Count == 0) ? [] : new BoardRow[]
        {
            new("Its objectives",
            [
                new("Achieved and target", PanelKind.Lines, "percentunit", Ask("mcpops_slo_achieved_ratio", "{{server}} {{objective}}"), Ask("mcpops_slo_target_ratio", "{{server}} {{objective}} target")),
                new("Error budget left", PanelKind.Lines, "percentunit", Ask("mcpops_slo_budget_left_ratio", "{{server}} {{objective}}")),
                new("Not known, or under maintenance", PanelKind.Lines, "percentunit", Ask("mcpops_slo_unknown_ratio", "{{server}} {{objective}} unknown"), Ask("mcpops_slo_maintenance_ratio", "{{server}} {{objective}} maintenance")),
                new("Burn rates", PanelKind.Lines, "short", Ask("mcpops_slo_burn_rate", "{{server}} {{objective}} {{window}}")),
            ]),
        },
    ])
    {
        Choices = [("server", "mcpops_server_status")],
    };

    // By OpenTelemetry's conventions for MCP (https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp), as servers that follow them hand their figures out.
    private static BoardRow Inside() => new("As the server itself measures",
    [
        new("Calls", PanelKind.Lines, "ops", new PanelQuery($"sum by (server, mcp_method_name) (rate(mcp_server_operation_duration_seconds_count{{{Chosen}}}[$__rate_interval]))", "{{server}} {{mcp_method_name}}")),
        new("Time of a call, p95", PanelKind.Lines, "s", new PanelQuery($"histogram_quantile(0.95, sum by (server, mcp_method_name, le) (rate(mcp_server_operation_duration_seconds_bucket{{{Chosen}}}[$__rate_interval])))", "{{server}} {{mcp_method_name}}")),
        new("Failed calls", PanelKind.Lines, "ops", new PanelQuery($"sum by (server, error_type) (rate(mcp_server_operation_duration_seconds_count{{{Chosen},error_type!=\"\"}}[$__rate_interval]))", "{{server}} {{error_type}}")),
    ]);

    // Each figure that the inventory names has a panel, whoever has it.
    private static IEnumerable<BoardRow> Own(DashboardPlan plan)
    {
        var panels = plan.Servers.SelectMany(server => server.Server.Metrics).GroupBy(metric => metric.Name, StringComparer.Ordinal).OrderBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(metric => new BoardPanel(metric.Key, PanelKind.Lines, Unit(metric.First().Unit), new PanelQuery($"mcpops_metric{{{Chosen},metric={GrafanaText.Quoted(metric.Key)}}}")) { Description = metric.First().Unit is { } unit ? $"In {unit}." : "" }).ToList();
        return panels.Count == 0 ? [] : [new BoardRow("Figures of the inventory", panels)];
    }

    private static string Unit(string? unit) => unit switch { "ms" => "ms", "s" => "s", "%" => "percent", "bytes" => "bytes", _ => "short" };

    private static PanelQuery Ask(string metric, string legend = "{{server}}") => new($"{metric}{{{Chosen}}}", legend);
}
