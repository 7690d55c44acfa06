namespace McpOps.Cli.Output;

/// <summary>Writes a table that fits the terminal, or 120 columns where there is none.</summary>
internal static class TableWriter
{
    private const int NarrowestText = 8;

    public static void Write<T>(CliConsole console, IReadOnlyCollection<T> records, IReadOnlyList<Column<T>> columns)
    {
        var rows = records.Select(record => (Record: record, Cells: columns.Select(column => OneLine(ResultWriter.Text(column.Value(record)))).ToArray())).ToList();
        var widths = columns.Select((column, index) => Math.Min(console.Width, Cap(column, rows.Select(row => row.Cells[index].Length).Append(column.Title.Length).Max()))).ToArray();
        Shrink(widths, [.. columns.Select((column, index) => column.Right ? rows.Select(row => row.Cells[index].Length).Append(1).Max() : NarrowestText)], console.Width);

        console.Out.WriteLine(Line(columns.Select((column, index) => Pad(column.Title, widths[index], column.Right))));
        console.Out.WriteLine(Line(widths.Select(width => new string('-', width))));
        foreach (var (record, cells) in rows)
        {
            console.Out.WriteLine(Line(columns.Select((column, index) => console.Paint(Pad(cells[index], widths[index], column.Right), column.Color?.Invoke(record)))));
        }
    }

    private static int Cap<T>(Column<T> column, int width) => column.MaxWidth > 0 ? Math.Min(width, Math.Max(column.MaxWidth, column.Title.Length)) : width;

    // The widest column gives way until the line fits. A number is never cut, only what stands above it.
    private static void Shrink(int[] widths, int[] least, int width)
    {
        while (widths.Sum() + (2 * (widths.Length - 1)) > width)
        {
            var widest = Enumerable.Range(0, widths.Length).Where(index => widths[index] > least[index]).OrderByDescending(index => widths[index]).Append(-1).First();
            if (widest < 0)
            {
                return;
            }

            widths[widest]--;
        }
    }

    private static string Line(IEnumerable<string> cells) => string.Join("  ", cells).TrimEnd();

    private static string Pad(string text, int width, bool right)
    {
        var cut = text.Length <= width ? text : string.Concat(text.AsSpan(0, width - 1), "…");
        return right ? cut.PadLeft(width) : cut.PadRight(width);
    }

    /// <summary>A text in one line, without control characters and visible where it would turn the reading direction: it comes from servers that nobody vouches for.</summary>
    public static string OneLine(string text) => Visible.Of(text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)) : text);
}
