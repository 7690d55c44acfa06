using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace McpOps.Benchmarks.Logs;

/// <summary>The summary of a large log of JSON lines; counts against those of the generator.</summary>
internal sealed class JsonLogBenchmark : IBenchmark
{
    private const int Lines = 1_500_000;
    private const int Runs = 7;
    private const double Goal = 400;

    public string Name => "logs-json";

    public string Description => $"Summary of 300 MB of JSON lines, whole process; goal: at least {Goal} MB/s.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var path = Path.Combine(arguments.Count > 0 ? arguments[0] : Path.GetTempPath(), "mcpops-bench-json.log");
        var errors = Write(path);
        var megabytes = new FileInfo(path).Length / 1e6;
        Console.WriteLine($"{path}: {megabytes:N0} MB, {Lines:N0} lines");
        var mcpops = Shipped.McpOps;
        var result = await Command.RunAsync(mcpops, ["logs", path, "--output", "json"], cancellationToken);
        using var document = JsonDocument.Parse(result.Output);
        var found = (document.RootElement.GetProperty("entries").GetInt64(), document.RootElement.GetProperty("errors").GetInt64());
        Console.WriteLine($"entries and errors {(found == (Lines, errors) ? "equal" : $"FOUND {found}, expected {(Lines, errors)}")}");

        var (rates, starts) = (new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            await Pairwise.RunProcessAsync(mcpops, ["logs", path, "--output", "json"], cancellationToken);
            rates.Add(megabytes / Stopwatch.GetElapsedTime(started).TotalSeconds);
            started = Stopwatch.GetTimestamp();
            await Pairwise.RunProcessAsync(mcpops, ["--version"], cancellationToken);
            starts.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        var (rate, start) = (Pairwise.Median(rates), Pairwise.Median(starts));
        Console.WriteLine($"whole process {rate:0} MB/s (goal: at least {Goal}, {(rate >= Goal ? "reached" : "not reached")}), best {rates.Max():0}, without the start of {start * 1000:0} ms {megabytes / ((megabytes / rate) - start):0} MB/s, runs {Runs}");
    }

    // As structlog writes: a request, its end, and now and then an error with a text that must be decoded. Returns the number of errors.
    private static long Write(string path)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        var random = new Random(42);
        var time = new DateTime(2026, 11, 9, 0, 0, 0, DateTimeKind.Utc);
        var errors = 0L;
        for (var line = 0; line < Lines; line++)
        {
            var kind = random.Next(100);
            errors += kind < 4 ? 1 : 0;
            var (level, text, status) = kind switch
            {
                < 4 => ("error", "Failed to extract \\\"content\\\": page did not load", 504),
                < 50 => ("info", "Request started", 0),
                _ => ("info", "Request finished", 200),
            };
            var end = status > 0 ? string.Create(CultureInfo.InvariantCulture, $",\"status\":{status},\"duration_ms\":{random.Next(5000)}") : "";
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"timestamp\":\"{time.AddMilliseconds(line * 100.0):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\",\"level\":\"{level}\",\"logger\":\"crawl.server\",\"event\":\"{text}\",\"url\":\"https://site{random.Next(300)}.example/page/{random.Next(100_000)}\",\"request_id\":\"{random.NextInt64():x16}\"{end}}}"));
        }

        return errors;
    }
}
