using System.Globalization;
using System.Text;
using McpOps.Monitoring;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Monitoring.Dashboards;

/// <summary>Metrics as the watch, node_exporter and postgres_exporter write them, of servers that break every rule or none. Those of the watch are written by the watch's own writer.</summary>
internal sealed class PretendedWatch(DashboardPlan plan)
{
    // Of this one nothing can be found out, and of that one nobody says that it is maintained.
    public const string Lost = "lost";
    public const string Free = "free";

    private int _looks;

    /// <summary>Whether every rule is broken.</summary>
    public bool IsBad { get; set; }

    /// <summary>Whether servers are maintained.</summary>
    public bool IsMaintained { get; set; } = true;

    /// <summary>Whether the watch answers at all.</summary>
    public bool IsDown { get; set; }

    /// <summary>What <c>mcpops watch --listen</c> answers at a moment.</summary>
    public string Watch(DateTimeOffset now)
    {
        var state = new WatchState();
        state.Runs.Put(new WatchRun(WatchRuns.Watch, IsBad ? now.AddHours(-1) : now, 60));
        state.Runs.Put(new WatchRun(OutboxLedger.Result("sink", sent: true), now, 7));
        state.Runs.Put(new WatchRun(OutboxLedger.Result("sink", sent: false), now, 1));
        state.Outbox.Put(new OutboxEntry { Id = "waits", Channel = "sink", Kind = "fired", CreatedAt = IsBad ? now.AddHours(-1) : now });
        _looks += IsBad ? 1 : 0;
        for (var number = 0; number <= _looks; number++)
        {
            state.Outbox.Put(new OutboxEntry { Id = number.ToString(CultureInfo.InvariantCulture), Channel = "sink", Kind = "fired", CreatedAt = now, Dead = true });
        }

        state.Rules.Put(new RuleState { Server = Free, Rule = "health", Phase = RulePhase.Firing, Severity = "critical", Since = now, Episode = "1" });
        return Encoding.UTF8.GetString(MetricText.Write(new MetricSnapshot(now, BoardState.Of(state, now), [.. plan.Servers.Select(server => Of(server, now))]), openMetrics: false).Span);
    }

    /// <summary>What node_exporter answers.</summary>
    public string Node(DateTimeOffset now)
    {
        var (seconds, bad) = (Number(now.ToUnixTimeMilliseconds() / 1000.0), IsBad);
        return $$"""
            node_uname_info{nodename="host"} 1
            node_load1 0.5
            node_cpu_seconds_total{cpu="0",mode="idle"} {{(bad ? "1" : seconds)}}
            node_memory_MemAvailable_bytes {{(bad ? 1 : 99)}}
            node_memory_MemTotal_bytes 100
            node_filesystem_avail_bytes{device="/dev/sda1",fstype="ext4",mountpoint="/"} {{(bad ? 1 : 99)}}
            node_filesystem_size_bytes{device="/dev/sda1",fstype="ext4",mountpoint="/"} 100
            node_network_receive_bytes_total{device="eth0"} {{seconds}}
            node_network_transmit_bytes_total{device="eth0"} {{seconds}}
            node_network_receive_packets_total{device="eth0"} {{seconds}}
            node_network_transmit_packets_total{device="eth0"} {{seconds}}
            node_network_receive_errs_total{device="eth0"} {{(bad ? seconds : "0")}}
            node_network_transmit_errs_total{device="eth0"} 0

            """.ReplaceLineEndings("\n");
    }

    /// <summary>What postgres_exporter answers.</summary>
    public string Postgres(DateTimeOffset now)
    {
        var seconds = Number(now.ToUnixTimeMilliseconds() / 1000.0);
        return $$"""
            pg_up {{(IsBad ? 0 : 1)}}
            pg_settings_max_connections{server="db:5432"} 100
            pg_stat_activity_count{datname="main",state="active",server="db:5432"} {{(IsBad ? 90 : 1)}}
            pg_stat_activity_count{datname="main",state="idle",server="db:5432"} 9
            pg_stat_database_xact_commit{datname="main"} {{seconds}}
            pg_stat_database_xact_rollback{datname="main"} 0
            pg_stat_database_deadlocks{datname="main"} 0
            pg_stat_database_blks_hit{datname="main"} {{seconds}}
            pg_stat_database_blks_read{datname="main"} 0
            pg_database_size_bytes{datname="main"} 1000

            """.ReplaceLineEndings("\n");
    }

