namespace McpOps.Monitoring;

/// <summary>The dashboards of an inventory. Pure functions.</summary>
internal static class Boards
{
    private static readonly IReadOnlyList<(double, string, string)> Works = [(1, "works", "green"), (0, "does not", "red")];

    /// <summary>The ids of all that there can be.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["mcpops-fleet", "mcpops-server", "mcpops-host", "mcpops-databases"];

    /// <summary>Those of an inventory.</summary>
    public static IReadOnlyList<Board> Of(DashboardPlan plan)
    {
        var boards = new List<Board> { Fleet(plan), ServerBoard.Of(plan), HostBoard.Of(plan) };
        if (DatabaseBoard.Of(plan) is { Rows.Count: > 0 } databases)
        {
            boards.Add(databases);
        }

        return boards;
    }

    private static Board Fleet(DashboardPlan plan) => new(Ids[0], "MCP servers",
    [
        new BoardRow("Now",
        [
            new("Servers", PanelKind.Figure, "short", new PanelQuery("mcpops_servers", "servers")) { Width = 3 },
            new("Work", PanelKind.Figure, "short", new PanelQuery("sum(mcpops_up)", "work")) { Width = 3 },
            new("Do not work", PanelKind.Figure, "short", new PanelQuery("count(mcpops_up == 0) or vector(0)", "do not work")) { Width = 3, Levels = (1, 1) },
            new("Not known", PanelKind.Figure, "short", new PanelQuery("sum(mcpops_server_status{status=\"Unknown\"})", "not known")) { Width = 3, Levels = (1, 10_000) },
            new("Critical alerts", PanelKind.Figure, "short", new PanelQuery("sum(mcpops_alerts_firing{severity=\"critical\"})", "critical")) { Width = 3, Levels = (1, 1) },
            new("Warnings", PanelKind.Figure, "short", new PanelQuery("sum(mcpops_alerts_firing{severity=\"warning\"})", "warnings")) { Width = 3, Levels = (1, 10_000) },
            new("Last look", PanelKind.Figure, "s", new PanelQuery("time() - max(mcpops_watch_last_run_timestamp_seconds)", "ago")) { Width = 3, Levels = ((2 * plan.Round).TotalSeconds, (3 * plan.Round).TotalSeconds), Description = "For how long nobody has looked: beyond three intervals nobody watches." },
            new("Under maintenance", PanelKind.Figure, "short", new PanelQuery("sum(mcpops_maintenance)", "servers")) { Width = 3 },
        ]),
        new BoardRow("Servers",
        [
            new("Does it work?", PanelKind.Strip, "short", new PanelQuery("mcpops_up")) { Width = 24, Words = Works, Description = "A gap is a time of which nothing is known." },
            new("Availability of the time shown", PanelKind.Figure, "percentunit", new PanelQuery("avg_over_time(mcpops_up[$__range])")) { Width = 12 },
            new("Open alerts", PanelKind.Table, "short", new PanelQuery("mcpops_alert_active", "")) { Width = 12 },
        ]),
        new BoardRow("How fast, how well",
        [
            new("Response time", PanelKind.Lines, "s", new PanelQuery("mcpops_response_seconds")),
            new("Response time, p95 of 5 minutes", PanelKind.Lines, "s", new PanelQuery($"quantile_over_time(0.95, mcpops_response_seconds[{plan.Time(TimeSpan.FromMinutes(5))}])")),
            new("Errors in logs", PanelKind.Lines, "percentunit", new PanelQuery("mcpops_log_error_ratio")),
            new("Failed probes of an hour", PanelKind.Lines, "percentunit", new PanelQuery("1 - avg_over_time(mcpops_up[1h])")),
            new("Memory", PanelKind.Lines, "bytes", new PanelQuery("mcpops_process_resident_memory_bytes")),
            new("Processor time", PanelKind.Lines, "percentunit", new PanelQuery("mcpops_process_cpu_ratio")),
        ]),
        .. Objectives(plan),
        new BoardRow("Alerts and their delivery",
        [
            new("Alerts of Prometheus", PanelKind.Lines, "short", new PanelQuery("count by (alertname, severity) (ALERTS{alertstate=\"firing\"}) or vector(0)", "{{alertname}} {{severity}}")) { Width = 12 },
            .. plan.Fleet.Channels.Count == 0 ? [] : new BoardPanel[]
            {
                new("Messages that wait", PanelKind.Lines, "short", new PanelQuery("mcpops_outbox_entries", "{{channel}}")) { Width = 6 },
                new("Messages by result", PanelKind.Lines, "short", new PanelQuery("increase(mcpops_notifications_total[1h])", "{{channel}} {{result}}")) { Width = 6 },
            },
        ]),
    ]);

    private static IEnumerable<BoardRow> Objectives(DashboardPlan plan) => plan.Servers.All(server => server.Server.Targets.Count == 0) ? [] :
    [
        new BoardRow("Objectives",
        [
            new("Achieved", PanelKind.Figure, "percentunit", new PanelQuery("mcpops_slo_achieved_ratio", "{{server}} {{objective}}")),
            new("Error budget left", PanelKind.Lines, "percentunit", new PanelQuery("mcpops_slo_budget_left_ratio", "{{server}} {{objective}}")),
            new("Burn rate of an hour", PanelKind.Lines, "short", new PanelQuery("mcpops_slo_burn_rate{window=\"1h\"}", "{{server}} {{objective}}")) { Description = "At 1 the error budget lasts for just the objective's window." },
        ]),
    ];
}
