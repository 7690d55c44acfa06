using McpOps.Probing;

namespace McpOps.Monitoring;

/// <summary>What Prometheus asks of the machine, of databases and of the watch itself. Pure functions.</summary>
internal static class MachineRules
{
    /// <summary>File systems that are no disks, or never change.</summary>
    public const string Disks = "fstype!~\"tmpfs|ramfs|overlay|squashfs|iso9660|nsfs|autofs|fuse.*\"";

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    // Beyond any share.
    private const double Never = 10_000;

    /// <summary>Whether somebody watches, hands out figures, and is told.</summary>
    public static IEnumerable<PrometheusRule> OfWatch(DashboardPlan plan)
    {
        yield return new PrometheusRule("watch", AlertSeverity.Critical, $"time() - mcpops_watch_last_run_timestamp_seconds > {PromText.Number(plan.Pace(3 * plan.Round).TotalSeconds)}")
        {
            Summary = "Nobody watches the MCP servers", Description = "The watch ran last {{ $value | humanizeDuration }} ago: that nothing else fires means nothing. Start 'mcpops watch' (Watch-McpHealth).",
        };
        yield return new PrometheusRule("watch_absent", AlertSeverity.Critical, "absent(mcpops_watch_last_run_timestamp_seconds)")
        {
            For = Long, Summary = "Nothing is known of the MCP servers", Description = $"No figures of the watch reach Prometheus. Start 'mcpops watch --listen {PromText.Literal(plan.Watch)}', or correct the address of the job {DashboardPlan.WatchJob}.",
        };
        yield return new PrometheusRule("target", AlertSeverity.Critical, $"up{{{PromText.Matcher("job", [.. plan.Jobs.Select(job => job.Name)])}}} == 0")
        {
            For = Short, Summary = "{{ $labels.job }} at {{ $labels.instance }} does not answer", Description = "It has not been scraped for a minute. Start it, or correct its address.",
        };
        yield return new PrometheusRule("outbox", AlertSeverity.Warning, $"mcpops_outbox_oldest_seconds > {PromText.Number(plan.Pace(TimeSpan.FromMinutes(10)).TotalSeconds)}")
        {
            Summary = "Messages do not reach {{ $labels.channel }}", Description = "The oldest has waited for {{ $value | humanizeDuration }}; 'mcpops watch --status' (Watch-McpHealth -Status) says why.",
        };
        yield return new PrometheusRule("dead_letters", AlertSeverity.Warning, $"delta(mcpops_outbox_dead_letters[{plan.Time(TimeSpan.FromHours(1))}]) > 0")
        {
            Summary = "Messages to {{ $labels.channel }} were given up", Description = "'mcpops alerts' (Get-McpAlert) lists them.",
        };
        yield return new PrometheusRule("maintenance", PrometheusRule.Quiet, "mcpops_maintenance == 1") { Summary = "{{ $labels.server }} is maintained: its alerts are held" };
    }

    /// <summary>What is asked of the machine: by the watch's checks, or of node_exporter where there is one, whose figures are judged by the same bounds.</summary>
    public static IEnumerable<PrometheusRule> OfHost(DashboardPlan plan)
    {
        string[] asked = plan.NodeExporters.Count == 0 ? ["cpu", "memory", "swap", "load", "disk", "inodes"] : ["swap", "load", "inodes"];
        foreach (var (severity, least) in new[] { (AlertSeverity.Warning, HealthStatus.Degraded), (AlertSeverity.Critical, HealthStatus.Unhealthy) })
        {
            yield return new PrometheusRule(HostWatch.Name, severity, $"max by (check, subject, instance, job) (mcpops_check_status{{{PromText.Matcher("check", asked)}}}) >= {HealthStatus.Gravity(least)}")
            {
                For = (plan.Fleet.Watch.Failures - 1) * plan.Fleet.Watch.Every, Keep = (plan.Fleet.Watch.Successes - 1) * plan.Fleet.Watch.Every, Server = HostWatch.Name,
                Summary = "The machine of the watch is short of something: {{ $labels.check }} {{ $labels.subject }}", Description = "'mcpops health' (Get-McpHealth) says how much is left.",
            };
            yield return new PrometheusRule(HostWatch.Audit, severity, $"max by (instance, job) (mcpops_check_status{{{PromText.Matcher("check", [HostFindings.Audit])}}}) >= {HealthStatus.Gravity(least)}")
            {
                For = (plan.Fleet.Watch.Failures - 1) * plan.Fleet.Watch.Every, Keep = (plan.Fleet.Watch.Successes - 1) * plan.Fleet.Watch.Every, Server = HostWatch.Name,
                Summary = "An audit left something open of the machine of the watch", Description = "'mcpops audit' (Test-McpSecurity) says what.",
            };
        }

        foreach (var rule in plan.NodeExporters.Count == 0 ? [] : OfNode(plan))
        {
            yield return rule;
        }
    }

