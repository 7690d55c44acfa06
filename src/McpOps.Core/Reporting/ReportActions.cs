using System.Globalization;
using McpOps.Backups;
using McpOps.Monitoring;

namespace McpOps.Reporting;

/// <summary>What of a report needs a person, each with what to type.</summary>
internal static class ReportActions
{
    private static readonly string[] WithHistory = ["watch", "maintain", "metrics", "alerts", "slo", "diagnose"];

    private const double CertificateSoonDays = 21;
    private const double CertificateNowDays = 7;
    private const double BackupOldDays = 2;
    private const double BackupVeryOldDays = 8;
    private const double GapPercent = 5;
    private const double PoorPercent = 99;

    /// <summary>All of them, the gravest first; of the same gravity by server.</summary>
    public static IReadOnlyList<McpReportAction> Of(McpReport report) =>
    [
        .. report.Servers.SelectMany(server => Of(server, report.MadeAt).Select(action => On(action, server.Host, report)))
            .Concat(report.Objectives.SelectMany(one => Of(one, report).Select(action => On(action, one.Host, report))))
            .Concat(report.Alerts.Where(IsOpen).Select(alert => On(OfHost(alert), alert.Host, report)))
            .Concat(report.Audits.SelectMany(area => OfAudit(null, area).Select(action => On(action, area.Host, report))))
            .Concat(Silent(report).Select(host => On(Action(null, AlertSeverity.Warning, "Nothing is known of this host: it did not answer, or has no server.", "health", "Get-McpHealth"), host, report)))
            .Concat(Poor(report).Select(server => On(Action(server.Server, AlertSeverity.Warning, $"It worked in {ShareText.Of(server.AvailabilityPercent!.Value)} of its samples, and no objective says whether that is enough. Write one below \"slo\" in the inventory.", $"alerts {Word(server.Server)} --state Resolved", $"Get-McpAlert {Quote(server.Server)} -State Resolved"), server.Host, report)))
            .Concat(Unwatched(report).Select(one => On(Action(null, AlertSeverity.Warning, $"Nobody watches since {Time(one.Since)}: what is wrong since then is not known.", "watch --status", "Watch-McpHealth -Status"), one.Host, report)))
            .OrderBy(action => action.Severity switch { AlertSeverity.Critical => 0, AlertSeverity.Warning => 1, _ => 2 }).ThenBy(action => action.Server, StringComparer.Ordinal).ThenBy(action => action.Host, StringComparer.Ordinal),
    ];

    /// <summary>The hosts of which nothing is known.</summary>
    public static IReadOnlyList<string> Silent(McpReport report) => report.IsOfMany() ? [.. report.Hosts.Where(host => !report.Servers.Any(server => server.Host == host))] : [];

    // Where nobody said what is enough, and nothing else of it needs a person now, half a time down would read as good.
    private static IEnumerable<McpServerReport> Poor(McpReport report) => report.Servers.Where(server => server.AvailabilityPercent < PoorPercent && !server.Alerts.Any(IsOpen)
        && !report.Objectives.Any(one => one.Server == server.Server && one.Host == server.Host && one.Metric is MetricNames.Success));

    // A watch looks at all servers of its host: once for each host is enough.
    private static IEnumerable<(string? Host, DateTime Since)> Unwatched(McpReport report) =>
        report.Servers.Where(server => server.UnwatchedSince is not null).GroupBy(server => server.Host, StringComparer.Ordinal).Select(host => (host.Key, host.Max(server => server.UnwatchedSince!.Value)));

    // What is to be done on another host is typed here.
    private static McpReportAction On(McpReportAction action, string? host, McpReport report) => action with
    {
        Host = host,
        Command = report.IsOfMany() && host is not null ? $"{action.Command} --host {Word(host)}" : action.Command,
        Cmdlet = report.IsOfMany() && host is not null ? $"Invoke-Command -HostName {Quote(host)} {{ {action.Cmdlet} }}" : action.Cmdlet,
    };

