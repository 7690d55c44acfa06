namespace McpOps.Reporting;

/// <summary>Joins the reports of several hosts into one of them all.</summary>
public static class ReportMerge
{
    // Hosts that were asked at once make their reports of the last hour a moment apart.
    private static readonly TimeSpan AMoment = TimeSpan.FromMinutes(2);

    /// <summary>Joins. Of two reports of one host the newer counts; each server, target and finding says of which host it is, and each command goes there.</summary>
    /// <param name="reports">The reports, of one period; what an older version wrote says its host at its head only.</param>
    /// <exception cref="McpOpsException"><c>NothingToMerge</c>, or <c>ReportsDiffer</c>: they are of days and of weeks.</exception>
    public static McpReport Join(IReadOnlyList<McpReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        if (reports.Count == 0)
        {
            throw new McpOpsException("NothingToMerge", McpErrorCategory.InvalidArgument, "There is no report to merge.");
        }

        if (reports.Select(report => report.Period).Distinct(StringComparer.Ordinal).ToList() is { Count: > 1 } periods)
        {
            throw new McpOpsException("ReportsDiffer", McpErrorCategory.InvalidArgument, $"The reports are of different periods ({string.Join(", ", periods)}), and make no whole. Merge reports of the same period.");
        }

        var whole = reports.SelectMany(Single).GroupBy(report => report.Host, StringComparer.Ordinal).Select(same => same.MaxBy(report => report.MadeAt)!).OrderBy(report => report.Host, StringComparer.Ordinal).ToList();
        var (from, to) = (whole.Min(report => report.From), whole.Max(report => report.To));
        return ReportJudge.Judge(whole[0] with
        {
            Host = string.Join(", ", whole.Select(report => report.Host)),
            Hosts = [.. whole.Select(report => report.Host)],
            From = from,
            To = to,
            MadeAt = whole.Max(report => report.MadeAt),
            Objectives = [.. whole.SelectMany(report => report.Objectives)],
            Servers = [.. whole.SelectMany(report => report.Servers).OrderBy(server => server.Server, StringComparer.Ordinal).ThenBy(server => server.Host, StringComparer.Ordinal)],
            Alerts = [.. whole.SelectMany(report => report.Alerts).DistinctBy(alert => (alert.Host, alert.Id)).OrderByDescending(alert => alert.Since).ThenBy(alert => alert.Host, StringComparer.Ordinal).ThenBy(alert => alert.Id, StringComparer.Ordinal)],
            Audits = [.. whole.SelectMany(report => report.Audits)],
            Limits = [.. whole.SelectMany(report => report.Limits.Select(limit => whole.Count == 1 ? limit : $"{report.Host}: {limit}")), .. whole.Where(report => report.From - from > AMoment || to - report.To > AMoment).Select(OtherTime)],
        });
    }

    /// <summary>Joins, and says what the whole does not know.</summary>
    /// <param name="reports">The reports.</param>
    /// <param name="context">Hears it.</param>
    /// <exception cref="McpOpsException"><c>NothingToMerge</c> or <c>ReportsDiffer</c>.</exception>
    public static McpReport Join(IReadOnlyList<McpReport> reports, EngineContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var whole = Join(reports);
        foreach (var limit in whole.Limits)
        {
            context.Warn("ReportIncomplete", limit);
        }

        return whole;
    }

    // One that is merged already is taken apart, so that reports of reports come to the same.
    private static IEnumerable<McpReport> Single(McpReport report) => report.Hosts.Count < 2 ? [Named(report)] : report.Hosts.Select(host => report with
    {
        Host = host,
        Hosts = [host],
        Objectives = [.. report.Objectives.Where(one => one.Host == host)],
        Servers = [.. report.Servers.Where(one => one.Host == host)],
        Alerts = [.. report.Alerts.Where(one => one.Host == host || (host == report.Hosts[0] && !report.Hosts.Contains(one.Host ?? host, StringComparer.Ordinal)))],
        Audits = [.. report.Audits.Where(one => one.Host == host)],
        Limits = [.. report.Limits.Where(limit => limit.StartsWith($"{host}: ", StringComparison.Ordinal)).Select(limit => limit[(host.Length + 2)..])],
    });

    // Where machines share a history a report tells of the others too.
    private static McpReport Named(McpReport report) => report with
    {
        Objectives = [.. report.Objectives.Select(one => one with { Host = report.Host })],
        Servers = [.. report.Servers.Select(one => one with { Host = report.Host })],
        Alerts = [.. report.Alerts.Select(one => one with { Host = one.Host ?? report.Host })],
        Audits = [.. report.Audits.Select(one => one with { Host = report.Host })],
    };

    private static string OtherTime(McpReport report) => $"{report.Host}: its report is of the time from {ReportWords.Time(report.From)} to {ReportWords.Time(report.To)}.";
}
