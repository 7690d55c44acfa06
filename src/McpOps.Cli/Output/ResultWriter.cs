using System.Globalization;

namespace McpOps.Cli.Output;

/// <summary>Writes records in the format that was asked for, each as soon as the format allows.</summary>
internal static class ResultWriter
{
    /// <summary>Writes one record: as one JSON object, or as a table of one row.</summary>
    public static void WriteOne<T>(CliConsole console, OutputFormat format, T record, IReadOnlyList<Column<T>> columns)
    {
        if (format is OutputFormat.Json)
        {
            console.Out.WriteLine(JsonText.Pretty(record));
            return;
        }

        WriteAll(console, format, [record], columns);
    }

    /// <summary>Writes many records: JSON as one array, NDJSON and CSV a line each, a table when all are there.</summary>
    public static void WriteAll<T>(CliConsole console, OutputFormat format, IReadOnlyCollection<T> records, IReadOnlyList<Column<T>> columns)
    {
        switch (format)
        {
            case OutputFormat.Json:
                console.Out.WriteLine(JsonText.PrettyOfAll(records));
                break;
            case OutputFormat.Ndjson:
                foreach (var record in records)
                {
                    console.Out.WriteLine(JsonText.OneLine(record));
                }

                break;
            case OutputFormat.Csv:
                console.Out.WriteLine(string.Join(',', WithHost(columns).Select(column => CsvText.Field(column.Name))));
                WriteRows(console, records, columns);
                break;
            default:
                TableWriter.Write(console, records, records.Select(record => (record as IHostRecord)?.Host).Distinct(StringComparer.Ordinal).Skip(1).Any() ? WithHost(columns) : columns);
                break;
        }
    }

    /// <summary>Writes lines of CSV without the head.</summary>
    public static void WriteRows<T>(CliConsole console, IEnumerable<T> records, IReadOnlyList<Column<T>> columns)
    {
        foreach (var record in records)
        {
            console.Out.WriteLine(CsvLine(record, columns));
        }
    }

    /// <summary>Writes records as they come: NDJSON and CSV at once; JSON and tables at the end.</summary>
    /// <returns>The records; none of those that were written at once where there may be no end of them.</returns>
    public static async Task<IReadOnlyList<T>> WriteStreamAsync<T>(
        CliConsole console, OutputFormat format, IAsyncEnumerable<T> records, IReadOnlyList<Column<T>> columns, CancellationToken cancellationToken, bool endless = false)
    {
        var kept = !endless || format is OutputFormat.Json or OutputFormat.Table;
        var all = new List<T>();
        if (format is OutputFormat.Csv)
        {
            WriteAll(console, format, [], columns);
        }

        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            if (kept)
            {
                all.Add(record);
            }

            if (format is OutputFormat.Ndjson)
            {
                console.Out.WriteLine(JsonText.OneLine(record));
            }
            else if (format is OutputFormat.Csv)
            {
                console.Out.WriteLine(CsvLine(record, columns));
            }
        }

        if (format is OutputFormat.Json or OutputFormat.Table)
        {
            WriteAll(console, format, all, columns);
        }

        return all;
    }

    /// <summary>One record as a line of CSV.</summary>
    public static string CsvLine<T>(T record, IReadOnlyList<Column<T>> columns) => string.Join(',', WithHost(columns).Select(column => CsvText.Field(Exact(column.Value(record)))));

    // For programs each record says of which host it is; people see it where hosts differ.
    private static IReadOnlyList<Column<T>> WithHost<T>(IReadOnlyList<Column<T>> columns) =>
        typeof(IHostRecord).IsAssignableFrom(typeof(T)) && columns.All(column => column.Name is not nameof(IHostRecord.Host)) ? [.. columns, new(nameof(IHostRecord.Host), record => ((IHostRecord)record!).Host)] : columns;

    // For programs: times with their zone, numbers with all their digits.
    private static string Exact(object? value) => value switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => Text(value),
    };

    /// <summary>A value as a person reads it.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        double number => number.ToString(Math.Abs(number) >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
