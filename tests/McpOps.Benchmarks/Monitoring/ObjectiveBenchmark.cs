using System.Diagnostics;
using System.Globalization;
using McpOps.Monitoring;
using McpOps.Servers;

namespace McpOps.Benchmarks.Monitoring;

/// <summary>What it costs to compute an objective over a year of minutes.</summary>
internal sealed class ObjectiveBenchmark : IBenchmark
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public string Name => "objective";

    public string Description => "Objectives of one server over a year of minutes, from its history (goal: availability within 200 ms). Argument: days, 365 when omitted.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var days = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 365;
        var folder = Directory.CreateTempSubdirectory("mcpops-objective-").FullName;
        try
        {
            await using var store = new JsonLinesStore(folder);
            await FillAsync(store, days, cancellationToken);
            foreach (var target in new[] { new McpTarget("availability", "success", 99.5), new McpTarget("response", "response", 95) { Below = 100 } })
            {
                var times = new List<double>();
                for (var run = 0; run < 7; run++)
                {
                    var watch = Stopwatch.StartNew();
                    var counts = await ObjectiveCounter.CountAsync(store, "web", target, Now.AddDays(-days), Now, TimeSpan.FromMinutes(1), cancellationToken);
                    var found = ObjectiveJudge.Judge(new McpServer { Name = "web" }, target, counts);
                    times.Add(watch.Elapsed.TotalMilliseconds);
                    if (run == 0)
                    {
                        Console.WriteLine($"{target.Name}: {found.Message}");
                    }
                }

                Console.WriteLine($"{target.Name}, {days} days: {times[0]:0} ms the first time, {times.Skip(1).Order().ElementAt(3):0} ms then{(target.Metric is MetricNames.Success ? " (goal: 200 ms)" : "")}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Months that are over are closed, as a watch does.
    private static async Task FillAsync(JsonLinesStore store, int days, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        for (var day = Now.AddDays(-days); day < Now; day = day.AddDays(1))
        {
            await using var turn = await store.BeginAsync(cancellationToken);
            await turn.AppendAsync([.. Enumerable.Range(0, 1440).Select(minute => Sample(day.AddMinutes(minute), random))], cancellationToken);
        }

        await store.RetainAsync(new RetentionPlan(DateTimeOffset.MinValue, DateTimeOffset.MinValue, Now), cancellationToken);
    }

    private static McpSample Sample(DateTimeOffset slot, Random random)
    {
        var isBad = random.Next(1000) == 0;
        return new McpSample
        {
            Server = "web", Slot = slot, Status = isBad ? "Unhealthy" : "Healthy", Verdict = isBad ? "Timeout" : "Healthy", Mark = slot is { DayOfWeek: DayOfWeek.Sunday, Hour: 2 } ? "window:patching" : null,
            Values = isBad ? [] : new Dictionary<string, double> { ["latency"] = 25.1, ["connect"] = 0.4, ["firstByte"] = 3.1, ["response"] = Math.Round(20 + (random.NextDouble() * 90), 1), ["toolCount"] = 9, ["tools"] = 1915 },
        };
    }
}
