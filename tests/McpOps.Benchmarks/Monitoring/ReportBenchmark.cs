using System.Diagnostics;
using System.Globalization;
using McpOps.Maintenance.Reports;
using McpOps.Monitoring;
using McpOps.Reporting;

namespace McpOps.Benchmarks.Monitoring;

/// <summary>The report of a month of fifty servers.</summary>
internal sealed class ReportBenchmark : IBenchmark
{
    private const int Servers = 50;
    private const int Days = 62;

    public string Name => "report";

    public string Description => "50 servers, 30 days of minutes: the report beyond reading history (goals: 1 s, 1 MB, mail 80 kB, twice the same bytes)";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var folder = arguments.Count > 0 ? Directory.CreateDirectory(arguments[0]) : Directory.CreateTempSubdirectory("mcpops-report-");
        var inventory = Path.Combine(folder.FullName, "mcpops.json");
        var end = new DateTimeOffset(TimeProvider.System.GetUtcNow().Date, TimeSpan.Zero);
        if (!File.Exists(inventory))
        {
            await WriteAsync(folder.FullName, inventory, end, cancellationToken);
        }

        var options = new ReportOptions { Period = ReportPeriod.Monthly, Since = end.AddDays(-30), Until = end, ConfigPath = inventory };
        var clock = Stopwatch.StartNew();
        var report = await new ReportReader(new EngineContext()).ReadAsync(options, cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"reading history: {clock.Elapsed.TotalSeconds:0.00} s"));
        foreach (var format in ReportFormats.All)
        {
            clock.Restart();
            var text = ReportFormats.Write(report, format);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{format}: {clock.Elapsed.TotalMilliseconds:0} ms, {System.Text.Encoding.UTF8.GetByteCount(text)} bytes, the same twice: {text == ReportFormats.Write(report, format)}"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"report.{(format is ReportFormats.Mail ? "mail.html" : format)}"), text, cancellationToken);
        }

        if (arguments.Count == 0)
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task WriteAsync(string folder, string inventory, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var random = new Random(19);
        var names = Enumerable.Range(1, Servers).Select(index => string.Create(CultureInfo.InvariantCulture, $"server-{index:00}")).ToList();
        await using (var store = new JsonLinesStore(Path.Combine(folder, "history")))
        {
            foreach (var name in names)
            {
                var slow = random.Next(5, 300);
                var samples = new List<McpSample>();
                var down = 0;
                for (var minute = 0; minute < Days * 1440; minute++)
                {
                    down = down > 0 ? down - 1 : random.Next(20_000) == 0 ? random.Next(3, 400) : 0;
                    var values = new Dictionary<string, double>(StringComparer.Ordinal);
                    if (down == 0)
                    {
                        values["response"] = slow * (1 + (0.3 * Math.Sin(minute / 1440.0 * Math.Tau))) * (1 + (random.NextDouble() * 0.8));
                        values["disk:/"] = 60 + (minute / 1440.0 * 0.3);
                    }

                    samples.Add(new McpSample { Server = name, Slot = end.AddMinutes(minute - (Days * 1440)), Status = down == 0 ? "Healthy" : "Unhealthy", Verdict = down == 0 ? "Healthy" : "Unreachable", Values = values });
                }

                await using var turn = await store.BeginAsync(cancellationToken);
                await turn.AppendAsync(samples, cancellationToken);
                await turn.CommitAsync(end, cancellationToken);
            }
        }

        var servers = string.Join(", ", names.Select(name => $$"""
            "{{name}}": { "url": "http://127.0.0.1:1/mcp", "slo": { "availability": { "target": 99.5 }, "response": { "target": 95, "below": 300 } } }
            """));
        await File.WriteAllTextAsync(inventory, $$"""{ "history": { "store": "{{folder}}/history" }, "servers": { {{servers}} } }""", cancellationToken);
    }
}
