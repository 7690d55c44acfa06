using System.Reflection;
using McpOps.Probing;
using McpOps.Protocol;

namespace McpOps.Monitoring;

/// <summary>The metrics that are handed out, in one table: what stands here is what is documented and what is written.</summary>
public static class MetricTable
{
    private static readonly string[] Statuses = [HealthStatus.Healthy, HealthStatus.Degraded, HealthStatus.Unhealthy, HealthStatus.Unknown];

    private static readonly string[] Verdicts =
    [
        McpVerdict.Healthy, McpVerdict.Unreachable, McpVerdict.Timeout, McpVerdict.TlsFailed, McpVerdict.AuthRequired, McpVerdict.NotMcp, McpVerdict.WrongTransport, McpVerdict.ProtocolError,
        McpVerdict.ToolError, McpVerdict.NotFound, McpVerdict.Exited, McpVerdict.NotStarted,
    ];

    private static readonly string[] Phases = ["resolve", "connect", "tls", "firstByte", "handshake", "list", "call"];

    /// <summary>All of them, in the order in which they are written.</summary>
    public static IReadOnlyList<MetricFamily> All { get; } = [.. OfWatch(), .. OfProbe(), .. OfTools(), .. OfChecks(), .. OfAlerts(), .. OfHost()];

    private static IEnumerable<MetricFamily> OfWatch()
    {
        yield return Whole("mcpops_build_info", "The version of McpOps that wrote this; always 1.", (sink, _) => sink.Add(1, Version), "version");
        yield return Whole("mcpops_servers", "Servers that are watched.", (sink, all) => sink.Add(all.Servers.Count));
        yield return Whole("mcpops_watch_last_run_timestamp_seconds", "When the watch ran last, in Unix seconds: old when nobody watches.", (sink, all) => sink.Add(all.State.LastRun?.ToUnixTimeSeconds()));
        yield return Whole("mcpops_alerts_firing", "Alerts that are open, by severity.", (sink, all) => OfSeverities(sink, all), "severity");
        yield return Whole("mcpops_notifications_total", "Messages that a channel took (sent) or refused (failed), since the history began.", (sink, all) => OfDeliveries(sink, all), "channel", "result") with { Kind = MetricFamily.Counter };
        yield return Whole("mcpops_outbox_entries", "Messages that wait to be sent.", (sink, all) => OfOutbox(sink, all, waiting => waiting.Count(), dead: false), "channel");
        yield return Whole("mcpops_outbox_oldest_seconds", "How long the oldest waiting message of a channel has waited.", (sink, all) => OfOutbox(sink, all, waiting => (all.Now - waiting.Min(entry => entry.CreatedAt)).TotalSeconds, dead: false), "channel");
        yield return Whole("mcpops_outbox_dead_letters", "Messages that are not tried any more.", (sink, all) => OfOutbox(sink, all, dead => dead.Count(), dead: true), "channel");
    }

    private static IEnumerable<MetricFamily> OfProbe()
    {
        yield return Of("mcpops_up", "1 where the server worked at the last look, 0 where it did not; absent where that is not known.", (sink, one) => sink.Add(one.Sample is { } sample ? MetricNames.Value(sample, MetricNames.Success) / 100 : null));
        yield return Of("mcpops_server_status", "1 for the status of the last look, 0 for the others.", (sink, one) => States(sink, Statuses, one.Sample?.Status), "status");
        yield return Of("mcpops_verdict", "1 for what the conversation came to at the last look, 0 for the others.", (sink, one) => States(sink, Verdicts, one.Sample?.Verdict), "verdict");
        yield return Of("mcpops_last_probe_timestamp_seconds", "When the server was looked at last, in Unix seconds.", (sink, one) => sink.Add(one.Sample?.Slot.ToUnixTimeSeconds()));
        yield return Of("mcpops_probe_latency_seconds", "From the beginning of the probe to the tool list read.", (sink, one) => sink.Add(Figure(one, "latency") / 1000));
        yield return Of("mcpops_probe_duration_seconds", "How long each phase of the probe took.", (sink, one) => OfPhases(sink, one), "phase");
        yield return Of("mcpops_response_seconds", "The response time: to the tool list read; of stdio the tool list alone.", (sink, one) => sink.Add(Figure(one, "response") / 1000));
        yield return Of("mcpops_probes_total", "Samples of the calendar month (UTC) in which the server worked (good) or did not (bad).", (sink, one) =>
        {
            sink.Add(one.Counts.Good, "good");
            sink.Add(one.Counts.Bad, "bad");
        }, "result") with { Kind = MetricFamily.Counter, OfState = true };
        yield return Of("mcpops_maintenance", "1 while a maintenance window is open for the server.", (sink, one) => sink.Add(one.InMaintenance ? 1 : 0)) with { OfState = true };
    }

