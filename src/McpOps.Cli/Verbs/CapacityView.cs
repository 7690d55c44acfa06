using System.Globalization;
using McpOps.Capacity;
using McpOps.Cli.Output;

namespace McpOps.Cli.Verbs;

/// <summary>How results of <c>mcpops capacity</c> are written.</summary>
internal static class CapacityView
{
    private static readonly IReadOnlyList<Column<McpCapacityStep>> Steps =
    [
        new("Concurrency", step => step.Concurrency) { Right = true },
        new("Rate", step => step.Rate) { Right = true },
        new("OfferedRate", step => step.OfferedRate) { Right = true },
        new("Errors", step => step.Errors) { Right = true, Color = step => step.Errors > 0 ? 31 : null },
        new("Dropped", step => step.Dropped) { Right = true },
        new("P50Ms", step => step.P50Ms) { Right = true },
        new("P95Ms", step => step.P95Ms) { Right = true },
        new("P99Ms", step => step.P99Ms) { Right = true },
        new("MaxMs", step => step.MaxMs) { Right = true },
        new("ServerCpuPercent", step => step.ServerCpuPercent) { Title = "ServerCpu%", Right = true },
        new("GeneratorCpuPercent", step => step.GeneratorCpuPercent) { Title = "GeneratorCpu%", Right = true, Color = step => step.GeneratorLimited ? 33 : null },
    ];

    private static readonly IReadOnlyList<Column<McpForecast>> Forecasts =
    [
        new("Metric", forecast => forecast.Metric) { MaxWidth = 36 },
        new("Trend", forecast => forecast.Trend) { Color = forecast => forecast.WithinHorizon ? 31 : null },
        new("Level", forecast => forecast.Level) { Right = true },
        new("SlopePerDay", forecast => forecast.SlopePerDay) { Title = "PerDay", Right = true },
        new("Threshold", forecast => forecast.Threshold) { Right = true },
        new("CrossesAt", forecast => Date(forecast.CrossesAt)),
        new("CrossesEarliest", forecast => Date(forecast.CrossesEarliest)) { Title = "Earliest" },
        new("CrossesLatest", forecast => Date(forecast.CrossesLatest)) { Title = "Latest" },
        new("Leak", forecast => forecast.Leak ? "yes" : ""),
    ];

    private static readonly IReadOnlyList<Column<McpCapacityAdvice>> Advice =
    [
        new("Id", advice => advice.Id) { Title = "Advice" },
        new("Figure", advice => advice.Figure) { MaxWidth = 50 },
        new("Setting", advice => advice.Setting) { MaxWidth = 50 },
    ];

    /// <summary>Writes results: one object for one server that was named, else a list; CSV has the steps.</summary>
    public static void Write(CliConsole console, OutputFormat format, IReadOnlyList<McpCapacity> results, bool isOne)
    {
        switch (format)
        {
            case OutputFormat.Json:
                console.Out.WriteLine(isOne && results.Count == 1 ? JsonText.Pretty(results[0]) : JsonText.PrettyOfAll(results));
                break;
            case OutputFormat.Ndjson:
                foreach (var result in results)
                {
                    console.Out.WriteLine(JsonText.OneLine(result));
                }

                break;
            case OutputFormat.Csv:
                ResultWriter.WriteAll(console, format, [.. results.SelectMany(result => result.Steps.Select(step => (result.Server, step)))],
                    [new("Server", pair => pair.Server), .. Steps.Select(column => new Column<(string Server, McpCapacityStep Step)>(column.Title, pair => column.Value(pair.Step)))]);
                break;
            default:
                foreach (var result in results)
                {
                    WriteText(console, result);
                }

                break;
        }
    }

    private static void WriteText(CliConsole console, McpCapacity result)
    {
        if (result.PeakRate is { } rate)
        {
            var where = result.PeakConcurrency is >= 0.1 and { } concurrency ? FormattableString.Invariant($" at {concurrency:0.#} in flight{(result.PeakBeyondMeasured ? " (beyond what was measured)" : "")}") : "";
            console.Out.WriteLine(FormattableString.Invariant(
                $"{result.Server}: {rate:#,0.#} calls/s{where}, {(result.LimitedBy is CapacityLimit.None ? "and nothing was at its limit" : $"limited by {result.LimitedBy}")}"));
            console.Out.WriteLine(result.Message);
            Section(console, result.Steps, Steps);
        }
        else if (result.Message.Length > 0 && result.Steps.Count == 0)
        {
            console.Out.WriteLine($"{result.Server}: {result.Message}");
        }

        Section(console, result.Forecast, Forecasts);
        foreach (var resource in result.Resources.Where(resource => resource.Status != "Healthy"))
        {
            console.Out.WriteLine(FormattableString.Invariant($"{resource.Status}: {resource.Name} peaked at {resource.Peak} {resource.Unit} ({Bounds(resource.Warning, resource.Critical)})"));
        }

        Section(console, result.Advice, Advice);
        foreach (var advice in result.Advice)
        {
            console.Out.WriteLine($"{advice.Id}: {advice.Message}");
        }
    }

    private static string Bounds(double? warning, double? critical) => string.Join(", ", new[] { warning is { } some ? FormattableString.Invariant($"warning {some}") : "", critical is { } most ? FormattableString.Invariant($"critical {most}") : "" }.Where(text => text.Length > 0));

    private static void Section<T>(CliConsole console, IReadOnlyList<T> records, IReadOnlyList<Column<T>> columns)
    {
        if (records.Count > 0)
        {
            console.Out.WriteLine();
            TableWriter.Write(console, records, columns);
        }
    }

    private static string? Date(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
