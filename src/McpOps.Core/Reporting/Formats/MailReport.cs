using System.Globalization;
using System.Text;
using McpOps.Charts;

namespace McpOps.Reporting;

/// <summary>
/// A report as the body of a mail: styles beside each element, tables for layout, strips as coloured cells, no picture and no variable, for mail programs know no better. What is beyond the
/// bytes that they show is left to the report that is attached.
/// </summary>
internal static class MailReport
{
    private const int MostBytes = 60_000;
    private const string Edge = "border-bottom:1px solid #d0d7de";

    /// <summary>Writes it.</summary>
    public static string Write(ReportDocument report)
    {
        var mail = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Markup.Text(report.Title))
            .Append("</title></head><body style=\"margin:0;padding:16px;background:#ffffff;color:#1b1f24;font-family:Arial,sans-serif;font-size:15px\"><main><table role=\"presentation\" width=\"100%\" style=\"max-width:680px\"><tr><td style=\"word-break:break-word\">")
            .Append(CultureInfo.InvariantCulture, $"<h1 style=\"font-size:20px;margin:0\">{Markup.Text(report.Title)}</h1><p style=\"color:#57606a\">{Markup.Text(report.Subtitle)}</p>")
            .Append(CultureInfo.InvariantCulture, $"<p style=\"border-left:6px solid {Colour(report.Tone)};padding:8px 12px;background:#f6f8fa\"><strong>{Markup.Text(report.Status)}:</strong> {Markup.Text(report.Verdict)}</p>");
        var bytes = Encoding.UTF8.GetByteCount(mail.ToString());
        foreach (var section in report.Sections)
        {
            var part = new StringBuilder();
            part.Append(CultureInfo.InvariantCulture, $"<h{section.Level} style=\"font-size:{(section.Level == 2 ? 17 : 15)}px;margin:20px 0 4px\">{Markup.Text(section.Heading)}</h{section.Level}>");
            foreach (var block in section.Blocks)
            {
                Append(part, block);
            }

            // Of letters that take three bytes a mail holds a third as many.
            var text = part.ToString();
            bytes += Encoding.UTF8.GetByteCount(text);
            if (bytes > MostBytes)
            {
                mail.Append("<p style=\"color:#57606a\">The rest is in the attached report.</p>");
                break;
            }

            mail.Append(text);
        }

        return mail.Append("</td></tr></table></main></body></html>\n").ToString();
    }

    private static void Append(StringBuilder mail, ReportBlock block)
    {
        switch (block)
        {
            case ReportText text:
                mail.Append(CultureInfo.InvariantCulture, $"<p>{Markup.Text(text.Text)}</p>");
                break;
            case ReportPoints points:
                mail.Append("<ul>").AppendJoin("", points.Points.Select(point => $"<li>{Markup.Text(point)}</li>")).Append("</ul>");
                break;
            case ReportTable table:
                mail.Append("<table width=\"100%\" cellpadding=\"5\" style=\"border-collapse:collapse;font-size:13px\"><tr align=\"left\" valign=\"bottom\">").AppendJoin("", table.Heads.Select(head => $"<th scope=\"col\" style=\"{Edge};word-break:normal\">{Markup.Text(head)}</th>")).Append("</tr>");
                foreach (var row in table.Rows.Take(table.MostInMail))
                {
                    mail.Append("<tr valign=\"top\">").AppendJoin("", row.Select(cell => $"<td style=\"{Edge}{(cell.Tone is ChartTone.Plain ? "" : $";color:{Colour(cell.Tone)}")}{Wrap(cell.Text)}\">{Cell(cell)}</td>")).Append("</tr>");
                }

                mail.Append("</table>");
                if (table.More + Math.Max(0, table.Rows.Count - table.MostInMail) is > 0 and var more)
                {
                    mail.Append(CultureInfo.InvariantCulture, $"<p style=\"color:#57606a\">and {more} more</p>");
                }

                break;
            case ReportPicture { Cells.Count: > 0 } picture:
                mail.Append(CultureInfo.InvariantCulture, $"<p style=\"margin:8px 0 2px;color:#57606a;font-size:13px\">{Markup.Text(picture.Text.Title)}. {Markup.Text(picture.Text.Description)}</p><table role=\"presentation\" width=\"100%\" style=\"border-collapse:separate;border-spacing:1px\"><tr>")
                    .AppendJoin("", picture.Cells.Select(cell => $"<td title=\"{Markup.Text(cell.Label)}\" style=\"background:{Colour(cell.Tone)};color:#ffffff;font-size:10px;text-align:center\">{ReportWords.Mark(cell.Tone).Trim()}</td>")).Append("</tr></table>");
                break;
        }
    }

    private static string Cell(ReportCell cell) => cell.IsCode ? $"<code style=\"font-size:12px\">{Markup.Text(cell.Text)}</code>{(cell.Also is { } also ? $"<br><code style=\"font-size:12px;color:#57606a\">{Markup.Text(also)}</code>" : "")}"
        : ReportWords.Mark(cell.Tone) + Markup.Text(cell.Text);

    private static string Wrap(string text) => ReportWords.IsShort(text) ? ";white-space:nowrap" : ReportWords.HasLongWord(text) ? ";word-break:break-word" : "";

    private static string Colour(ChartTone tone) => tone switch { ChartTone.Good => "#1a7f37", ChartTone.Warning => "#8a5a00", ChartTone.Bad => "#b3261e", ChartTone.Unknown => "#57606a", _ => "#1b1f24" };
}
