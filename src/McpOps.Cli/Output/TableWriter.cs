namespace McpOps.Cli.Output;

/// <summary>Writes a table: on a terminal one that fits, its texts wrapped; in a file or a pipe a whole one, for nobody can widen it there.</summary>
internal static class TableWriter
{
    private const int NarrowestText = 8;

    // A text in fewer characters is easier to read in lines of its own.
    private const int NarrowestWrapped = 24;
    private const int LongestRule = 120;
    private const string Indent = "  ";

    public static void Write<T>(CliConsole console, IReadOnlyCollection<T> records, IReadOnlyList<Column<T>> columns)
    {
        var rows = records.Select(record => (Record: record, Cells: columns.Select(column => OneLine(ResultWriter.Text(column.Value(record)))).ToArray())).ToList();
        var widths = columns.Select((column, index) => rows.Select(row => row.Cells[index].Length).Append(column.Title.Length).Max()).ToArray();
        if (console.TableWidth is { } fits)
        {
            widths = [.. columns.Select((column, index) => Math.Min(fits, Cap(column, widths[index])))];
            Shrink(widths, [.. columns.Select((column, index) => column.Right ? rows.Select(row => row.Cells[index].Length).Append(1).Max() : NarrowestText)], fits);
        }

        console.Out.WriteLine(Line(columns.Select((column, index) => Pad(column.Title, widths[index], column.Right))));
        console.Out.WriteLine(Line(widths.Select(width => new string('-', Math.Min(width, LongestRule)).PadRight(width))));
        foreach (var (record, cells) in rows)
        {
            WriteRow(console, columns, record, cells, widths);
        }
    }

    private static void WriteRow<T>(CliConsole console, IReadOnlyList<Column<T>> columns, T record, string[] cells, int[] widths)
    {
        var lines = columns.Select((column, index) => IsText(column) && widths[index] >= NarrowestWrapped ? TextWrap.Lines(cells[index], widths[index]) : [cells[index]]).ToList();
        for (var line = 0; line < lines.Max(own => own.Count); line++)
        {
            console.Out.WriteLine(Line(columns.Select((column, index) => line < lines[index].Count
                ? console.Paint(Pad(lines[index][line], widths[index], column.Right), column.Color?.Invoke(record)) : new string(' ', widths[index]))));
        }

        foreach (var (column, cell) in columns.Select((column, index) => (column, index)).Where(one => IsText(one.column) && widths[one.index] < NarrowestWrapped && cells[one.index].Length > widths[one.index]).Select(one => (one.column, cells[one.index])))
        {
            foreach (var line in TextWrap.Lines($"{column.Title}: {cell}", console.TableWidth!.Value - Indent.Length))
            {
                console.Out.WriteLine(Indent + line);
            }
        }
    }

    // What may be as long as it likes is shown whole; a name has its bound.
    private static bool IsText<T>(Column<T> column) => column is { Right: false, MaxWidth: 0 };

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