    private static IEnumerable<MetricFamily> OfTools()
    {
        yield return Of("mcpops_tools", "Tools that the server offers.", (sink, one) => sink.Add(Figure(one, "toolCount")));
        yield return Of("mcpops_tool_list_tokens", "An estimate of what the tool list costs a model, in tokens.", (sink, one) => sink.Add(Figure(one, "tools")));
        yield return Of("mcpops_tool_drift", "1 while tools, schemas or versions are not what they were when they were accepted.", (sink, one) => sink.Add(one.Drift ? 1 : 0)) with { OfState = true };
        yield return Of("mcpops_tool_list_changed_timestamp_seconds", "Since when they are not, in Unix seconds; absent while nothing has changed.", (sink, one) => sink.Add(one.DriftSince?.ToUnixTimeSeconds()));
    }

    private static IEnumerable<MetricFamily> OfChecks()
    {
        yield return Of("mcpops_check_status", "How each check ended: 0 healthy, 1 unknown, 2 degraded, 3 unhealthy.", (sink, one) => OfStatuses(sink, one), "check", "subject") with { OfWatch = true };
        yield return Subjects("mcpops_endpoint_duration_seconds", "How long an endpoint took to answer.", "endpoints", value => value / 1000, "endpoint");
        yield return Of("mcpops_certificate_not_after_timestamp_seconds", "When a certificate ends, in Unix seconds.", (sink, one) => OfSubjects(sink, one, "certificates", days => one.Sample!.Slot.ToUnixTimeSeconds() + (days * 86_400)), "certificate");
        yield return Subjects("mcpops_database_duration_seconds", "How long a database took to answer.", "postgres", value => value / 1000, "database");
        yield return Subjects("mcpops_database_connections_ratio", "The share of a database's connections that are in use.", "postgres-connections", value => value / 100, "database");
        yield return Of("mcpops_process_resident_memory_bytes", "Memory of the server's process.", (sink, one) => sink.Add(Figure(one, "process-memory")));
        yield return Of("mcpops_process_cpu_ratio", "Processor time of the server's process; 1 is one processor.", (sink, one) => sink.Add(Figure(one, "process-cpu") / 100));
        yield return Of("mcpops_process_threads", "Threads of the server's process.", (sink, one) => sink.Add(Figure(one, "process-threads")));
        yield return Of("mcpops_process_handles", "Open files and handles of the server's process.", (sink, one) => sink.Add(Figure(one, "process-handles")));
        yield return Of("mcpops_process_uptime_seconds", "For how long the server's process has run.", (sink, one) => sink.Add(Figure(one, "process-uptime")));
        yield return Of("mcpops_process_restarts", "How often the service manager has started the server anew.", (sink, one) => sink.Add(Figure(one, "process-restarts")));
        yield return Of("mcpops_log_error_ratio", "The share of errors in the server's log.", (sink, one) => sink.Add(Figure(one, "logs") / 100));
        yield return Of("mcpops_backup_age_seconds", "How old the newest backup is.", (sink, one) => sink.Add(Figure(one, "backup") * 86_400));
        yield return Of("mcpops_audit_age_seconds", "How old the last audit is.", (sink, one) => sink.Add(Figure(one, "audit") * 86_400));
        yield return Of("mcpops_metric", "A figure that the inventory names, in the inventory's unit.", (sink, one) => OfOwn(sink, one), "metric");
    }

    private static IEnumerable<MetricFamily> OfAlerts()
    {
        yield return Whole("mcpops_alert_active", "1 for each alert that is open.", (sink, all) =>
        {
            foreach (var alert in all.State.Active)
            {
                sink.Add(1, alert.Server, alert.Rule, alert.Severity);
            }
        }, "server", "rule", "severity");
        yield return Objective("mcpops_slo_target_ratio", "The share that is to be good.", objective => objective.Target / 100);
        yield return Objective("mcpops_slo_achieved_ratio", "The share that was good over the objective's window.", objective => objective.Achieved / 100);
        yield return Objective("mcpops_slo_budget_left_ratio", "What is left of the errors that the target allows; below 0 when more were made.", objective => objective.BudgetLeft / 100);
        yield return Objective("mcpops_slo_unknown_ratio", "The share of the window in which nothing is known.", objective => objective.UnknownShare / 100);
        yield return Objective("mcpops_slo_maintenance_ratio", "The share of the window that was maintenance, which is left out.", objective => objective.MaintenanceShare / 100);
        yield return Of("mcpops_slo_burn_rate", "How many times faster than the target allows errors came, over a window.", (sink, one) =>
        {
            foreach (var objective in one.Objectives)
            {
                foreach (var (window, rate) in objective.BurnRates)
                {
                    sink.Add(rate, objective.Objective, window);
                }
            }
        }, "objective", "window");
    }

