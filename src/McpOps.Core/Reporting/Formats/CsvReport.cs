using System.Globalization;
using System.Text;

namespace McpOps.Reporting;

/// <summary>The figures of a report, a line each, for a spreadsheet.</summary>
internal static class CsvReport
{
    /// <summary>Writes them.</summary>
    public static string Write(McpReport report)
    {
        var text = new StringBuilder("server,host,figure,value,unit,result,source,from,to\n");
        foreach (var (figure, host) in report.Servers.SelectMany(server => ReportFigures.Of(server, report).Select(figure => (Figure: figure, server.Host))))
        {
            Append(text, report, figure.Server, host, figure.Name, figure.Value, figure.Unit, "", figure.Source);
        }

        foreach (var objective in report.Objectives)
        {
            Append(text, report, objective.Server, objective.Host, objective.Objective, objective.Achieved, "%", ReportWords.Objective(objective.Status).Text, $"{objective.Metric}, target {ReportWords.Percent(objective.Target)}");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, McpReport report, string server, string? host, string figure, double? value, string unit, string result, string source) => text
        .AppendJoin(',', [Field(server), Field(host ?? report.Host), Field(figure), value?.ToString("R", CultureInfo.InvariantCulture) ?? "", Field(unit), Field(result), Field(source), report.From.ToString("O", CultureInfo.InvariantCulture), report.To.ToString("O", CultureInfo.InvariantCulture)]).Append('\n');

    private static string Field(string field) => CsvText.Field(Visible.Of(field));
}