    private static IEnumerable<McpReportAction> Of(McpServerReport server, DateTime now)
    {
        var name = server.Server;
        foreach (var alert in server.Alerts.Where(IsOpen))
        {
            yield return Action(name, alert.Severity, $"{alert.Rule} {(server.UnwatchedSince is null ? "is" : "was at the last look")} bad since {Time(alert.Since)}: {alert.Message}{Known(alert)}", Command(alert.Rule), Cmdlet(alert.Rule));
        }

        string Command(string rule) => rule switch { "audit" => $"audit {Word(name)}", "backup" => $"backup list {Word(name)}", "duties" => "maintain --status", _ => $"diagnose {Word(name)}" };

        string Cmdlet(string rule) => rule switch { "audit" => $"Test-McpSecurity {Quote(name)}", "backup" => $"Get-McpBackup {Quote(name)}", "duties" => "Invoke-McpMaintenance -Status", _ => $"Get-McpDiagnosis {Quote(name)}" };

        if (server.UnknownPercent >= GapPercent)
        {
            yield return Action(name, AlertSeverity.Warning, server.Samples == 0 ? "There is no sample of this time: nobody looked, or the history is elsewhere." : $"Of {ShareText.Of(server.UnknownPercent)} of the time there is no sample: nobody looked, or it is new here.", "watch --status", "Watch-McpHealth -Status");
        }

        foreach (var action in OfBackups(server, now))
        {
            yield return action;
        }

        foreach (var action in server.Audits.SelectMany(area => OfAudit(name, area)))
        {
            yield return action;
        }

        foreach (var duty in server.Duties.Where(duty => duty.Late || duty.Outcome is "Failed" or "Interrupted"))
        {
            yield return Action(name, AlertSeverity.Warning, OfDuty(duty),
                $"maintain {duty.Plan} {Word(name)}", $"Invoke-McpMaintenance {duty.Plan} {Quote(name)}");
        }

        foreach (var (what, days) in server.Certificates.Where(one => one.Value < CertificateSoonDays))
        {
            yield return Action(name, days < CertificateNowDays ? AlertSeverity.Critical : AlertSeverity.Warning, $"The certificate '{what}' ends in {Math.Floor(days).ToString(CultureInfo.InvariantCulture)} days. Renew it.", $"health {Word(name)} --check {what.Split(':')[0]}", $"Get-McpHealth {Quote(name)} -Check {what.Split(':')[0]}");
        }

        foreach (var forecast in server.Forecasts.Where(forecast => forecast.WithinHorizon))
        {
            yield return Action(name, AlertSeverity.Warning, $"{forecast.Metric}: {forecast.Message}", $"metrics {Word(name)} --metric {Word(forecast.Metric)} --since 30d", $"Get-McpMetric {Quote(name)} {Quote(forecast.Metric)}");
        }
    }

    // What is held has its cause elsewhere, or is meant to be: whoever mends that has mended it too.
    private static bool IsOpen(McpAlert alert) => alert is { Until: null, Muted: null };

    private static string Known(McpAlert alert) => alert.AcknowledgedBy is { } by ? $" ({by} knows{(alert.Comment is { Length: > 0 } comment ? $": {comment}" : "")})" : "";

    private static string OfDuty(McpReportDuty duty) => (duty switch
    {
        { LastRun: null } => $"Of the plan '{duty.Plan}' only steps were run: {duty.Outcome}. {duty.Message}",
        { Late: true, LastRun: { } begun } => $"The plan '{duty.Plan}' is late: due {duty.At}, begun last {Time(begun)}.",
        { LastRun: { } begun } => $"The plan '{duty.Plan}' ended with {duty.Outcome} at {Time(begun)}. {duty.Message}",
    }).TrimEnd();

    // Where hosts share a history the alert says which of them it is of.
    private static McpReportAction OfHost(McpAlert alert) =>
        Action(alert.Server is "host" ? null : alert.Server, alert.Severity, $"{alert.Rule} is bad since {Time(alert.Since)}: {alert.Message}{Known(alert)}", $"alerts {Word(alert.Server)}", $"Get-McpAlert {Quote(alert.Server)}");

