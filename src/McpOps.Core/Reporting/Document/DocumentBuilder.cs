using McpOps.Charts;
using McpOps.Monitoring;

namespace McpOps.Reporting;

/// <summary>Puts a report into the order in which an owner reads it.</summary>
internal static class DocumentBuilder
{
    /// <summary>How many rows a table of what may be many shows.</summary>
    public const int MostRows = 20;

    // A row is short: so many fit beside all the rest.
    private const int FewestServers = 1000;

    /// <summary>Builds.</summary>
    /// <param name="report">What is known.</param>
    /// <param name="most">How many rows tables of what may be many show.</param>
    /// <param name="mostServers">Of how many servers there are sections: those that need a person first.</param>
    public static ReportDocument Of(McpReport report, int most = MostRows, int mostServers = int.MaxValue)
    {
        report = report.Shown();
        var isOfMany = report.IsOfMany() || report.Alerts.Any(alert => alert.Host is { } host && host != report.Host);
        var time = $"{ReportWords.Time(report.From)} to {ReportWords.Time(report.To)}";
        return new ReportDocument(
            report.Title(), $"{time}, made {ReportWords.Time(report.MadeAt)} (UTC{new DateTimeOffset(report.MadeAt).ToString("zzz", System.Globalization.CultureInfo.InvariantCulture)})", report.Status, report.Verdict, ReportWords.Status(report),
            [
                new ReportSection("What changed", 2, [report.Changes.Count == 0 ? new ReportText(report.Servers.Any(server => server.Samples > 0) ? "Nothing that is worth a word, beside the time before." : "Nothing is known of this time.") : new ReportPoints([.. report.Changes.Take(MostRows).Select(ReportWords.Cut), .. More(report.Changes.Count)])]),
                new ReportSection("What needs a person", 2, [report.Actions.Count == 0 ? new ReportText("Nothing.") : Actions(report.Actions)]),
                .. report.Objectives.Count == 0 ? [] : new[] { new ReportSection("Targets", 2, [Targets(report.Objectives)]) },
                new ReportSection("Servers", 2, report.Servers.Count == 0 ? [new ReportText("The inventory names none.")] : Overview(report, mostServers)),
                .. Detailed(report, mostServers).SelectMany(server => ServerSections.Of(server, report, most)),
                .. report.Alerts.Select(alert => alert.Host).Concat(report.Audits.Select(area => area.Host)).Select(host => isOfMany ? host : null).Distinct(StringComparer.Ordinal).Select(host => OfHost(host, report, most)),
                new ReportSection("Method and limits", 2, [new ReportPoints([.. Method(time), .. report.Limits.Select(ReportWords.Cut)])]),
            ]);
    }

    internal static ReportTable Capped(string caption, IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<ReportCell>> rows, int most) =>
        new(caption, heads, [.. rows.Take(most)], Math.Max(0, rows.Count - most));

    private static ReportTable Actions(IReadOnlyList<McpReportAction> actions) => Capped("What needs a person, and what to type", ["Severity", "Server", "What", "Command"],
        [.. actions.Select(action => (IReadOnlyList<ReportCell>)[new(action.Severity, ReportWords.Severity(action.Severity)), action.Server ?? "the host", ReportWords.Cut(action.Message), new(action.Command, IsCode: true, Also: action.Cmdlet)])], MostRows);

    private static ReportTable Targets(IReadOnlyList<McpObjective> objectives) => new("What was to be achieved", ["Server", "Target", "Wanted", "Achieved", "Result", "Budget left", "Source"],
        [.. objectives.OrderBy(one => one.Status switch { ObjectiveStatus.Missed => 0, ObjectiveStatus.AtRisk => 1, ObjectiveStatus.Unknown => 2, _ => 3 }).ThenBy(one => one.Server, StringComparer.Ordinal).ThenBy(one => one.Objective, StringComparer.Ordinal).Select(one => (IReadOnlyList<ReportCell>)
        [
            one.Server, one.Objective, ReportWords.Wanted(one), ReportWords.Achieved(one), ReportWords.Objective(one.Status), ReportWords.Budget(one.BudgetLeft),
            $"{one.Metric}, {ReportWords.Count(one.Good + one.Bad)} of {ReportWords.Count(one.Expected)} samples",
        ])]);