    private static IEnumerable<MetricFamily> OfHost()
    {
        yield return Host("mcpops_host_cpu_ratio", "How busy this machine's processors were.", "cpu", 100);
        yield return Host("mcpops_host_memory_ratio", "The share of this machine's memory in use.", "memory", 100);
        yield return Host("mcpops_host_swap_ratio", "The share of this machine's swap in use.", "swap", 100);
        yield return Host("mcpops_host_load", "This machine's load average of one minute.", "load", 1);
        yield return HostPaths("mcpops_host_disk_ratio", "The share of a file system in use.", "disk");
        yield return HostPaths("mcpops_host_inodes_ratio", "The share of a file system's inodes in use.", "inodes");
    }

    internal static string Version { get; } = typeof(MetricTable).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static double? Figure(ServerFigures one, string name) => one.Sample is { } sample && sample.Values.TryGetValue(name, out var value) ? value : null;

    private static MetricFamily Of(string name, string help, Action<SeriesSink, ServerFigures> write, params string[] labels) => new(name, MetricFamily.Gauge, help, ["server", .. labels]) { OfServer = write };

    private static MetricFamily Whole(string name, string help, Action<SeriesSink, MetricSnapshot> write, params string[] labels) => new(name, MetricFamily.Gauge, help, labels) { OfAll = write };

    private static MetricFamily Subjects(string name, string help, string check, Func<double, double> convert, string label) => Of(name, help, (sink, one) => OfSubjects(sink, one, check, convert), label);

    private static MetricFamily Objective(string name, string help, Func<McpObjective, double?> value) => Of(name, help, (sink, one) =>
    {
        foreach (var objective in one.Objectives)
        {
            sink.Add(value(objective), objective.Objective);
        }
    }, "objective");

    private static MetricFamily Host(string name, string help, string figure, double divisor) => Whole(name, help, (sink, all) => sink.Add(Newest(all, figure) / divisor));

    private static MetricFamily HostPaths(string name, string help, string figure) => Whole(name, help, (sink, all) =>
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, value) in all.Servers.OrderByDescending(one => one.Sample?.Slot).SelectMany(one => SubjectsOf(one, figure)))
        {
            if (seen.Add(path))
            {
                sink.Add(value / 100, path);
            }
        }
    }, "path");

    // Every local server's sample has this machine's figures: the newest one counts.
    private static double? Newest(MetricSnapshot all, string figure) => all.Servers.Where(one => Figure(one, figure) is not null).MaxBy(one => one.Sample!.Slot) is { } newest ? Figure(newest, figure) : null;

    private static void States(SeriesSink sink, string[] words, string? word)
    {
        foreach (var one in string.IsNullOrEmpty(word) ? [] : words)
        {
            sink.Add(one == word ? 1 : 0, one);
        }
    }

    private static void OfPhases(SeriesSink sink, ServerFigures one)
    {
        foreach (var phase in Phases)
        {
            sink.Add(Figure(one, phase) / 1000, phase);
        }
    }

    private static IEnumerable<(string Subject, double Value)> SubjectsOf(ServerFigures one, string check)
    {
        foreach (var (name, value) in one.Sample?.Values ?? Readable.NoMap<double>())
        {
            if (name.StartsWith(check, StringComparison.Ordinal) && (name.Length == check.Length || name[check.Length] is ':'))
            {
                yield return (name.Length == check.Length ? "" : name[(check.Length + 1)..], value);
            }
        }
    }

    private static void OfSubjects(SeriesSink sink, ServerFigures one, string check, Func<double, double> convert)
    {
        foreach (var (subject, value) in SubjectsOf(one, check))
        {
            sink.Add(convert(value), subject);
        }
    }

    private static void OfStatuses(SeriesSink sink, ServerFigures one)
    {
        foreach (var check in one.Checks)
        {
            var colon = check.Name.IndexOf(':', StringComparison.Ordinal);
            sink.Add(HealthStatus.Gravity(check.Status), colon < 0 ? check.Name : check.Name[..colon], colon < 0 ? "" : check.Name[(colon + 1)..]);
        }
    }

    private static void OfOwn(SeriesSink sink, ServerFigures one)
    {
        foreach (var name in one.Own)
        {
            sink.Add(Figure(one, name), name);
        }
    }

    private static void OfSeverities(SeriesSink sink, MetricSnapshot all)
    {
        foreach (var severity in new[] { AlertSeverity.Critical, AlertSeverity.Warning, AlertSeverity.Information })
        {
            sink.Add(all.State.Active.Count(alert => alert.Severity == severity), severity);
        }
    }

    private static void OfDeliveries(SeriesSink sink, MetricSnapshot all)
    {
        foreach (var (channel, sent, count) in all.State.Deliveries)
        {
            sink.Add(count, channel, sent ? "sent" : "failed");
        }
    }

    private static void OfOutbox(SeriesSink sink, MetricSnapshot all, Func<IEnumerable<OutboxEntry>, double> value, bool dead)
    {
        foreach (var queue in all.State.Outbox.Where(entry => entry.Dead == dead).GroupBy(entry => entry.Channel, StringComparer.Ordinal))
        {
            sink.Add(value(queue), queue.Key);
        }
    }
}