    private static IEnumerable<McpReportAction> OfBackups(McpServerReport server, DateTime now)
    {
        if (server.Backups is null)
        {
            yield break;
        }

        var name = server.Server;
        if (server.Backup is not { } newest)
        {
            yield return Action(name, AlertSeverity.Warning, "There is no backup.", $"backup {Word(name)}", $"Invoke-McpBackup {Quote(name)}");
        }
        else if (newest.Status is BackupStatus.Damaged || newest.Verified is VerificationStatus.Damaged)
        {
            yield return Action(name, AlertSeverity.Critical, $"The newest backup, {newest.Id}, is damaged.", $"backup {Word(name)}", $"Invoke-McpBackup {Quote(name)}");
        }
        else if ((now - newest.CreatedAt).TotalDays is var days and >= BackupOldDays)
        {
            yield return Action(name, days >= BackupVeryOldDays ? AlertSeverity.Critical : AlertSeverity.Warning, $"The newest backup is {days.ToString("0.#", CultureInfo.InvariantCulture)} days old.", $"backup {Word(name)}", $"Invoke-McpBackup {Quote(name)}");
        }
        else if (newest.Status is BackupStatus.Partial)
        {
            yield return Action(name, AlertSeverity.Warning, $"The newest backup, {newest.Id}, lacks {newest.SkippedCount} things.", $"backup verify {newest.Id} --store {Word(newest.Store)}", $"Test-McpBackup {newest.Id} -Store {Quote(newest.Store)}");
        }
    }

    private static IEnumerable<McpReportAction> OfAudit(string? server, McpReportAudit area)
    {
        if (area.Critical + area.High > 0)
        {
            var found = area.Critical == 0 ? $"{area.High} high" : area.High == 0 ? $"{area.Critical} critical" : $"{area.Critical} critical and {area.High} high";
            yield return Action(server, area.Critical > 0 ? AlertSeverity.Critical : AlertSeverity.Warning, $"The audit of '{area.Area}' found {found}, {(area.Critical + area.High == 1 ? "which is" : "such as")} {area.Worst}.",
                $"audit {(server is null ? "" : Word(server) + " ")}--area {area.Area}", $"Test-McpSecurity {(server is null ? "" : Quote(server) + " ")}-Area {area.Area}");
        }
    }

    private static IEnumerable<McpReportAction> Of(McpObjective objective, McpReport report)
    {
        if (objective.Status is ObjectiveStatus.Missed or ObjectiveStatus.AtRisk)
        {
            // Of the time of the report, and not of the last days: else it shows other figures.
            var (until, window) = (new DateTimeOffset(report.To).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture), Length(new DateTimeOffset(report.To) - new DateTimeOffset(report.From)));
            yield return Action(objective.Server, objective.Status is ObjectiveStatus.Missed ? AlertSeverity.Critical : AlertSeverity.Warning,
                $"The objective '{objective.Objective}' {(objective.Status is ObjectiveStatus.Missed ? "was missed" : "is at risk")}: {objective.Message}", $"slo {Word(objective.Server)} --objective {Word(objective.Objective)} --until {Word(until)} --window {window}", $"Get-McpObjective {Quote(objective.Server)} {Quote(objective.Objective)} -Until {Quote(until)} -Window {window}");
        }
    }

    private static McpReportAction Action(string? server, string severity, string message, string command, string cmdlet) =>
        new() { Server = server, Severity = severity, Message = message, Command = $"mcpops {command}", Cmdlet = cmdlet };

    private static string Length(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerDay == 0 ? $"{time.Days}d" : time.Ticks % TimeSpan.TicksPerHour == 0 ? FormattableString.Invariant($"{time.TotalHours:0}h") : FormattableString.Invariant($"{time.TotalSeconds:0}s");

    /// <summary>What is typed for a report that was made of another inventory or history than is meant when none is named.</summary>
    /// <param name="action">What needs a person.</param>
    /// <param name="configPath">The inventory that was named; null for none.</param>
    /// <param name="history">The history that was named; null for none.</param>
    public static McpReportAction Of(McpReportAction action, string? configPath, string? history)
    {
        var hasHistory = history is not null && WithHistory.Any(verb => action.Command.StartsWith($"mcpops {verb}", StringComparison.Ordinal));
        return action with
        {
            Command = action.Command + (configPath is null ? "" : $" --config-path {Word(configPath)}") + (hasHistory ? $" --history {Word(history!)}" : ""),
            Cmdlet = action.Cmdlet + (configPath is null ? "" : $" -ConfigPath {Quote(configPath)}") + (hasHistory ? $" -History {Quote(history!)}" : ""),
        };
    }

    // What is copied out of a report must not do more than it says, whatever a server calls itself.
    private static string Word(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ':') ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Quote(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
