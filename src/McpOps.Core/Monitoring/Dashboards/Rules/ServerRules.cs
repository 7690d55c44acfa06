using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>What Prometheus asks of each server: what the watch asks of it, and what the guides ask where the inventory says nothing of a figure. Pure functions.</summary>
internal static class ServerRules
{
    /// <summary>The names of the rules that stand in for what no inventory says.</summary>
    public static IReadOnlyList<string> Standing { get; } = ["response", "errors", "connections"];

    /// <summary>What is asked of a server.</summary>
    public static IEnumerable<ServerQuestion> Of(DashboardPlan plan, WatchedServer server) =>
        OfEvery(server).Concat(server.Server.Rules.SelectMany(rule => OwnRules.Of(plan, server, rule))).Concat(ByDefault(plan, server)).Concat(ObjectiveRules.Of(server));

    /// <summary>The inventory's rules that cannot be asked: nothing of their figures is handed out.</summary>
    public static IEnumerable<(WatchedServer Server, Servers.McpRule Rule)> Unasked(DashboardPlan plan) =>
        plan.Servers.SelectMany(server => server.Server.Rules.Where(rule => FigureSeries.Of(server.Server, rule.Metric) is null).Select(rule => (server, rule)));

    private static IEnumerable<ServerQuestion> OfEvery(WatchedServer server)
    {
        var (patience, keep) = ((server.Failures - 1) * server.Every, (server.Successes - 1) * server.Every);

        // Alive and gated is no outage.
        yield return new ServerQuestion(Observations.Health, AlertSeverity.Critical, servers => $"max without (status) ({Status(servers, HealthStatus.Unhealthy)} == 1) unless ignoring (verdict) {PromText.Series("mcpops_verdict", servers, "verdict=\"AuthRequired\"")} == 1")
        {
            For = patience, Keep = keep, Summary = "{{ $labels.server }} does not work", Description = "'mcpops health' (Get-McpHealth) says what is the matter, 'mcpops diagnose' (Get-McpDiagnosis) what ails it.",
        };
        yield return new ServerQuestion(Observations.Health, AlertSeverity.Warning, servers => $"max without (status) ({Status(servers, HealthStatus.Degraded, HealthStatus.Unhealthy)} == 1)")
        {
            For = patience, Keep = keep, Summary = "{{ $labels.server }} is not healthy", Description = "'mcpops health' (Get-McpHealth) says what is the matter.",
        };
        yield return new ServerQuestion(Observations.Unknown, AlertSeverity.Information, servers => $"{Status(servers, HealthStatus.Unknown)} == 1")
        {
            For = ((server.Failures * Observations.UnknownFactor) - 1) * server.Every, Summary = "It cannot be found out how {{ $labels.server }} is",
        };
        yield return new ServerQuestion(ToolDrift.Rule, AlertSeverity.Warning, servers => $"{PromText.Series("mcpops_tool_drift", servers)} == 1")
        {
            For = patience, Keep = keep, Summary = "{{ $labels.server }} does not offer what was accepted", Description = "Look at what changed; if it is meant, accept it with 'mcpops audit --accept --reason …' (Test-McpSecurity -Accept -Reason …) or 'mcpops watch --accept' (Watch-McpHealth -Accept).",
        };
        foreach (var (check, severity, least) in UpkeepFindings.Names.SelectMany(check => new[] { (check, AlertSeverity.Warning, HealthStatus.Degraded), (check, AlertSeverity.Critical, HealthStatus.Unhealthy) }))
        {
            yield return new ServerQuestion(check, severity, servers => $"max without (subject) ({PromText.Series("mcpops_check_status", servers, PromText.Matcher("check", [check]))}) >= {HealthStatus.Gravity(least)}")
            {
                For = patience, Keep = keep, Summary = $"{{{{ $labels.server }}}}: the check {check} finds something to do", Description = $"'mcpops health --check {check}' (Get-McpHealth -Check {check}) says what.",
            };
        }
    }

    private static string Status(string servers, params string[] statuses) => PromText.Series("mcpops_server_status", servers, PromText.Matcher("status", statuses));

    // The bounds of the guides, for the figures of which the inventory has no rule of its own; a rule of that name would be another's.
    private static IEnumerable<ServerQuestion> ByDefault(DashboardPlan plan, WatchedServer server)
    {
        if (IsOpen("response", "response", "latency"))
        {
            yield return Ask("response", $"quantile_over_time(0.95, {{0}}[{plan.Time(TimeSpan.FromMinutes(5))}]) > {PromText.Number((CheckThresholds.For(server.Server, "response").Warning ?? 1000) / 1000)}", "mcpops_response_seconds", TimeSpan.FromMinutes(5),
                "{{ $labels.server }} answers slowly", "95 of 100 answers take up to {{ $value | humanizeDuration }}.");
        }

        if (IsOpen("errors", "errorRate", "logs"))
        {
            yield return Ask("errors", $"{{0}} > {PromText.Number((CheckThresholds.For(server.Server, "errorRate").Warning ?? 5) / 100)}", "mcpops_log_error_ratio", TimeSpan.FromMinutes(5),
                "{{ $labels.server }} logs many errors", "{{ $value | humanizePercentage }} of its log are errors; 'mcpops logs' (Get-McpLogSummary) sums them up.");
        }

        if (IsOpen("connections", "postgres-connections"))
        {
            yield return Ask("connections", $"{{0}} > {PromText.Number((CheckThresholds.For(server.Server, "postgres-connections").Warning ?? 80) / 100)}", "mcpops_database_connections_ratio", TimeSpan.FromMinutes(2),
                "{{ $labels.server }}: the connections of {{ $labels.database }} run out", "{{ $value | humanizePercentage }} of them are in use; 'mcpops database report' (Get-McpDatabaseReport) says by whom.");
        }

        bool IsOpen(string name, params string[] figures) => !server.Server.Rules.Any(rule => rule.Name == name || figures.Contains(rule.Metric.Split(':')[0], StringComparer.Ordinal));

        ServerQuestion Ask(string name, string form, string metric, TimeSpan patience, string summary, string description) =>
            new(name, AlertSeverity.Warning, servers => form.Replace("{0}", PromText.Series(metric, servers), StringComparison.Ordinal)) { For = patience, Keep = (server.Successes - 1) * server.Every, Summary = summary, Description = description };
    }
}
