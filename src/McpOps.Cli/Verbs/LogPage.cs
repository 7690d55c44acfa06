using System.Globalization;
using McpOps.Logs;

namespace McpOps.Cli.Verbs;

/// <summary>The summary as a page that an operations person reads in the morning: bars and colours on a terminal, plain text elsewhere.</summary>
internal sealed class LogPage(CliConsole console)
{
    private const int Width = 120;
    private const int BarWidth = 20;
    private const string Sparks = "▁▂▃▄▅▆▇█";

    public void Write(McpLogSummary summary)
    {
        Head(summary);
        Figures(summary);
        Rows(summary);
        Errors(summary);
        Names("Domains", summary.TopDomains);
        Names("Tools", summary.TopTools);
        Names("Clients", summary.TopClients);
        Names("Status codes", summary.StatusCodes);
        Suspicious(summary);
        Unparsed(summary);
    }

    private void Head(McpLogSummary summary)
    {
        Line(Bold(Clean(summary.Server)));
        var period = summary is { First: { } first, Last: { } last } ? $"{Time(first)} to {Time(last)}" : "no times";
        Line($"{period}  {Number(summary.Files)} file{(summary.Files == 1 ? "" : "s")}, {Size(summary.Bytes)}, {Number(summary.Lines)} lines, {Number(summary.Entries)} entries");
        Line("");
    }

    private void Figures(McpLogSummary summary)
    {
        Pair("Requests", Number(summary.Requests), "Successes", Number(summary.Successes));
        var rate = summary.ErrorRatePercent is { } percent ? $"{Fixed(percent, 2)} % of {(summary.Requests > 0 ? "requests" : "entries")}" : "-";
        Pair("Errors", Paint(Number(summary.Errors), summary.Errors > 0 ? 31 : 32), "Error rate", Paint(rate, summary.ErrorRatePercent >= 5 ? 31 : null));
        Pair("Warnings", Number(summary.Warnings), "Availability", Availability(summary));
        if (summary.LatencyCount > 0)
        {
            Line($"  {"Latency ms",-12}  mean {Fixed(summary.LatencyMeanMs)}  p50 {Fixed(summary.LatencyP50Ms)}  p90 {Fixed(summary.LatencyP90Ms)}  p95 {Fixed(summary.LatencyP95Ms)}  p99 {Fixed(summary.LatencyP99Ms)}  max {Fixed(summary.LatencyMaxMs)}");
        }

        if (summary.Levels.Count > 0)
        {
            Line($"  {"Levels",-12}  {string.Join("  ", summary.Levels.Select(level => $"{level.Key} {Number(level.Value)}"))}");
        }
    }

