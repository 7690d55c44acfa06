using System.Globalization;
using McpOps.Charts;
using McpOps.Monitoring;

namespace McpOps.Reporting;

/// <summary>What a report says of one server.</summary>
internal static class ServerSections
{
    private const int MostFigures = 50;

    /// <summary>Its section.</summary>
    public static IEnumerable<ReportSection> Of(McpServerReport server, McpReport report, int most)
    {
        var blocks = new List<ReportBlock> { Figures(server, report) };
        if (server.Samples > 0)
        {
            blocks.AddRange(Pictures(server, (report.To - report.From).TotalDays > 8));
        }

        if (server.LogRows.Count > 0)
        {
            blocks.Add(new ReportTable($"Logs of {server.Server} by time", ["From", "Entries", "Requests", "Errors", "Error rate", "Mean", "p95"], [.. server.LogRows.Select(row => (IReadOnlyList<ReportCell>)
                [ReportWords.Time(row.Start), ReportWords.Count(row.Entries), server.LogRequests is > 0 ? ReportWords.Count(row.Requests) : "", ReportWords.Count(row.Errors), Told(row.ErrorRatePercent, ReportWords.Percent), Told(row.LatencyMeanMs, ReportWords.Ms), Told(row.LatencyP95Ms, ReportWords.Ms)])], MostInMail: MostFigures));
        }

        if (server.Alerts.Count > 0)
        {
            blocks.Add(Alerts(server.Alerts, most));
        }

        if (server.Errors.Count > 0)
        {
            blocks.Add(DocumentBuilder.Capped("Errors in the logs, by template", ["Count", "Error", "First", "Last", "New"], [.. server.Errors.Select(error => (IReadOnlyList<ReportCell>)
                [ReportWords.Count(error.Count), ReportWords.Cut(error.Template), ReportWords.Time(error.First), ReportWords.Time(error.Last), error.IsNew ? "new" : ""])], most));
        }

        if (server.Audits.Count > 0)
        {
            blocks.Add(Audits(server.Audits, most));
        }

        if (server.Duties.Count > 0)
        {
            blocks.Add(DocumentBuilder.Capped("Duties", ["Plan", "Due", "Begun last", "Came to"], [.. server.Duties.Select(duty => (IReadOnlyList<ReportCell>)
                [duty.Plan, duty.At ?? "by hand", ReportWords.Time(duty.LastRun), duty.Late ? new("late", ChartTone.Bad) : new(duty.Outcome ?? ReportWords.Unknown, duty.Outcome switch { null => ChartTone.Unknown, "Failed" or "Interrupted" => ChartTone.Bad, _ => ChartTone.Good })])], most));
        }

        yield return new ReportSection(server.Server, 3, blocks);
    }

    /// <summary>What fired.</summary>
    public static ReportTable Alerts(IReadOnlyList<McpAlert> alerts, int most) => DocumentBuilder.Capped("What fired", ["Rule", "Severity", "Since", "Until", "What"],
        [.. alerts.Select(alert => (IReadOnlyList<ReportCell>)[alert.Rule, new(alert.Severity, ReportWords.Severity(alert.Severity)), ReportWords.Time(alert.Since), alert.Until is null ? "lasts" : ReportWords.Time(alert.Until), ReportWords.Cut(alert.Message)])], most);

    /// <summary>What the last audits found.</summary>
    public static ReportTable Audits(IReadOnlyList<McpReportAudit> audits, int most) => DocumentBuilder.Capped("Open findings of the last audit", ["Area", "Looked at", "Critical", "High", "Others", "Not checked", "Worst"],
        [.. audits.Select(area => (IReadOnlyList<ReportCell>)
        [
            area.Area, ReportWords.Time(area.At), new(ReportWords.Count(area.Critical), area.Critical > 0 ? ChartTone.Bad : ChartTone.Plain), new(ReportWords.Count(area.High), area.High > 0 ? ChartTone.Warning : ChartTone.Plain),
            ReportWords.Count(area.Others), ReportWords.Count(area.NotChecked), ReportWords.Cut(area.Worst ?? ""),
        ])], most);

    // What the logs do not tell is no gap in the watch.
    private static string Told(double? value, Func<double?, string> read) => value is null ? "" : read(value);

    private static ReportTable Figures(McpServerReport server, McpReport report) => DocumentBuilder.Capped($"Figures of {server.Server}", ["Figure", "Value", "Source"],
        [.. ReportFigures.Of(server, report).Select(figure => (IReadOnlyList<ReportCell>)[figure.Name, new(figure.Text, figure.Tone), figure.Source])], MostFigures) with { MostInMail = MostFigures };

    private static IEnumerable<ReportPicture> Pictures(McpServerReport server, bool days)
    {
        var cells = server.Stretches.Select(stretch => (Label: $"{ReportWords.Stretch(stretch, days)}: {ReportWords.Percent(stretch.AvailabilityPercent)}", Tone: ReportWords.Availability(stretch.AvailabilityPercent))).ToList();
        var numbers = new ReportTable($"Availability and response time of {server.Server}", ["From", "Samples", "Availability", "p50", "p95"], [.. server.Stretches.Select(stretch => (IReadOnlyList<ReportCell>)
            [ReportWords.Stretch(stretch, days), ReportWords.Count(stretch.Samples), ReportWords.Percent(stretch.AvailabilityPercent), ReportWords.Ms(stretch.ResponseP50Ms), ReportWords.Ms(stretch.ResponseP95Ms)])]);
        var bad = server.Stretches.Count(stretch => stretch.AvailabilityPercent < 100);
        var text = new ChartText($"Availability of {server.Server}", string.Create(CultureInfo.InvariantCulture,
            $"{server.Stretches.Count} stretches; in {bad} of them something failed, in {server.Stretches.Count(stretch => stretch.AvailabilityPercent is null)} nothing is known."));
        yield return new ReportPicture(text, HeatStrip.Draw(text, cells), cells, numbers);
        if (server.ResponseP95Ms is null)
        {
            yield break;
        }

        var line = new ChartText($"Response time of {server.Server}", $"The median, and the band up to the 95th percentile: {ReportWords.Ms(server.ResponseP50Ms)} and {ReportWords.Ms(server.ResponseP95Ms)} over all.");
        var values = server.Stretches.Select(stretch => new ChartValue(ReportWords.Stretch(stretch, days), stretch.ResponseP50Ms, stretch.ResponseP50Ms, stretch.ResponseP95Ms)).ToList();
        yield return new ReportPicture(line, LineChart.Draw(line, values, "ms"), [], numbers with { Rows = [] });
    }
}