    /// <summary>What is asked of databases by postgres_exporter.</summary>
    public static IEnumerable<PrometheusRule> OfPostgres(DashboardPlan plan)
    {
        if (plan.PostgresExporters.Count == 0)
        {
            yield break;
        }

        yield return new PrometheusRule("postgres_down", AlertSeverity.Critical, "pg_up == 0") { Alert = "postgres_down", For = Short, Summary = "PostgreSQL behind {{ $labels.instance }} does not answer" };
        foreach (var (severity, bound) in Strictest(plan, "postgres-connections"))
        {
            yield return new PrometheusRule("postgres_connections", severity, $"sum by (instance, job) (pg_stat_activity_count) / on (instance, job) group_left () max by (instance, job) (pg_settings_max_connections) >= {PromText.Number(bound / 100)}")
            {
                Alert = "postgres_connections", For = TimeSpan.FromMinutes(2), Summary = "The connections of PostgreSQL behind {{ $labels.instance }} run out", Description = "{{ $value | humanizePercentage }} of them are in use; 'mcpops database report' (Get-McpDatabaseReport) says by whom.",
            };
        }
    }

    private static IEnumerable<PrometheusRule> OfNode(DashboardPlan plan)
    {
        var window = plan.Time(Long);
        foreach (var rule in Of("cpu", $"1 - avg by (instance, job) (rate(node_cpu_seconds_total{{mode=\"idle\"}}[{window}]))", "The processors of {{ $labels.instance }} are busy", "to {{ $value | humanizePercentage }}, for five minutes.")
            .Concat(Of("memory", "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes", "{{ $labels.instance }} is short of memory", "{{ $value | humanizePercentage }} of it are in use."))
            .Concat(Of("disk", $"1 - node_filesystem_avail_bytes{{{Disks}}} / node_filesystem_size_bytes{{{Disks}}}", "{{ $labels.mountpoint }} of {{ $labels.instance }} fills up", "{{ $value | humanizePercentage }} of it are in use; 'mcpops clean' (Clear-McpFile) removes old files that the inventory names.")))
        {
            yield return rule;
        }

        yield return new PrometheusRule("node_network", AlertSeverity.Warning,
            $"rate(node_network_receive_errs_total[{window}]) + rate(node_network_transmit_errs_total[{window}]) > 0.01 * (rate(node_network_receive_packets_total[{window}]) + rate(node_network_transmit_packets_total[{window}]))")
        {
            Alert = "node_network", For = Long, Summary = "The network of {{ $labels.instance }} makes errors", Description = "More than one packet in a hundred of {{ $labels.device }} is broken.",
        };

        IEnumerable<PrometheusRule> Of(string check, string expression, string summary, string description) => Strictest(plan, check).Select(level =>
            new PrometheusRule($"node_{check}", level.Severity, $"{expression} >= {PromText.Number(level.Bound / 100)}") { Alert = $"node_{check}", For = Long, Summary = summary, Description = description });
    }

    /// <summary>The lines of a panel that shows a share of one: the same bounds as in the rules; one that there is not is never reached.</summary>
    public static (double Warning, double Critical)? Levels(DashboardPlan plan, string check) => Strictest(plan, check).ToList() is not { Count: > 0 } levels ? null
        : (levels.Where(level => level.Severity is AlertSeverity.Warning).Select(level => level.Bound / 100).FirstOrDefault(levels[0].Bound / 100), levels.Where(level => level.Severity is AlertSeverity.Critical).Select(level => level.Bound / 100).FirstOrDefault(Never));

    /// <summary>The strictest of the servers' thresholds, which counts, as with the watch.</summary>
    public static IEnumerable<(string Severity, double Bound)> Strictest(DashboardPlan plan, string check)
    {
        var thresholds = plan.Servers.Select(server => CheckThresholds.For(server.Server, check)).ToList();
        return new[] { (AlertSeverity.Warning, thresholds.Min(threshold => threshold.Warning)), (AlertSeverity.Critical, thresholds.Min(threshold => threshold.Critical)) }
            .Where(level => level.Item2 is not null).Select(level => (level.Item1, level.Item2!.Value));
    }
}
