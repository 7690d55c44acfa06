using McpOps.Backups;
using McpOps.Logs;
using McpOps.Monitoring;
using McpOps.Reporting;

namespace McpOps.Cli.Tests.Reporting;

/// <summary>A report with something of everything that a report can hold.</summary>
internal static class ReportSample
{
    /// <summary>Text that wants to be more than text, and a word without an end.</summary>
    public const string Hostile = "</title><script>document.title='taken'</script><b>\"bold\" & 'name' averyveryverylongwordwithoutanybreakinitthatgoesonandonandonandon_and_on_until_the_edge_of_the_screen";
    private static readonly DateTime End = new(2026, 11, 1);

    /// <summary>A month of four servers: one with gaps, one that was down, one that is slow, one of which nothing is known.</summary>
    public static McpReport Month(string name) => ReportJudge.Judge(new McpReport
    {
        Period = ReportPeriod.Monthly, From = End.AddDays(-31), To = End, MadeAt = End.AddHours(6), Host = $"{name}-host", Limits = [$"The logs of '{name}' were not read: {name}"],
        Objectives = [Objective(name, ObjectiveStatus.Missed), Objective($"{name}-2", ObjectiveStatus.Met), Objective($"{name}-3", ObjectiveStatus.AtRisk), Objective($"{name}-4", ObjectiveStatus.Unknown)],
        Audits = [new McpReportAudit("host", End, 0, 2, 1, 0, name)],
        Servers = [Server(name, 0), Server($"{name}-2", 1), Server($"{name}-3", 2), new McpServerReport { Server = $"{name}-4", Target = name, Expected = 44_640 }],
    });

    /// <summary>A day of three servers, of which one was ended in the evening: the picture that the README shows.</summary>
    public static McpReport Day()
    {
        var (from, down) = (End.AddDays(-1), End.AddHours(-1));
        return ReportJudge.Judge(new McpReport
        {
            Period = ReportPeriod.Daily, From = from, To = End, MadeAt = End.AddHours(6), Host = "web-1",
            Objectives = [.. new[] { "docs", "search", "web" }.SelectMany(name => new[] { Target(name, "availability", name is "search" ? 60 : 0, 1440, 99.5, null), Target(name, "response", name is "search" ? 41 : 6, name is "search" ? 1380 : 1440, 95, 300) })],
            Servers =
            [
                Watched("docs", 0, 128, 171, 184), Watched("web", 0, 61, 143, 376),
                Watched("search", 60, 94, 240, 231) with { Alerts = [new McpAlert { Id = "a", Server = "search", Rule = "health", Severity = AlertSeverity.Critical, State = AlertState.Firing, Since = down, Message = "Nothing listens on 127.0.0.1:8102 (connection refused). Start the server, or correct the port." }] },
            ],
        });

        McpObjective Target(string server, string name, int bad, int samples, double target, double? below) => new()
        {
            Server = server, Objective = name, Target = target, Below = below, Unit = below is null ? null : "ms", Achieved = 100.0 * (samples - bad) / samples, BudgetLeft = 100 - (100 * bad / (samples * (1 - (target / 100)))), Good = samples - bad, Bad = bad, Expected = 1440,
            Status = 100.0 * (samples - bad) / samples < target ? ObjectiveStatus.Missed : ObjectiveStatus.Met, Window = "1d", UnknownShare = 0, Metric = below is null ? "success" : "response", From = from, To = End,
            Message = $"It worked in {ShareText.Of(100.0 * (samples - bad) / samples)} of the samples, and is to in {ShareText.Of(target)}: {ShareText.Rough(bad / (samples * (1 - (target / 100))))} times the errors that this allows were made.",
        };

        McpServerReport Watched(string name, int bad, double half, double most, double before) => new()
        {
            Server = name, Samples = 1440, Expected = 1440, AvailabilityPercent = Math.Round(100.0 * (1440 - bad) / 1440, 4), DowntimeSeconds = 60 * bad, AvailabilityBefore = 100, UnknownPercent = 0, ResponseP50Ms = half, ResponseP95Ms = most, ResponseP95Before = before,
            Stretches = [.. Enumerable.Range(0, 24).Select(hour => new McpReportStretch(from.AddHours(hour), from.AddHours(hour + 1), 60, hour == 23 && bad > 0 ? 0 : 100, hour == 23 && bad > 0 ? null : half + (hour % 5), hour == 23 && bad > 0 ? null : most + (hour % 7)))],
        };
    }

