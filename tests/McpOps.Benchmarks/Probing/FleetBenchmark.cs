using System.Diagnostics;
using System.Text.Json.Nodes;

namespace McpOps.Benchmarks.Probing;

/// <summary>How long the whole command takes for a fleet on loopback of which one server hangs, and how much memory.</summary>
internal sealed class FleetBenchmark : IBenchmark
{
    private const int Runs = 5;
    private const double GoalMs = 2000;
    private const double GoalBytes = 200e6;

    public string Name => "fleet";

    public string Description => "mcpops health over 1,000 loopback HTTP servers of both eras, one more hanging: at most 2 s and 200 MB, whole process. fleet [COUNT]";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments is ["--serve", var served])
        {
            await FleetServers.ServeAsync(int.Parse(served));
            return;
        }

        var count = arguments.Count > 0 ? int.Parse(arguments[0]) : 1000;
        using var fleet = Command.Start(Environment.ProcessPath!, ["fleet", "--serve", $"{count}"]);
        await fleet.StandardOutput.ReadLineAsync(cancellationToken);
        await fleet.StandardOutput.ReadLineAsync(cancellationToken);
        var ports = (await fleet.StandardOutput.ReadLineAsync(cancellationToken))!.Split(' ');
        var inventory = Path.GetTempFileName();
        await File.WriteAllTextAsync(inventory, Inventory(ports), cancellationToken);
        try
        {
            var times = new List<double>();
            var peaks = new List<double>();
            for (var run = 0; run <= Runs; run++)
            {
                var (milliseconds, bytes) = await ProbeAsync(inventory, count, cancellationToken);
                if (run > 0)
                {
                    times.Add(milliseconds);
                    peaks.Add(bytes);
                }
            }

            Console.WriteLine($"servers {count}, healthy all, one more hanging and waited for by nobody");
            Console.WriteLine($"time    median {Pairwise.Median(times):0} ms   min {times.Min():0}   max {times.Max():0}   (goal: at most {GoalMs:0})");
            Console.WriteLine($"memory  median {Pairwise.Median(peaks) / 1e6:0} MB   min {peaks.Min() / 1e6:0}   max {peaks.Max() / 1e6:0}   (goal: at most {GoalBytes / 1e6:0}, peak resident)");
        }
        finally
        {
            File.Delete(inventory);
            fleet.Kill();
        }
    }

    // The first port is the one that hangs.
    private static string Inventory(IReadOnlyList<string> ports) => new JsonObject
    {
        ["servers"] = new JsonObject(ports.Select((port, index) => KeyValuePair.Create<string, JsonNode?>($"s{index}", new JsonObject
        {
            ["url"] = $"http://127.0.0.1:{port}/mcp",
            ["timeoutSeconds"] = 60,
        }))),
    }.ToJsonString();

    private static async Task<(double Milliseconds, double Bytes)> ProbeAsync(string inventory, int count, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var probe = Command.Start(Command.McpOps, ["health", "--config", inventory, "--output", "ndjson"]);
        for (var answered = 0; answered < count; answered++)
        {
            var line = await probe.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException(await probe.StandardError.ReadToEndAsync(cancellationToken));
            if (!line.Contains("\"verdict\":\"Healthy\"", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"A server is not healthy: {line}");
            }
        }

        var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        probe.Refresh();
        var bytes = (double)probe.PeakWorkingSet64;
        probe.Kill();
        await probe.WaitForExitAsync(cancellationToken);
        return (milliseconds, bytes);
    }
}