    // Where there are too many for a page: what an owner must look at.
    private static IReadOnlyList<McpServerReport> Detailed(McpReport report, int most)
    {
        var rank = report.Actions.Select((action, index) => (action.Server, Index: index)).Where(one => one.Server is not null).GroupBy(one => one.Server!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Min(one => one.Index), StringComparer.Ordinal);
        return report.Servers.Count <= most ? report.Servers
            : [.. report.Servers.OrderBy(server => rank.GetValueOrDefault(server.Server, int.MaxValue)).ThenBy(server => server.AvailabilityPercent ?? -1).ThenBy(server => server.Server, StringComparer.Ordinal).Take(most)];
    }

    private static IReadOnlyList<ReportBlock> Overview(McpReport report, int most)
    {
        var known = report.Servers.Where(server => server.ResponseP95Ms is not null).OrderByDescending(server => server.ResponseP95Ms).Take(MostRows).ToList();
        var table = Capped("The servers side by side", ["Server", "Availability", "Unknown", "Response p50", "Response p95", "Log errors", "Open alerts"],
        [.. report.Servers.OrderBy(server => server.AvailabilityPercent ?? -1).ThenBy(server => server.Server, StringComparer.Ordinal).Select(server => (IReadOnlyList<ReportCell>)
        [
            server.Server, new(ReportWords.Percent(server.AvailabilityPercent), ReportWords.Availability(server.AvailabilityPercent)), ReportWords.Percent(server.UnknownPercent),
            ReportWords.Ms(server.ResponseP50Ms), ReportWords.Ms(server.ResponseP95Ms), ReportWords.Count(server.LogErrors), ReportWords.Count(server.Alerts.Count(alert => alert is { Until: null, Muted: null })),
        ])], Math.Max(most, FewestServers));
        if (known.Count < 2)
        {
            return [table];
        }

        var text = new ChartText("Response time of the servers", $"What 95 % of the responses took at most; '{known[0].Server}' the longest with {ReportWords.Ms(known[0].ResponseP95Ms)}.");
        var bars = new ReportTable("Response time, 95th percentile", ["Server", "p95"], [.. known.Select(server => (IReadOnlyList<ReportCell>)[server.Server, ReportWords.Ms(server.ResponseP95Ms)])]);
        return [table, new ReportPicture(text, BarChart.Draw(text, [.. known.Select(server => new ChartValue(server.Server, server.ResponseP95Ms is { } ms ? Math.Round(ms, ms < 10 ? 1 : 0) : null))], "ms"), [], bars)];
    }

    private static ReportSection OfHost(string? host, McpReport report, int most)
    {
        var (alerts, audits) = (report.Alerts.Where(alert => host is null || alert.Host == host).ToList(), report.Audits.Where(area => host is null || area.Host == host).ToList());
        return new ReportSection($"The host {host}".TrimEnd(), 2, [.. alerts.Count == 0 ? [] : new[] { ServerSections.Alerts(alerts, most) }, .. audits.Count == 0 ? [] : new[] { ServerSections.Audits(audits, most) }]);
    }

    private static IEnumerable<string> Method(string time) =>
    [
        $"All figures are of the time from {time}, in the zone of the host that made the report, unless something else is written beside them.",
        "Availability is the share of the samples of the watch in which the server worked (Healthy or Degraded). Where there is no sample nothing is known: that time is neither good nor bad, and is written as unknown.",
        "Response time is the figure 'response' of the watch: until the list of tools was read, of stdio the list alone. Percentiles of months that are closed are at most 2 % off.",
        "Targets are judged over the time of the report. Findings are those of the last audit, backups and duties those that stand when the report is made.",
    ];

    private static IEnumerable<string> More(int count) => count > MostRows ? [$"and {count - MostRows} more"] : [];
}
