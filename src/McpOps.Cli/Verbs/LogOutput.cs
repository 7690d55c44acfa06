using System.Globalization;
using System.Text;
using McpOps.Cli.Output;
using McpOps.Logs;

namespace McpOps.Cli.Verbs;

/// <summary>Writes entries.</summary>
internal static class LogOutput
{
    private static readonly IReadOnlyList<Column<McpLogEntry>> Columns =
    [
        new("Line", entry => entry.Line) { Right = true },
        new("Time", entry => entry.Time),
        new("Level", entry => entry.Level) { Color = entry => LevelColor(entry.Level) },
        new("Source", entry => entry.Source) { MaxWidth = 24 },
        new("TemplateId", entry => entry.TemplateId) { Title = "Template", Right = true },
        new("Message", entry => entry.Message),
    ];

    private static readonly IReadOnlyList<Column<McpLogEntry>> CsvColumns =
    [
        new("Path", entry => entry.Path),
        new("Line", entry => entry.Line),
        new("Time", entry => entry.Time?.ToString("O")),
        new("Level", entry => entry.Level),
        new("Source", entry => entry.Source),
        new("Message", entry => entry.Message),
        new("TemplateId", entry => entry.TemplateId),
        new("Template", entry => entry.Template),
        new("Server", entry => entry.Server),
    ];

    public static readonly IReadOnlyList<Column<McpLogSummary>> SummaryColumns =
    [
        new("Server", summary => summary.Server),
        new("First", summary => summary.First?.ToString("O")),
        new("Last", summary => summary.Last?.ToString("O")),
        new("Files", summary => summary.Files),
        new("Bytes", summary => summary.Bytes),
        new("Lines", summary => summary.Lines),
        new("Entries", summary => summary.Entries),
        new("Unparsed", summary => summary.Unparsed),
        new("Requests", summary => summary.Requests),
        new("Successes", summary => summary.Successes),
        new("Errors", summary => summary.Errors),
        new("Warnings", summary => summary.Warnings),
        new("ErrorRatePercent", summary => summary.ErrorRatePercent),
        new("LatencyCount", summary => summary.LatencyCount),
        new("LatencyMeanMs", summary => summary.LatencyMeanMs?.ToString(CultureInfo.InvariantCulture)),
        new("LatencyP50Ms", summary => summary.LatencyP50Ms),
        new("LatencyP90Ms", summary => summary.LatencyP90Ms),
        new("LatencyP95Ms", summary => summary.LatencyP95Ms),
        new("LatencyP99Ms", summary => summary.LatencyP99Ms),
        new("LatencyMaxMs", summary => summary.LatencyMaxMs),
        new("AvailabilityPercent", summary => summary.AvailabilityPercent?.ToString(CultureInfo.InvariantCulture)),
    ];

    public static readonly IReadOnlyList<Column<McpLogSummary>> FileColumns =
    [
        new("Server", summary => summary.Server) { Title = "File" },
        new("Entries", summary => summary.Entries) { Right = true },
        new("Requests", summary => summary.Requests) { Right = true },
        new("Errors", summary => summary.Errors) { Right = true },
        new("ErrorRatePercent", summary => summary.ErrorRatePercent) { Title = "Rate %", Right = true },
        new("Last", summary => summary.Last),
    ];

    private static readonly IReadOnlyList<Column<McpLogRow>> RowColumns =
    [
        new("Start", row => row.Start.ToString("O")),
        new("Entries", row => row.Entries),
        new("Requests", row => row.Requests),
        new("Successes", row => row.Successes),
        new("Errors", row => row.Errors),
        new("ErrorRatePercent", row => row.ErrorRatePercent),
        new("LatencyMeanMs", row => row.LatencyMeanMs?.ToString(CultureInfo.InvariantCulture)),
        new("LatencyP95Ms", row => row.LatencyP95Ms),
    ];

    public static async Task WriteEntriesAsync(CliConsole console, OutputFormat format, IAsyncEnumerable<IReadOnlyList<McpLogEntry>> batches, CancellationToken cancellationToken)
    {
        if (format is OutputFormat.Json or OutputFormat.Table)
        {
            var all = new List<McpLogEntry>();
            await foreach (var batch in batches.WithCancellation(cancellationToken))
            {
                all.AddRange(batch);
            }

            ResultWriter.WriteAll(console, format, all, Columns);
            return;
        }

        if (format is OutputFormat.Csv)
        {
            ResultWriter.WriteAll(console, format, [], CsvColumns);
        }

        // A write for each batch: the console flushes each.
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            console.Out.Write(format is OutputFormat.Ndjson ? JsonText.Lines(batch) : CsvLines(console, batch));
        }
    }

    private static string CsvLines(CliConsole console, IReadOnlyList<McpLogEntry> batch)
    {
        using var lines = new StringWriter(new StringBuilder(1 << 16));
        ResultWriter.WriteRows(new CliConsole(lines, console.Error, console.In), batch, CsvColumns);
        return lines.ToString();
    }

    public static async Task WriteFollowedAsync(CliConsole console, OutputFormat format, IAsyncEnumerable<IReadOnlyList<McpLogEntry>> batches, CancellationToken cancellationToken)
    {
        if (format is OutputFormat.Ndjson or OutputFormat.Json or OutputFormat.Csv)
        {
            await WriteEntriesAsync(console, format is OutputFormat.Json ? OutputFormat.Ndjson : format, batches, cancellationToken);
            return;
        }

        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            foreach (var entry in batch)
            {
                var level = console.Paint($"{entry.Level,-8}", LevelColor(entry.Level));
                console.Out.WriteLine($"{entry.Time:yyyy-MM-dd HH:mm:ss}  {level}  {entry.Source}  {string.Concat(entry.Message.Select(letter => char.IsControl(letter) ? ' ' : letter))}");
            }
        }
    }

    public static void WriteSummary(CliConsole console, OutputFormat format, McpLogSummary summary)
    {
        switch (format)
        {
            case OutputFormat.Table:
                foreach (var line in LogPage.Of(summary, console.Width, console.IsTerminal, console.Paint))
                {
                    console.Out.WriteLine(line);
                }

                break;
            case OutputFormat.Csv when summary.Rows.Count > 0:
                ResultWriter.WriteAll(console, format, summary.Rows, RowColumns);
                break;
            default:
                ResultWriter.WriteOne(console, format, summary, SummaryColumns);
                break;
        }
    }

    public static int? LevelColor(string? level) => level switch { "ERROR" or "CRITICAL" => 31, "WARNING" => 33, "DEBUG" or "TRACE" => 90, _ => null };
}
