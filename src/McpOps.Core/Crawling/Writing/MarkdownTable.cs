using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using McpOps.Crawling.Extraction;

namespace McpOps.Crawling.Writing;

/// <summary>Writes a table of data; a table that only lays out the page is none.</summary>
internal static class MarkdownTable
{
    private const int MostColumns = 64;
    private const int MostRowSpan = 1000;

    /// <summary>The table, or null when it should be written as blocks.</summary>
    public static string? Write(PageTree tree, PageNode table, Uri? baseUri, Footnotes footnotes)
    {
        if (!IsData(tree, table))
        {
            return null;
        }

        var grid = Grid(tree, table, baseUri, footnotes, out var headed);
        var columns = grid.Count == 0 ? 0 : grid.Max(row => row.Count);
        if (columns == 0)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var caption in tree.Children(table).Where(child => child.Tag is Tag.Caption))
        {
            text.Append(InlineText.Of(tree, caption, baseUri, footnotes, " ", plain: false)).Append("\n\n");
        }

        // GitHub's tables must have a head: one without gets an empty one rather than a false one.
        AppendRow(text, headed ? grid[0] : [], columns);
        text.Append('\n').Append('|').Insert(text.Length, " --- |", columns);
        foreach (var row in headed ? grid.Skip(1) : grid)
        {
            tree.Work.Written(text.Length);
            text.Append('\n');
            AppendRow(text, row, columns);
        }

        return text.ToString();
    }

    // Rows of at least two columns, and no block in a cell that needs more than a line of its own.
    private static bool IsData(PageTree tree, PageNode table)
    {
        var rows = 0;
        var widest = 0;
        var cells = 0;
        foreach (var node in tree.Below(table))
        {
            if (node.Tag is Tag.Table or Tag.Pre or Tag.Heading or Tag.Quote or Tag.Article or Tag.Details or Tag.Rule)
            {
                return false;
            }

            if (node.Tag is Tag.Row)
            {
                rows++;
                cells = 0;
            }
            else if (node.Tag is Tag.Cell)
            {
                widest = Math.Max(widest, ++cells);
            }
        }

        return rows > 0 && widest > 1;
    }

    private static List<List<string>> Grid(PageTree tree, PageNode table, Uri? baseUri, Footnotes footnotes, out bool headed)
    {
        var grid = new List<List<string>>();
        var spans = new int[MostColumns];
        headed = false;
        foreach (var row in tree.Below(table).Where(node => node.Tag is Tag.Row))
        {
            var line = new List<string>();
            var beyond = new StringBuilder();
            var heads = true;
            foreach (var cell in tree.Children(row).Where(child => child.Tag is Tag.Cell))
            {
                SkipSpanned(line, spans);
                heads &= cell.Element!.LocalName == "th";
                var text = InlineText.Of(tree, cell, baseUri, footnotes, InlineText.CellBreak, plain: false);
                var width = Math.Min(Span(cell.Element!, "colspan", MostColumns), MostColumns - line.Count);
                for (var column = 0; column < width; column++)
                {
                    spans[line.Count] = Span(cell.Element!, "rowspan", MostRowSpan) - 1;
                    line.Add(column == 0 ? text : "");
                }

                // What stands beyond the last column that is written is added to it: no word is lost.
                if (width <= 0 && text.Length > 0)
                {
                    beyond.Append(' ').Append(text);
                }
            }

            if (beyond.Length > 0)
            {
                line[^1] += beyond.ToString();
            }

            SkipSpanned(line, spans);
            headed |= grid.Count == 0 && line.Count > 0 && (heads || IsInHead(row));
            if (line.Exists(text => text.Length > 0))
            {
                grid.Add(line);
            }
        }

        return grid;
    }

    private static void SkipSpanned(List<string> line, int[] spans)
    {
        while (line.Count < MostColumns && spans[line.Count] > 0)
        {
            spans[line.Count]--;
            line.Add("");
        }
    }

    private static bool IsInHead(PageNode row) => row.Parent?.Element?.LocalName == "thead";

    private static int Span(IElement cell, string name, int most) =>
        int.TryParse(cell.GetAttribute(name), CultureInfo.InvariantCulture, out var span) ? Math.Clamp(span, 1, most) : 1;

    private static void AppendRow(StringBuilder text, List<string> cells, int columns)
    {
        text.Append('|');
        for (var column = 0; column < columns; column++)
        {
            text.Append(' ').Append(column < cells.Count ? cells[column] : "").Append(" |");
        }
    }
}
