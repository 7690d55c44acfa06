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
        var rows = records.Select(record => new Row<T>(record, [.. columns.Select(column => OneLine(ResultWriter.Text(column.Value(record))))])).ToList();
        var widths = new int[columns.Count];
        for (var index = 0; index < widths.Length; index++)
        {
            widths[index] = Longest(rows, index, columns[index].Title.Length);
        }

        if (console.TableWidth is { } fits)
        {
            Fit(rows, columns, widths, fits);
        }

        console.Out.WriteLine(Line(columns.Select((column, index) => Pad(column.Title, widths[index], column.Right))));
        console.Out.WriteLine(Line(columns.Select((_, index) => new string('-', Math.Min(widths[index], LongestRule)).PadRight(widths[index]))));
        foreach (var row in rows)
        {
            WriteRow(console, columns, row, widths);
        }
    }

    private static void WriteRow<T>(CliConsole console, IReadOnlyList<Column<T>> columns, Row<T> row, int[] widths)
    {
        var cells = row.Cells;
        var lines = columns.Select((column, index) => IsText(column) && widths[index] >= NarrowestWrapped ? TextWrap.Lines(cells[index], widths[index]) : [cells[index]]).ToList();
        for (var line = 0; lines.Exists(own => own.Count > line); line++)
        {
            console.Out.WriteLine(Line(columns.Select((column, index) => line < lines[index].Count
                ? console.Paint(Pad(lines[index][line], widths[index], column.Right), column.Color?.Invoke(row.Record)) : new string(' ', widths[index]))));
        }

        for (var index = 0; index < cells.Length; index++)
        {
            if (!IsText(columns[index]) || widths[index] >= NarrowestWrapped || cells[index].Length <= widths[index])
            {
                continue;
            }

            foreach (var line in TextWrap.Lines($"{columns[index].Title}: {cells[index]}", console.TableWidth!.Value - Indent.Length))
            {
                console.Out.WriteLine(Indent + line);
            }
        }
    }

    private static int Longest<T>(List<Row<T>> rows, int column, int least)
    {
        foreach (var row in rows)
        {
            least = Math.Max(least, row.Cells[column].Length);
        }

        return least;
    }

    private static void Fit<T>(List<Row<T>> rows, IReadOnlyList<Column<T>> columns, int[] widths, int fits)
    {
        var least = new int[widths.Length];
        for (var index = 0; index < widths.Length; index++)
        {
            widths[index] = Math.Min(fits, Cap(columns[index], widths[index]));
            least[index] = columns[index].Right ? Longest(rows, index, 1) : NarrowestText;
        }

        Shrink(widths, least, fits);
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

    // A class, and loops over it: LINQ over tuples is compiled anew in every run.
    private sealed record Row<T>(T Record, string[] Cells);
}
