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

    /// <summary>Adds verdict, changes and what needs a person.</summary>
    public static McpReport Judge(McpReport report)
    {
        var actions = ReportActions.Of(report);
        var shown = report.Shown();
        var blind = report.Servers.Where(server => server.Samples == 0).Select(server => server.Server).ToList();
        var status = actions.Any(action => action.Severity is not AlertSeverity.Information) ? ReportStatus.Attention : blind.Count > 0 || report.Servers.Count == 0 ? ReportStatus.Unknown : ReportStatus.Good;
        return report with { Actions = actions, Changes = [.. shown.Servers.SelectMany(Changes)], Status = status, Verdict = Verdict(shown, actions, blind) };
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
            : $"{Count(known.Count, "server")} worked in {Percent(known.Average(server => server.AvailabilityPercent!.Value))} of their samples on average, '{worst.Server}' the least with {Percent(worst.AvailabilityPercent!.Value)}";
        var unknown = blind.Count > 0 && known.Count > 0 ? $"; of {Count(blind.Count, "more server", "more servers")} nothing is known" : "";
        var gaps = known.Count > 0 && known.Average(server => server.UnknownPercent) is var share and >= WorthAWordOfGaps ? $" (of {Percent(Math.Round(share, 1))} of the time nothing is known)" : "";
        var urgent = actions.Count(action => action.Severity is AlertSeverity.Critical);
        var open = actions.Count(action => action.Severity is AlertSeverity.Warning);
        var work = urgent + open == 0 ? "nothing needs a person"
            : $"{Count(urgent + open, "thing")} {(urgent + open == 1 ? "needs" : "need")} a person{(urgent > 0 ? $", {urgent.ToString(CultureInfo.InvariantCulture)} of them now" : "")}";
        return $"{worked}{gaps}{unknown}; {work}.";
    }

    private static IEnumerable<string> Changes(McpServerReport server)
    {
        if (server is { AvailabilityPercent: { } now, AvailabilityBefore: { } before } && Math.Abs(now - before) >= WorthAWord)
        {
            yield return $"'{server.Server}' worked in {Percent(now)} of its samples; in the time before in {Percent(before)}.";
        }

        if (server is { ResponseP95Ms: { } slow, ResponseP95Before: { } fast } && Math.Abs(slow - fast) >= SlowerByMs && Math.Max(slow, fast) >= SlowerByFactor * Math.Min(slow, fast))
        {
            yield return $"'{server.Server}' took {(slow > fast ? "longer" : "less")}: {Number(slow)} ms at the 95th percentile, {Number(fast)} ms in the time before.";
        }

        foreach (var error in server.Errors.Where(error => error.IsNew))
        {
            yield return $"'{server.Server}' has an error that was not there before, {Number(error.Count)} times: {error.Template}";
        }

        if (server is { Samples: > 0, AvailabilityBefore: null })
        {
            yield return $"'{server.Server}' has no samples of the time before: it is new here, or was not watched.";
        }
    }

    private static string Count(int count, string one, string? many = null) => $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? one : many ?? one + "s")}";

    private static string Percent(double value) => $"{value.ToString("0.###", CultureInfo.InvariantCulture)} %";

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
