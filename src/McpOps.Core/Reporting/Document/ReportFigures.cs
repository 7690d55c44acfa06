using System.Globalization;
using McpOps.Backups;
using McpOps.Capacity;
using McpOps.Charts;

namespace McpOps.Reporting;

/// <summary>A figure of a report, with where it is from.</summary>
/// <param name="Server">The server.</param>
/// <param name="Name">What it is.</param>
/// <param name="Value">The number; null where it is none, or not known.</param>
/// <param name="Unit">Its unit; empty for none.</param>
/// <param name="Text">As a reader reads it.</param>
/// <param name="Source">Where it is from.</param>
/// <param name="Tone">How good it is.</param>
internal sealed record ReportFigure(string Server, string Name, double? Value, string Unit, string Text, string Source, ChartTone Tone = ChartTone.Plain);

/// <summary>The figures of a server, each with its source.</summary>
internal static class ReportFigures
{
    /// <summary>All that there are.</summary>
    public static IEnumerable<ReportFigure> Of(McpServerReport server, McpReport report)
    {
        var samples = $"history, {ReportWords.Count(server.Samples)} of {ReportWords.Count(server.Expected)} samples";
        yield return new(server.Server, "Availability", server.AvailabilityPercent, "%", Beside(ReportWords.Percent(server.AvailabilityPercent), server.AvailabilityBefore is null ? null : ReportWords.Percent(server.AvailabilityBefore)), samples, ReportWords.Availability(server.AvailabilityPercent));
        yield return new(server.Server, "Downtime", server.DowntimeSeconds, "s", ReportWords.Down(server.DowntimeSeconds), samples);
        yield return new(server.Server, "Unknown time", server.UnknownPercent, "%", ReportWords.Percent(server.UnknownPercent), samples);
        if (server.MaintenancePercent > 0)
        {
            yield return new(server.Server, "Maintenance", server.MaintenancePercent, "%", $"{ReportWords.Percent(server.MaintenancePercent)}, left out", "history, samples of a maintenance window");
        }

        yield return new(server.Server, "Response, median", server.ResponseP50Ms, "ms", ReportWords.Ms(server.ResponseP50Ms), "history, response of the probes");
        yield return new(server.Server, "Response, 95 % within", server.ResponseP95Ms, "ms", Beside(ReportWords.Ms(server.ResponseP95Ms), server.ResponseP95Before is null ? null : ReportWords.Ms(server.ResponseP95Before)), "history, response of the probes");
        yield return new(server.Server, "Alerts", server.Alerts.Count(alert => alert.Muted is null), "", ReportWords.Count(server.Alerts.Count(alert => alert.Muted is null)), "alerts of the watch that were on in this time, of any rule; not those that were held back");
        if (server.LogEntries is not null)
        {
            yield return new(server.Server, "Log errors", server.LogErrors, "", $"{ReportWords.Count(server.LogErrors)} of {ReportWords.Count(server.LogEntries)} entries", Logs(server));
        }

        foreach (var figure in Requests(server, report).Concat(Backup(server, report)).Concat(Measured(server)).Concat(Ahead(server)))
        {
            yield return figure;
        }
    }

    private static IEnumerable<ReportFigure> Requests(McpServerReport server, McpReport report)
    {
        if (server.LogRequests is > 0 and var requests)
        {
            yield return new(server.Server, "Requests in the logs", requests, "", $"{ReportWords.Count(requests)}, {ReportWords.Count((long)Math.Round(requests / (report.To - report.From).TotalDays))} a day", Logs(server));
        }

        if (server.LogErrorRatePercent is { } rate)
        {
            yield return new(server.Server, "Error rate in the logs", rate, "%", ReportWords.Percent(rate), Logs(server));
        }

        if (server.LogMeanMs is { } mean)
        {
            yield return new(server.Server, "Response in the logs", mean, "ms", $"{ReportWords.Ms(mean)} on average, 95 % within {ReportWords.Ms(server.LogP95Ms)}, at most {ReportWords.Ms(server.LogMaxMs)}", Logs(server));
        }
    }

    private static IEnumerable<ReportFigure> Measured(McpServerReport server) => server.Figures.Select(figure =>
    {
        string Read(double? value) => ReportWords.Measured(value, figure.Unit);
        string Again(double? value) => ReportWords.Again(value, figure.Unit);
        var range = figure.Least == figure.Most ? "" : $", {Again(figure.Least)} to {Again(figure.Most)}, last {Again(figure.Last)}";
        return new ReportFigure(server.Server, figure.Name, figure.Mean, figure.Unit ?? "", Beside($"{(figure.Sum is { } sum ? $"{Read(sum)} in all, " : "")}{Read(figure.Mean)}{(range.Length > 0 || figure.Sum is not null ? " on average" : "")}{range}", figure.Before is null ? null : Again(figure.Before)),
            $"history, {ReportWords.Count(figure.Samples)} {(figure.Samples == 1 ? "sample" : "samples")}");
    });

    private static IEnumerable<ReportFigure> Backup(McpServerReport server, McpReport report)
    {
        if (server.Backups is not { } made)
        {
            yield break;
        }

        yield return new(server.Server, "Backups made", made, "", ReportWords.Count(made), "its store, in this time");
        if (server.BackupsKept is { } kept)
        {
            yield return new(server.Server, "Backups kept", kept, "", ReportWords.Count(kept), "its store, when the report was made");
        }

        if (server.Backup is not { } newest)
        {
            yield return new(server.Server, "Newest backup", null, "", "none", "its store", ChartTone.Bad);
            yield break;
        }

        var tone = newest.Status is BackupStatus.Damaged || newest.Verified is VerificationStatus.Damaged ? ChartTone.Bad : newest.Status is BackupStatus.Complete ? ChartTone.Good : ChartTone.Warning;
        var age = (report.MadeAt - newest.CreatedAt).TotalHours;
        yield return new(server.Server, "Newest backup", Math.Round(age, 1), "h", $"{newest.Id}, {newest.Status}, {ReportWords.Number(age)} h old, verified {ReportWords.Time(newest.VerifiedAt)}", "its store, when the report was made", tone);
    }

    private static IEnumerable<ReportFigure> Ahead(McpServerReport server)
    {
        foreach (var (name, days) in server.Certificates)
        {
            yield return new(server.Server, name, days, "days", $"{days.ToString("0", CultureInfo.InvariantCulture)} days left", "history, its last sample in this time", days < 7 ? ChartTone.Bad : days < 21 ? ChartTone.Warning : ChartTone.Good);
        }

        // What has too few values says nothing yet.
        foreach (var forecast in server.Forecasts.Where(forecast => forecast.Trend is not ForecastTrend.TooLittleData))
        {
            yield return new(server.Server, $"{forecast.Metric} ahead", forecast.Level is { } level ? Math.Round(level, 2) : null, "", ReportWords.Cut(forecast.Message), "history of 60 days, its trend",
                forecast.WithinHorizon ? ChartTone.Warning : ChartTone.Plain);
        }
    }

    private static string Logs(McpServerReport server) => server.LogFiles is { } files ? $"its logs in this time, {ReportWords.Count(files)} {(files == 1 ? "file" : "files")}" : "its logs in this time";

    private static string Beside(string now, string? before) => before is null ? now : $"{now} (before: {before})";
}
