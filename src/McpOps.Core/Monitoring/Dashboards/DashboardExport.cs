using McpOps.Servers;

namespace McpOps.Monitoring;

/// <summary>
/// Writes what Prometheus, Alertmanager and Grafana need to see an inventory as the watch sees it: scrapes, rules, routes, dashboards and their provisioning, as a folder of files. What is there
/// already is left alone, what somebody changed by hand is not written over, and what nothing is for any more is removed.
/// </summary>
/// <param name="context">Where is told what could not be taken over.</param>
/// <param name="paths">Where to look for the inventory; this process's paths when null.</param>
public sealed class DashboardExport(EngineContext context, ServerPaths? paths = null)
{
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>What becomes of each length of time in rules and scrapes, where they are proved in seconds.</summary>
    internal Func<TimeSpan, TimeSpan>? Pace { get; init; }

    /// <summary>Writes the files, each whole or not at all.</summary>
    /// <param name="options">Where to, and where things are.</param>
    /// <param name="cancellationToken">Ends it between two files.</param>
    /// <exception cref="McpOpsException"><c>NoInventory</c>, <c>NoServers</c>, <c>InvalidEndpoint</c>, <c>InvalidUrl</c>, <c>DashboardNotWritable</c>, <c>UnknownMetric</c>, or what is wrong with the inventory.</exception>
    public async Task<IReadOnlyList<McpDashboardFile>> WriteAsync(DashboardOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var set = await new ServerCatalog(context, _paths).LoadAsync(new ServerQuery { ConfigPath = options.ConfigPath }, cancellationToken);
        var inventory = set.InventoryPath ?? throw new McpOpsException("NoInventory", McpErrorCategory.ObjectNotFound,
            "There is no inventory (mcpops.json) to make dashboards of. Write a first one with 'mcpops init' (New-McpInventory).");
        var watched = WatchPlan.Of(set.Fleet, set.Servers);
        if (watched.Servers.Count == 0)
        {
            throw new McpOpsException("NoServers", McpErrorCategory.ObjectNotFound, set.Hint ?? $"'{inventory}' has no server that is switched on: there is nothing to make dashboards of.", inventory);
        }

        var folder = _paths.Whole(options.Path ?? DashboardOptions.DefaultPath, _paths.WorkingDirectory);
        var plan = DashboardAddresses.Of(options, watched, folder);
        plan = Pace is { } pace ? plan with { Pace = pace } : plan;
        WarnOfRest(plan);
        return await new DashboardFolder(folder, options, context).WriteAsync(DashboardFiles.Of(plan), cancellationToken);
    }

    // What the inventory asks for, and what the other programs cannot do.
    private void WarnOfRest(DashboardPlan plan)
    {
        foreach (var (server, rule) in ServerRules.Unasked(plan))
        {
            context.Warn("RuleNotExported", $"The rule '{rule.Name}' of '{server.Name}' is left to the watch: its figure '{rule.Metric}' is not among the metrics that are handed out.", server.Name);
        }

        foreach (var receiver in RouteFile.Receivers(plan).Where(receiver => receiver is { Content: null, IsOfWatch: false }))
        {
            context.Warn("ChannelNotExported", $"The channel '{receiver.Channel}' is not among Alertmanager's receivers: {receiver.Problem}", receiver.Channel);
        }

        if (plan.Fleet.Alerts.Escalate.Count > 0)
        {
            context.Warn("EscalationNotExported", "Alertmanager tells nobody else when an alert gets old: what \"escalate\" says is done by the watch only.");
        }
    }
}
