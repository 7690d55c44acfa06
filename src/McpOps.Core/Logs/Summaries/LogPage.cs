using System.Globalization;
using McpOps.Logs.Summaries;

namespace McpOps.Logs;

/// <summary>The summary as a page that an operations person reads in the morning: bars and colours on a terminal, plain text elsewhere.</summary>
public sealed class LogPage
{
    private const int Narrowest = 40;
    private const int BarWidth = 20;
    private const int WideRows = 96;
    private const string Sparks = "▁▂▃▄▅▆▇█";

    private readonly List<string> _lines = [];
    private readonly int _width;
    private readonly bool _bars;
    private readonly Func<string, int?, string>? _paint;

    private LogPage(int width, bool bars, Func<string, int?, string>? paint) => (_width, _bars, _paint) = (Math.Max(width, Narrowest), bars, paint);

    /// <summary>The lines of the page.</summary>
    /// <param name="summary">What it is about.</param>
    /// <param name="width">How many characters a line has at most, 40 or more.</param>
    /// <param name="bars">True where a person looks at it: only then are there bars.</param>
    /// <param name="paint">Gives a text a colour (an ANSI code such as 31); null for none.</param>
    public static IReadOnlyList<string> Of(McpLogSummary summary, int width, bool bars = false, Func<string, int?, string>? paint = null)
    {
        var page = new LogPage(width, bars, paint);
        page.Write(summary);
        return page._lines;
    }

    private void Write(McpLogSummary summary)
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
        Formats(summary);
        Unparsed(summary);
    }

    private void Head(McpLogSummary summary)
    {
        Line(Bold(Clean(summary.Server)));
        var period = summary is { First: { } first, Last: { } last } ? $"{Time(first)} to {Time(last)}" : "no times";
        var size = $"{Number(summary.Files)} file{(summary.Files == 1 ? "" : "s")}, {Size(summary.Bytes)}, {Number(summary.Lines)} lines, {Number(summary.Entries)} entries";
        Line(period.Length + 2 + size.Length > _width ? period : $"{period}  {size}");
        Line(period.Length + 2 + size.Length > _width ? size : "", skipEmpty: true);
        Line("");
    }

    private void Figures(McpLogSummary summary)
    {
        Pair("Requests", Number(summary.Requests), "Successes", Number(summary.Successes));
        var rate = summary.ErrorRatePercent is { } percent ? $"{Fixed(percent, 2)} % of {(summary.Requests > 0 ? "requests" : "entries")}" : "-";
        Pair("Errors", Number(summary.Errors), "Error rate", rate, summary.Errors > 0 ? 31 : 32, summary.ErrorRatePercent >= 5 ? 31 : null);
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
        RowLine("Start", "Entries", "Requests", "Successes", "Errors", null, "Rate %", "Mean ms", "p95 ms", "");
        foreach (var row in summary.Rows)
        {
            var start = row.Start.ToString(daily ? "yyyy-MM-dd ddd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            RowLine(start, Number(row.Entries), Number(row.Requests), Number(row.Successes), Number(row.Errors), row.ErrorRatePercent >= 5 ? 31 : null,
                Fixed(row.ErrorRatePercent, 2), Fixed(row.LatencyMeanMs), Fixed(row.LatencyP95Ms), Bar(Volume(row), most, _width - WideRows));
        }

        if (_bars)
        {
            var room = Math.Max(1, (_width - 32) / 2);
            Line($"  {"",-16}  errors {Spark(summary.Rows.Select(row => (double)row.Errors), room)}  p95 {Spark(summary.Rows.Select(row => row.LatencyP95Ms ?? 0), room)}");
        }
    }

    // A narrow terminal has no room for bars and for more than one space between figures.
    private void RowLine(string start, string entries, string requests, string successes, string errors, int? color, string rate, string mean, string p95, string bar) => Line((_width < WideRows
        ? $"  {start,-16} {entries,9} {requests,8} {successes,9} {Paint(errors.PadLeft(6), color)} {rate,6} {mean,7} {p95,6}"
        : $"  {start,-16}  {entries,11}  {requests,10}  {successes,10}  {Paint(errors.PadLeft(8), color)}  {rate,7}  {mean,9}  {p95,9}  {bar}").TrimEnd());

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
            Line($"  {Number(error.Count),10}  {Fixed(error.SharePercent),4} %  {Paint(trend.PadLeft(7), error.IsNew ? 33 : null)}  {Cut(text, _width - 33)}");
            Line(Dim($"  {"",27}{Cut($"{Range(error)}{Place(error.Line, error.Offset, ", ")}: {error.Sample}", _width - 29)}"));
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
        var width = Math.Clamp(names.Max(name => name.Name.Length), 8, Math.Clamp(_width - 45, 8, 60));
        foreach (var name in names)
        {
            Line($"  {Number(name.Count),10}  {Fixed(name.SharePercent),5} %  {Cut(name.Name, width).PadRight(width)}  {Bar(name.Count, most, BarWidth)}".TrimEnd());
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
                Line($"  {Number(kind.Count),10}  {Paint(kind.Kind.PadRight(12), 33)}  {Place(kind.Line, kind.Offset)}: {Cut(kind.Sample ?? "", _width - 48)}");
            }
        }
    }

    private void Formats(McpLogSummary summary)
    {
        if (summary.Formats.Count > 0)
        {
            Title("Formats");
            foreach (var line in LogFormatLines.Of(summary))
            {
                Line($"  {Paint(Cut(line, _width - 2), line.StartsWith("not understood", StringComparison.Ordinal) ? 33 : null)}");
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
                Line($"  {Place(sample.Line, sample.Offset)}: {Cut(sample.Text, _width - 20)}");
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

    // Colours take no room.
    private void Pair(string left, string leftValue, string right, string rightValue, int? leftColor = null, int? rightColor = null) =>
        Line($"  {left,-12}  {Paint(leftValue, leftColor)}{new string(' ', Math.Max(0, 16 - leftValue.Length))}  {right,-12}  {Paint(rightValue, rightColor)}");

    private void Title(string title)
    {
        Line("");
        Line(Bold(title));
    }

    private string Bar(long value, long most, int room)
    {
        var width = Math.Min(BarWidth, room);
        if (!_bars || width < 5)
        {
            return "";
        }

        var eighths = (int)Math.Round(8.0 * width * value / most);
        return Paint($"{new string('█', eighths / 8)}{(eighths % 8 > 0 ? "▏▎▍▌▋▊▉"[(eighths % 8) - 1].ToString() : "")}", 36);
    }

    // Where there are more values than room, a letter stands for the highest of some.
    private static string Spark(IEnumerable<double> values, int room)
    {
        var all = values.ToList();
        var most = Math.Max(1e-9, all.Max());
        return string.Concat(all.Chunk((all.Count + room - 1) / room).Select(some => Sparks[(int)Math.Min(7, Math.Floor(some.Max() / most * 7.999))]));
    }

    private string Paint(string text, int? color) => _paint is null ? text : _paint(text, color);

    private string Bold(string text) => Paint(text, 1);

    private string Dim(string text) => Paint(text, 2);

    private void Line(string text, bool skipEmpty = false)
    {
        if (!skipEmpty || text.Length > 0)
        {
            _lines.Add(text);
        }
    }

    private static string Cut(string text, int width)
    {
        var clean = Clean(text);
        return clean.Length <= width ? clean : string.Concat(clean.AsSpan(0, width - 1), "…");
    }

    // Lines of a log must not steer a terminal.
    private static string Clean(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)) : text;

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

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