    private void Rows(McpLogSummary summary)
    {
        if (summary.Rows.Count == 0)
        {
            return;
        }

        var daily = summary.Rows.All(row => row.Start.TimeOfDay == TimeSpan.Zero);
        var most = Math.Max(1, summary.Rows.Max(Volume));
        Title(daily ? "By day" : "By hour");
        Line($"  {"Start",-16}  {"Entries",11}  {"Requests",10}  {"Successes",10}  {"Errors",8}  {"Rate %",7}  {"Mean ms",9}  {"p95 ms",9}");
        foreach (var row in summary.Rows)
        {
            var start = row.Start.ToString(daily ? "yyyy-MM-dd ddd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            Line($"  {start,-16}  {Number(row.Entries),11}  {Number(row.Requests),10}  {Number(row.Successes),10}  {Paint(Number(row.Errors).PadLeft(8), row.ErrorRatePercent >= 5 ? 31 : null)}  {Fixed(row.ErrorRatePercent, 2),7}  {Fixed(row.LatencyMeanMs),9}  {Fixed(row.LatencyP95Ms),9}  {Bar(Volume(row), most)}".TrimEnd());
        }

        if (console.IsTerminal)
        {
            Line($"  {"",-16}  errors {Spark(summary.Rows.Select(row => (double)row.Errors))}  p95 {Spark(summary.Rows.Select(row => row.LatencyP95Ms ?? 0))}");
        }
    }

    private void Errors(McpLogSummary summary)
    {
        if (summary.TopErrors.Count == 0)
        {
            return;
        }

        Title("Errors");
        Line($"  {"Count",10}  {"Share",6}  {"Trend",7}  Error");
        foreach (var error in summary.TopErrors)
        {
            var trend = error.IsNew ? "new" : error.TrendPercent is { } percent ? $"{(percent > 0 ? "+" : "")}{Fixed(percent, 0)} %" : "";
            var text = error.ErrorType is { } type && !error.Template.Contains(type, StringComparison.Ordinal) ? $"{error.Template} [{type}]" : error.Template;
            Line($"  {Number(error.Count),10}  {Fixed(error.SharePercent),4} %  {Paint(trend.PadLeft(7), error.IsNew ? 33 : null)}  {Cut(text, Width - 33)}");
            Line(Dim($"  {"",27}{Cut($"{Range(error)}{Place(error.Line, error.Offset, ", ")}: {error.Sample}", Width - 29)}"));
        }
    }

    private void Names(string title, IReadOnlyList<McpLogCount> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        Title(title);
        var most = Math.Max(1, names.Max(name => name.Count));
        var width = Math.Clamp(names.Max(name => name.Name.Length), 8, 60);
        foreach (var name in names)
        {
            Line($"  {Number(name.Count),10}  {Fixed(name.SharePercent),5} %  {Cut(name.Name, width).PadRight(width)}  {Bar(name.Count, most)}".TrimEnd());
        }
    }

    private void Suspicious(McpLogSummary summary)
    {
        if (summary.Silences.Count + summary.Restarts.Count > 0)
        {
            Title("Silences and restarts");
            foreach (var silence in summary.Silences.Take(10))
            {
                Line($"  silent  {Time(silence.From)} to {Time(silence.To)}  {Span(silence.DurationSeconds)}");
            }

            Line(summary.Restarts.Count == 0 ? "" : $"  restart {string.Join(", ", summary.Restarts.Take(10).Select(Time))}{(summary.Restarts.Count > 10 ? $" and {summary.Restarts.Count - 10} more" : "")}", skipEmpty: true);
        }

        if (summary.Suspicious.Count > 0)
        {
            Title("Suspicious");
            foreach (var kind in summary.Suspicious)
            {
                Line($"  {Number(kind.Count),10}  {Paint(kind.Kind.PadRight(12), 33)}  {Place(kind.Line, kind.Offset)}: {Cut(kind.Sample ?? "", Width - 48)}");
            }
        }
    }

    private void Unparsed(McpLogSummary summary)
    {
        if (summary.Unparsed > 0)
        {
            Title($"{Number(summary.Unparsed)} lines fit no format");
            foreach (var sample in summary.UnparsedSamples)
            {
                Line($"  {Place(sample.Line, sample.Offset)}: {Cut(sample.Text, Width - 20)}");
            }
        }
    }

    // A file that was entered in the middle has no numbers of lines.
    private static string Place(long? line, long? offset, string before = "") => line is { } number ? $"{before}line {number}" : offset is { } start ? $"{before}byte {start}" : "";

    private static string Availability(McpLogSummary summary)
    {
        var silent = summary.Silences.Sum(silence => silence.DurationSeconds);
        return summary.AvailabilityPercent is { } percent
            ? $"{Fixed(percent, 3)} %{(silent > 0 ? $"  (silent for {Span(silent)})" : "")}{(summary.Restarts.Count > 0 ? $"  {summary.Restarts.Count} restart{(summary.Restarts.Count == 1 ? "" : "s")}" : "")}"
            : "-";
    }

    private static long Volume(McpLogRow row) => row.Requests > 0 ? row.Requests : row.Entries;

    private static string Range(McpLogError error) => error is { First: { } first, Last: { } last } ? $"{first:MM-dd HH:mm} to {last:MM-dd HH:mm}" : "";

    private static string Span(double seconds) => TimeSpan.FromSeconds(seconds) switch
    {
        { TotalDays: >= 1 } span => $"{(int)span.TotalDays}d {span.Hours}h",
        { TotalHours: >= 1 } span => $"{(int)span.TotalHours}h {span.Minutes}m",
        var span => $"{(int)span.TotalMinutes}m {span.Seconds}s",
    };

    private void Pair(string left, string leftValue, string right, string rightValue) => Line($"  {left,-12}  {Pad(leftValue, 16)}  {right,-12}  {rightValue}");

    // Colours take no room.
    private static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - (text.StartsWith('\e') ? text.Length - 9 : text.Length)));

    private void Title(string title)
    {
        Line("");
        Line(Bold(title));
    }

    private string Bar(long value, long most)
    {
        if (!console.IsTerminal)
        {
            return "";
        }

        var eighths = (int)Math.Round(8.0 * BarWidth * value / most);
        return $"\e[36m{new string('█', eighths / 8)}{(eighths % 8 > 0 ? "▏▎▍▌▋▊▉"[(eighths % 8) - 1].ToString() : "")}\e[0m";
    }

    private static string Spark(IEnumerable<double> values)
    {
        var all = values.ToList();
        var most = Math.Max(1e-9, all.Max());
        return string.Concat(all.Select(value => Sparks[(int)Math.Min(7, Math.Floor(value / most * 7.999))]));
    }

    private string Paint(string text, int? color) => color is { } code && console.IsTerminal ? $"\e[{code}m{text}\e[0m" : text;

    private string Bold(string text) => console.IsTerminal ? $"\e[1m{text}\e[0m" : text;

    private string Dim(string text) => console.IsTerminal ? $"\e[2m{text}\e[0m" : text;

    private void Line(string text, bool skipEmpty = false)
    {
        if (!skipEmpty || text.Length > 0)
        {
            console.Out.WriteLine(text);
        }
    }

    private static string Cut(string text, int width)
    {
        var clean = Clean(text);
        return clean.Length <= width ? clean : string.Concat(clean.AsSpan(0, width - 1), "…");
    }

    // Lines of a log must not steer a terminal.
    private static string Clean(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)) : text;

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Fixed(double? value, int decimals = 1) => value?.ToString(value >= 100 && decimals == 1 ? "N0" : $"N{decimals}", CultureInfo.InvariantCulture) ?? "-";

    private static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => $"{Fixed(bytes / 1e9, 2)} GB",
        >= 1_000_000 => $"{Fixed(bytes / 1e6)} MB",
        >= 1000 => $"{Fixed(bytes / 1e3)} kB",
        _ => $"{bytes} bytes",
    };
}
