namespace McpOps.Monitoring;

/// <summary>The dashboard of machines: by node_exporter where there is one, and by the watch's own checks. A pure function.</summary>
internal static class HostBoard
{
    private const string Chosen = "instance=~\"$instance\"";
    private const string Rate = "$__rate_interval";

    public static Board Of(DashboardPlan plan) => new(Boards.Ids[2], "MCP machines",
    [
        .. plan.NodeExporters.Count == 0 ? [] : new BoardRow[] { Node(plan) },
        new BoardRow("The machine of the watch, by its own checks",
        [
            new("CPU usage", PanelKind.Lines, "percentunit", new PanelQuery("mcpops_host_cpu_ratio", "cpu")),
            new("Memory usage", PanelKind.Lines, "percentunit", new PanelQuery("mcpops_host_memory_ratio", "memory"), new PanelQuery("mcpops_host_swap_ratio", "swap")),
            new("Load", PanelKind.Lines, "short", new PanelQuery("mcpops_host_load", "load")),
            new("Disk usage", PanelKind.Lines, "percentunit", new PanelQuery("mcpops_host_disk_ratio", "{{path}}")) { Width = 12 },
            new("Inodes", PanelKind.Lines, "percentunit", new PanelQuery("mcpops_host_inodes_ratio", "{{path}}")) { Width = 12 },
        ]),
    ])
    {
        Choices = plan.NodeExporters.Count == 0 ? [] : [("instance", "node_uname_info")],
    };

    private static BoardRow Node(DashboardPlan plan) => new("Machines",
    [
        new("CPU usage", PanelKind.Lines, "percentunit", new PanelQuery($"1 - avg by (instance) (rate(node_cpu_seconds_total{{mode=\"idle\",{Chosen}}}[{Rate}]))", "{{instance}}")) { Levels = MachineRules.Levels(plan, "cpu") },
        new("Memory usage", PanelKind.Lines, "percentunit", new PanelQuery($"1 - node_memory_MemAvailable_bytes{{{Chosen}}} / node_memory_MemTotal_bytes{{{Chosen}}}", "{{instance}}")) { Levels = MachineRules.Levels(plan, "memory") },
        new("Disk usage", PanelKind.Lines, "percentunit", new PanelQuery($"1 - node_filesystem_avail_bytes{{{MachineRules.Disks},{Chosen}}} / node_filesystem_size_bytes{{{MachineRules.Disks},{Chosen}}}", "{{instance}} {{mountpoint}}")) { Levels = MachineRules.Levels(plan, "disk") },
        new("Network traffic", PanelKind.Lines, "Bps", new PanelQuery($"rate(node_network_receive_bytes_total{{device!=\"lo\",{Chosen}}}[{Rate}])", "{{instance}} {{device}} receive"), new PanelQuery($"rate(node_network_transmit_bytes_total{{device!=\"lo\",{Chosen}}}[{Rate}])", "{{instance}} {{device}} transmit")) { Width = 12 },
        new("Network errors", PanelKind.Lines, "pps", new PanelQuery($"rate(node_network_receive_errs_total{{{Chosen}}}[{Rate}]) + rate(node_network_transmit_errs_total{{{Chosen}}}[{Rate}])", "{{instance}} {{device}}")),
        new("Load", PanelKind.Lines, "short", new PanelQuery($"node_load1{{{Chosen}}}", "{{instance}}")) { Width = 4 },
    ]);
}
