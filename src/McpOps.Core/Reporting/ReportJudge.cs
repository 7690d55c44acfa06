using System.Globalization;
using McpOps.Monitoring;

namespace McpOps.Reporting;

/// <summary>From what is known to a verdict.</summary>
internal static class ReportJudge
{
    private const double WorthAWord = 0.1;
    private const double WorthAWordOfGaps = 1;
    private const double SlowerByFactor = 1.25;
    private const double SlowerByMs = 20;
    private const int MostNamed = 5;
    private const string AnswersWell = "Healthy";

    /// <summary>Adds verdict, changes and what needs a person.</summary>
    public static McpReport Judge(McpReport report)
    {
        var actions = ReportActions.Of(report);
        var shown = report.Shown();
        var blind = report.Servers.Where(server => server.Samples == 0).Select(server => server.Server).ToList();
        var status = actions.Any(action => action.Severity is not AlertSeverity.Information) ? ReportStatus.Attention : blind.Count > 0 || report.Servers.Count == 0 ? ReportStatus.Unknown : ReportStatus.Good;
        return report with { Actions = actions, Changes = [.. Changes(shown.Servers)], Status = status, Verdict = Verdict(shown, actions, blind) };
    }

    private static string Verdict(McpReport report, IReadOnlyList<McpReportAction> actions, IReadOnlyList<string> blind)
    {
        if (report.Servers.Count == 0)
        {
            return "There is no server to report on.";
        }

        var known = report.Servers.Where(server => server.AvailabilityPercent is not null).ToList();
        var worst = known.MinBy(server => server.AvailabilityPercent);
        var worked = worst is null ? "Nothing is known of any server in this time"
            : known.Count == 1 ? $"'{worst.Server}' worked in {Percent(worst.AvailabilityPercent!.Value)} of its samples"
            : worst.AvailabilityPercent >= 100 ? $"{Count(known.Count, "server")} worked in every sample"
            : $"{Count(known.Count, "server")} worked in {Percent(known.Average(server => server.AvailabilityPercent!.Value))} of their samples on average, '{worst.Server}'{(known.Count(server => server.AvailabilityPercent == worst.AvailabilityPercent) - 1 is > 0 and var more ? $" and {more} more" : "")} the least with {Percent(worst.AvailabilityPercent!.Value)}";
        var unknown = blind.Count > 0 && known.Count > 0 ? $"; of {Count(blind.Count, "more server", "more servers")} nothing is known" : "";
        var gaps = known.Count > 0 && known.Average(server => server.UnknownPercent) is var share and >= WorthAWordOfGaps ? $" (of {Percent(share)} of the time nothing is known)" : "";
        var urgent = actions.Count(action => action.Severity is AlertSeverity.Critical);
        var open = actions.Count(action => action.Severity is AlertSeverity.Warning);
        var work = urgent + open == 0 ? "nothing needs a person"
            : $"{Count(urgent + open, "thing")} {(urgent + open == 1 ? "needs" : "need")} a person{(urgent == 0 ? "" : open == 0 ? " now" : $", {urgent.ToString(CultureInfo.InvariantCulture)} of them now")}";
        // One that answers well is ill of something else, such as its certificate, and not down.
        var down = report.Servers.Where(server => server.Alerts.Any(alert => alert is { Rule: "health", Until: null, Muted: null, Severity: AlertSeverity.Critical, Verdict: not AnswersWell })).ToLookup(server => server.UnwatchedSince is null, server => server.Server);
        var now = Named("; ", [.. down[true]], " is down", " are down") + Named("; ", [.. down[false]], " was down when it was looked at last", " were down when they were looked at last");
        var silent = ReportActions.Silent(report) is var hosts && hosts.Count == 1 ? $"; of host '{hosts[0]}' nothing is known" : Named("; of hosts ", hosts, "", " nothing is known");
        return $"{worked}{gaps}{unknown}{silent}{now}; {work}.";
    }

    private static string Named(string before, IReadOnlyList<string> names, string one, string many) => names.Count == 0 ? ""
        : $"{before}{string.Join(", ", names.Take(MostNamed).Select(name => $"'{name}'"))}{(names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "")}{(names.Count == 1 ? one : many)}";

    // The gravest first: of many servers an owner reads the first lines.
    private static IEnumerable<string> Changes(IReadOnlyList<McpServerReport> servers)
    {
        foreach (var server in servers.Where(server => Math.Abs(Difference(server)) >= WorthAWord).OrderBy(Difference))
        {
            yield return $"'{server.Server}' worked in {Percent(server.AvailabilityPercent!.Value)} of its samples; in the time before in {Percent(server.AvailabilityBefore!.Value)}.";
        }

        foreach (var change in servers.SelectMany(Errors).Concat(servers.SelectMany(Response)))
        {
            yield return change;
        }

        var fresh = servers.Where(server => server is { Samples: > 0, AvailabilityBefore: null }).Select(server => $"'{server.Server}'").ToList();
        if (fresh.Count > 0)
        {
            var (has, them) = fresh.Count == 1 ? ("has", "it is") : ("have", "they are");
            yield return $"{string.Join(", ", fresh.Take(MostNamed))}{(fresh.Count > MostNamed ? $" and {Count(fresh.Count - MostNamed, "more server")}" : "")} {has} no samples, or too few, of the time before: {them} new here, or {(fresh.Count == 1 ? "was" : "were")} not watched.";
        }
    }

    private static double Difference(McpServerReport server) => server is { AvailabilityPercent: { } now, AvailabilityBefore: { } before } ? now - before : 0;

    private static IEnumerable<string> Response(McpServerReport server)
    {
        if (server is { ResponseP95Ms: { } slow, ResponseP95Before: { } fast } && Math.Abs(slow - fast) >= SlowerByMs && Math.Max(slow, fast) >= SlowerByFactor * Math.Min(slow, fast))
        {
            yield return $"'{server.Server}' was {(slow > fast ? "slower" : "faster")}: 95 % of its responses within {ReportWords.Ms(slow)}; in the time before within {ReportWords.Ms(fast)}.";
        }
    }

    private static IEnumerable<string> Errors(McpServerReport server) => server.Errors.Where(error => error.IsNew)
        .Select(error => $"'{server.Server}' has an error that was not there before, {(error.Count == 1 ? "once" : $"{ReportWords.Count(error.Count)} times")}: {error.Template}");

    private static string Count(int count, string one, string? many = null) => $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? one : many ?? one + "s")}";

    private static string Percent(double value) => ShareText.Of(value);
}
