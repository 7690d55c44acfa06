using System.Text;

namespace McpOps.Reporting;

/// <summary>A report as Markdown, which is also its text for a terminal and for a mail.</summary>
internal static class MarkdownReport
{
    private const string Special = "\\`*_{}[]<>#|!~&";

    /// <summary>Writes it.</summary>
    public static string Write(ReportDocument report)
    {
        var text = new StringBuilder().Append("# ").AppendLine(Escape(report.Title)).AppendLine().AppendLine(Escape(report.Subtitle)).AppendLine()
            .Append("**").Append(Escape(report.Status)).Append(":** ").AppendLine(Escape(report.Verdict));
        foreach (var section in report.Sections)
        {
            text.AppendLine().Append('#', section.Level).Append(' ').AppendLine(Escape(section.Heading)).AppendLine();
            foreach (var block in section.Blocks)
            {
                Append(text, block);
            }
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Append(StringBuilder text, ReportBlock block)
    {
        switch (block)
        {
            case ReportText paragraph:
                text.AppendLine(Escape(paragraph.Text));
                break;
            case ReportPoints points:
                points.Points.ToList().ForEach(point => text.Append("- ").AppendLine(Escape(point)));
                break;
            case ReportTable table:
                Append(text, table);
                break;
            case ReportPicture { Table.Rows.Count: > 0 } picture:
                text.Append(Escape(picture.Text.Title)).Append(". ").AppendLine(Escape(picture.Text.Description)).AppendLine();
                Append(text, picture.Table);
                break;
        }
    }

    private static void Append(StringBuilder text, ReportTable table)
    {
        text.Append("| ").AppendJoin(" | ", table.Heads.Select(Escape)).AppendLine(" |").Append('|').Insert(text.Length, "---|", table.Heads.Count).AppendLine();
        foreach (var row in table.Rows)
        {
            text.Append("| ").AppendJoin(" | ", row.Select(Cell)).AppendLine(" |");
        }

        if (table.More > 0)
        {
            text.AppendLine().Append("and ").Append(table.More).AppendLine(" more");
        }

        text.AppendLine();
    }

    // A pipe within code ends the cell all the same, so code is escaped like the rest where it holds one.
    private static string Cell(ReportCell cell) => !cell.IsCode ? ReportWords.Mark(cell.Tone) + Escape(cell.Text) : cell.Also is { } also ? $"{Code(cell.Text)} or {Code(also)}" : Code(cell.Text);

    private static string Code(string text) => Visible.Of(text) is var plain && plain.AsSpan().IndexOfAny("`|\\\r\n") < 0 ? $"`{plain}`" : Escape(text);

    /// <summary>Text that Markdown, and HTML in it, leave as it is.</summary>
    internal static string Escape(string text)
    {
        var plain = Visible.Of(text).ReplaceLineEndings(" ").Replace('\t', ' ');
        var clean = new StringBuilder(plain.Length + 16);
        foreach (var letter in plain)
        {
            (Special.Contains(letter, StringComparison.Ordinal) ? clean.Append('\\') : clean).Append(letter);
        }

        return clean.ToString();
    }
}