    /// <summary>What a server answers that measures itself, by OpenTelemetry's conventions.</summary>
    public static string Inside(DateTimeOffset now)
    {
        var seconds = Number(now.ToUnixTimeMilliseconds() / 1000.0);
        return $$"""
            mcp_server_operation_duration_seconds_bucket{mcp_method_name="tools/call",error_type="",le="0.1"} {{seconds}}
            mcp_server_operation_duration_seconds_bucket{mcp_method_name="tools/call",error_type="",le="+Inf"} {{seconds}}
            mcp_server_operation_duration_seconds_count{mcp_method_name="tools/call",error_type=""} {{seconds}}
            mcp_server_operation_duration_seconds_count{mcp_method_name="tools/call",error_type="tool_error"} {{seconds}}

            """.ReplaceLineEndings("\n");
    }

    private ServerFigures Of(WatchedServer server, DateTimeOffset now)
    {
        var isLost = server.Name is Lost;
        var bad = IsBad ? Enumerable.Range(0, 6000).Select(index => now.ToUnixTimeSeconds() - (index * 60L)).ToList() : [];
        return new ServerFigures(server.Name)
        {
            Sample = new McpSample { Server = server.Name, Slot = now, Status = IsBad ? isLost ? HealthStatus.Unknown : HealthStatus.Unhealthy : HealthStatus.Healthy, Verdict = IsBad ? "Timeout" : "Healthy", Values = Values(server.Server) },
            Checks = [.. UpkeepFindings.Names.Concat(["swap", "load", "inodes:/", HostFindings.Audit]).Select(check => new McpCheckResult { Name = check, Status = IsBad ? HealthStatus.Unhealthy : HealthStatus.Healthy })],
            Counts = (now, 5, 2),
            Own = [.. server.Server.Metrics.Select(metric => metric.Name)],
            Drift = IsBad,
            InMaintenance = IsMaintained && server.Name is not Free,
            Objectives = [.. server.Server.Targets.Select(target => ObjectiveJudge.Judge(server.Server, target, new ObjectiveCounts(now - target.Window, now, server.Every, 40_000, bad.Count, bad)))],
        };
    }

    private Dictionary<string, double> Values(McpServer server)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["latency"] = 1, ["toolCount"] = 3, ["tools"] = 500, ["response"] = IsBad ? 1e6 : 1, ["logs"] = IsBad ? 100 : 0, ["postgres:main"] = 1, ["postgres-connections:main"] = IsBad ? 100 : 1, ["endpoints:health"] = 1, ["certificates:/c.pem"] = IsBad ? 0 : 1000,
            ["backup"] = 1, ["audit"] = 1, ["process-memory"] = 1e6, ["process-cpu"] = 1, ["process-threads"] = 3, ["process-handles"] = 3, ["process-uptime"] = 3, ["process-restarts"] = 1, ["connect"] = 1,
        };
        foreach (var metric in server.Metrics)
        {
            values[metric.Name] = 1;
        }

        foreach (var name in new[] { "cpu", "memory", "swap", "load", "disk:/", "inodes:/" })
        {
            values[name] = IsBad ? 100 : 0;
        }

        foreach (var rule in server.Rules.Where(rule => rule.Metric is not "success"))
        {
            var levels = (rule.Above ?? rule.Below)!;
            var (most, least) = (Math.Max(levels.Warning ?? double.MinValue, levels.Critical ?? double.MinValue), Math.Min(levels.Warning ?? double.MaxValue, levels.Critical ?? double.MaxValue));
            foreach (var name in values.Keys.Append(MetricNames.Stored(rule.Metric)).Where(name => name == MetricNames.Stored(rule.Metric) || name.StartsWith(rule.Metric + ":", StringComparison.Ordinal)).Where(name => name.Contains(':', StringComparison.Ordinal) || !values.Keys.Any(other => other.StartsWith(name + ":", StringComparison.Ordinal))).ToList())
            {
                values[name] = rule.Above is not null ? IsBad ? (2 * most) + 1 : 0 : IsBad ? least / 2 : (2 * most) + 1;
            }
        }

        return values;
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
