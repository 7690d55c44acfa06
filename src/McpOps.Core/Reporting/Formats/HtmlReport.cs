using System.Globalization;
using System.Text;
using McpOps.Charts;

namespace McpOps.Reporting;

/// <summary>A report as one page that needs nothing else: no script, no request. Light, dark and on paper.</summary>
internal static class HtmlReport
{
    private const string Style = """
        *{box-sizing:border-box}body{margin:0 auto;padding:1.5rem;max-width:70rem;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
        h1{font-size:1.5rem;margin:0}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--edge)}h3{font-size:1.05rem;margin:1.5rem 0 .5rem}
        .soft,caption,summary{color:var(--soft)}.verdict{font-size:1.1rem;padding:.75rem 1rem;border-left:.4rem solid var(--soft);background:var(--card)}
        .verdict.good{border-color:var(--good)}.verdict.warning{border-color:var(--warning)}.verdict.bad{border-color:var(--bad)}.verdict.unknown{border-color:var(--unknown);border-left-style:dashed}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:.5rem 0}caption{text-align:left;font-size:.85rem}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid var(--edge);overflow-wrap:break-word}th{font-weight:600}td{white-space:nowrap}td.text{white-space:normal;min-width:12rem}td.long{overflow-wrap:anywhere}
        td.good{color:var(--good)}td.warning{color:var(--warning)}td.bad{color:var(--bad);font-weight:600}td.unknown{color:var(--unknown);font-style:italic}.line-chart,.bar-chart{min-width:34rem}code{font:13px ui-monospace,monospace}td.code{min-width:17rem}td code{display:block}code+code{color:var(--soft)}figure{margin:1rem 0}figcaption{font-size:.85rem;color:var(--soft)}
        @media screen and (max-width:30rem){.todo thead{position:absolute;clip-path:inset(50%)}.todo tr{display:block;padding:.4rem 0;border-bottom:1px solid var(--edge)}.todo td{display:inline-block;min-width:0;border:0;padding:.1rem .6rem .1rem 0}.todo td.text,.todo td.code{display:block}}
        @media print{:root{--ground:#fff;--card:#fff;--text:#000;--soft:#444;--edge:#bbb;--good:#1a7f37;--warning:#8a5a00;--bad:#b3261e;--unknown:#57606a;--curve:#0a5cc2;--band:#0a5cc22e}body{padding:0;max-width:none;font-size:11pt}thead{display:table-header-group}tr,figure{break-inside:avoid}h2,h3{break-after:avoid}.scroll{overflow:visible}td.text,td.code{min-width:0}details:not([open]){display:none}.verdict{break-inside:avoid}*{print-color-adjust:exact}}
        """;

    // What a mail takes along, and a browser shows at once.
    private const int MostBytes = 1_000_000;
    private const int FewestRows = 5;

    // What is to be done is read on a telephone: there a row is a paragraph, and nothing of it lies beyond the edge.
    private const string Todo = " class=\"todo\"";

    /// <summary>Writes it; where the page would be too large with fewer rows in each table, and then with sections of fewer servers.</summary>
    public static string Write(McpReport report)
    {
        for (var (rows, servers) = (DocumentBuilder.MostRows, report.Servers.Count); ; (rows, servers) = rows > FewestRows ? (rows / 2, servers) : (rows, servers / 2))
        {
            var page = Write(DocumentBuilder.Of(report, rows, servers));
            if (servers == 0 || Encoding.UTF8.GetByteCount(page) <= MostBytes)
            {
                return page;
            }
        }
    }

    private static string Write(ReportDocument report)
    {
        var page = new StringBuilder(64 * 1024)
            .Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">")
            .Append(CultureInfo.InvariantCulture, $"<title>{Markup.Text(report.Title)}</title><style>{ChartStyle.Css}{Style}</style></head>\n<body><header><h1>{Markup.Text(report.Title)}</h1><p class=\"soft\">{Markup.Text(report.Subtitle)}</p></header>\n<main>")
            .Append(CultureInfo.InvariantCulture, $"<p class=\"verdict {HeatStrip.Word(report.Tone)}\"><strong>{Markup.Text(report.Status)}:</strong> {Markup.Text(report.Verdict)}</p>\n");
        foreach (var section in report.Sections)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h{section.Level}>{Markup.Text(section.Heading)}</h{section.Level}>\n");
            foreach (var block in section.Blocks)
            {
                Append(page, block);
            }
        }

        return page.Append("</main></body></html>\n").ToString();
    }

    private static void Append(StringBuilder page, ReportBlock block)
    {
        switch (block)
        {
            case ReportText text:
                page.Append(CultureInfo.InvariantCulture, $"<p>{Markup.Text(text.Text)}</p>\n");
                break;
            case ReportPoints points:
                page.Append("<ul>").AppendJoin("", points.Points.Select(point => $"<li>{Markup.Text(point)}</li>")).Append("</ul>\n");
                break;
            case ReportTable table:
                Append(page, table);
                break;
            case ReportPicture picture:
                page.Append(CultureInfo.InvariantCulture, $"<figure>{Scroll(picture.Text.Title)}{picture.Svg}</div><figcaption>{Markup.Text(picture.Text.Title)}. {Markup.Text(picture.Text.Description)}</figcaption>");
                if (picture.Table.Rows.Count > 0)
                {
                    page.Append("<details><summary>The numbers</summary>");
                    Append(page, picture.Table);
                    page.Append("</details>");
                }

                page.Append("</figure>\n");
                break;
            default:
                throw new NotSupportedException(block.GetType().Name);
        }
    }

    private static void Append(StringBuilder page, ReportTable table)
    {
        page.Append(CultureInfo.InvariantCulture, $"{Scroll(table.Caption)}<table{(table.Rows.Any(row => row.Any(cell => cell.IsCode)) ? Todo : "")}><caption>{Markup.Text(table.Caption)}</caption><thead><tr>")
            .AppendJoin("", table.Heads.Select(head => $"<th scope=\"col\">{Markup.Text(head)}</th>")).Append("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            page.Append("<tr>").AppendJoin("", row.Select(Cell)).Append("</tr>");
        }

        page.Append("</tbody></table></div>\n");
        if (table.More > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">and {table.More} more; all of them are in the report as JSON.</p>\n");
        }
    }

    // What is wider than the page is scrolled by itself; by the keyboard too. A region would be a landmark, and hundreds of them are none.
    private static string Scroll(string label) => $"<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{Markup.Text(label)}\">";

    private static string Cell(ReportCell cell)
    {
        var text = cell.IsCode ? $"<code>{Markup.Text(cell.Text)}</code>{(cell.Also is { } also ? $"<code>{Markup.Text(also)}</code>" : "")}" : ReportWords.Mark(cell.Tone) + Markup.Text(cell.Text);
        string[] kinds = [.. cell.IsCode ? new[] { "code" } : [], .. cell.Tone is ChartTone.Plain ? [] : new[] { HeatStrip.Word(cell.Tone) }, .. ReportWords.IsShort(cell.Text) ? [] : new[] { "text" }, .. ReportWords.HasLongWord(cell.Text) ? new[] { "long" } : []];
        return kinds.Length == 0 ? $"<td>{text}</td>" : $"<td class=\"{string.Join(' ', kinds)}\">{text}</td>";
    }
}
