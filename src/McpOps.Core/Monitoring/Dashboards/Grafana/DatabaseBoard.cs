namespace McpOps.Monitoring;

/// <summary>The dashboard of databases: by the watch's checks where a server has one, and by postgres_exporter where there is one. A pure function.</summary>
internal static class DatabaseBoard
{
    private const string Rate = "$__rate_interval";

    public static Board Of(DashboardPlan plan) => new(Boards.Ids[3], "Databases of MCP servers",
    [
        .. plan.Servers.All(server => server.Server.Databases.Count == 0) ? [] : new BoardRow[]
        {
            new("As servers see them",
            [
                new("Time to answer", PanelKind.Lines, "s", new PanelQuery("mcpops_database_duration_seconds", "{{server}} {{database}}")) { Width = 12 },
                new("Connections in use", PanelKind.Lines, "percentunit", new PanelQuery("mcpops_database_connections_ratio", "{{server}} {{database}}")) { Width = 12, Levels = MachineRules.Levels(plan, "postgres-connections") },
            ]),
        },
        .. plan.PostgresExporters.Count == 0 ? [] : new BoardRow[]
        {
            new("As postgres_exporter sees them",
            [
                new("Answers", PanelKind.Strip, "short", new PanelQuery("pg_up", "{{instance}}")) { Width = 24, Words = [(1, "answers", "green"), (0, "does not", "red")] },
                new("Connections", PanelKind.Lines, "short", new PanelQuery("sum by (instance, state) (pg_stat_activity_count)", "{{instance}} {{state}}"), new PanelQuery("pg_settings_max_connections", "{{instance}} at most")),
                new("Transactions", PanelKind.Lines, "ops", new PanelQuery($"rate(pg_stat_database_xact_commit{{datname!~\"template.*\"}}[{Rate}])", "{{datname}} commits"), new PanelQuery($"rate(pg_stat_database_xact_rollback{{datname!~\"template.*\"}}[{Rate}])", "{{datname}} rollbacks")),
                new("Deadlocks", PanelKind.Lines, "short", new PanelQuery($"increase(pg_stat_database_deadlocks{{datname!~\"template.*\"}}[{Rate}])", "{{datname}}")),
                new("Size", PanelKind.Lines, "bytes", new PanelQuery("pg_database_size_bytes{datname!~\"template.*\"}", "{{datname}}")),
                new("Read from memory", PanelKind.Lines, "percentunit", new PanelQuery($"rate(pg_stat_database_blks_hit{{datname!~\"template.*\"}}[{Rate}]) / (rate(pg_stat_database_blks_hit{{datname!~\"template.*\"}}[{Rate}]) + rate(pg_stat_database_blks_read{{datname!~\"template.*\"}}[{Rate}]) > 0)", "{{datname}}")),
            ]),
        },
    ]);
}