    private static McpObjective Objective(string server, string status) => new()
    {
        Server = server, Objective = "availability", Status = status, Window = "30d", Target = 99.5, Achieved = status is ObjectiveStatus.Unknown ? null : status is ObjectiveStatus.Missed ? 98.2 : 99.9,
        UnknownShare = 0, Metric = "success", From = End, To = End, Message = server, Good = 40_000, Bad = 200, Expected = 44_640,
    };

    private static McpServerReport Server(string name, int kind) => new()
    {
        Server = name, Target = $"http://127.0.0.1:1/mcp?{name}", Samples = 43_200, Expected = 44_640, AvailabilityPercent = kind == 1 ? 98.2 : 100, AvailabilityBefore = 100, UnknownPercent = 3.2,
        ResponseP50Ms = 12.5, ResponseP95Ms = kind == 2 ? 1840 : 80, ResponseP95Before = 60, LogEntries = 1_200_000, LogErrors = 712, LogFiles = 3, LogRequests = 900_000, LogErrorRatePercent = 0.08, LogMeanMs = 14, LogP95Ms = 90, LogMaxMs = 30_400,
        LogRows = [.. Enumerable.Range(0, 31).Select(day => new McpLogRow { Start = End.AddDays(day - 31), Entries = 38_700, Requests = 29_000, Errors = day, ErrorRatePercent = day / 290.0, LatencyMeanMs = 14, LatencyP95Ms = day == 3 ? null : 90 })],
        Figures = [new McpReportFigure(name, name, 43_200, 5, 0, 40, 7, null, 4.8), new McpReportFigure("logRequests", "requests", 43_200, 20.8, 0, 90, 12, 900_000, 21), new McpReportFigure("process-memory", "bytes", 43_200, 3e8, 3e8, 3e8, 3e8, null, null), new McpReportFigure("process-uptime", "s", 43_200, 9e5, 10, 2.4e6, 2.4e6, null, null)],
        Errors = [.. Enumerable.Range(0, 4).Select(error => new McpLogError { Template = $"Extracting content from <URL> failed for {name} after <NUM> ms: {error}", Count = 500 - error, IsNew = error == 0, First = End.AddDays(-3), Last = End })],
        Alerts = kind == 1 ? [new McpAlert { Id = "a", Server = name, Rule = "health", Severity = AlertSeverity.Critical, State = AlertState.Firing, Since = End.AddHours(-9), Message = $"{name}: nothing listens on 127.0.0.1:1." }] : [],
        Backup = new McpBackup { Id = $"{name}/20261030T020000Z", Path = "/var/backups/mcp", Server = name, Status = BackupStatus.Complete, CreatedAt = End.AddDays(-1), Store = "/var/backups/mcp", Files = 3, Bytes = 10 }, Backups = 30, BackupsKept = 41,
        Duties = [new McpReportDuty("daily", "02:00", End.AddDays(-1), "Ok", false, ""), new McpReportDuty("weekly", "sunday 03:00", End.AddDays(-12), "Ok", true, ""), new McpReportDuty("monthly", null, null, null, false, "")],
        Audits = [new McpReportAudit("tools", End, 1, 0, 2, 0, name)],
        Certificates = new Dictionary<string, double> { [$"certificates:{name}"] = 5.4 },
        Stretches = [.. Enumerable.Range(0, 31).Select(day => new McpReportStretch(End.AddDays(day - 31), End.AddDays(day - 30), 1440, day is 7 or 8 ? null : kind == 1 && day % 9 == 0 ? 91 : kind == 1 && day % 5 == 0 ? 99.2 : 100, day is 7 or 8 ? null : 12 + (day % 6), day is 7 or 8 ? null : 80 + (day * kind * 9)))],
    };
}
