using System.Diagnostics;

namespace McpOps.Benchmarks.Protocol;

/// <summary>A thousand servers of both eras, probed by one <c>mcpops health</c>, with and without one that hangs.</summary>
internal sealed class FleetBenchmark : IBenchmark
{
    private const int Count = 1000;
    private const int Runs = 5;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    public string Name => "fleet";

    public string Description => $"mcpops health over {Count} loopback HTTP servers, half modern, half legacy (goal: 2 s and 200 MB on two cores; one that hangs delays no other)";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var program = Path.Combine(Repository.Root, "tests", "Replicas", "FleetServer", "bin", Command.Configuration, "net10.0", "fleet-server");
        using var fleet = Command.Start(program, [Count.ToString(), "1"]);
        try
        {
            var urls = (await fleet.StandardOutput.ReadLineAsync(cancellationToken))!.Split(' ').Select(url => url + "/mcp").ToList();
            var answering = urls.Take(Count).ToList();
            await ProbeAsync(answering, cancellationToken);
            for (var run = 0; run < Runs; run++)
            {
                var without = await ProbeAsync(answering, cancellationToken);
                var with = await ProbeAsync(urls, cancellationToken);
                Console.WriteLine($"without one that hangs: {without.LastHealthy.TotalSeconds:0.00} s, {without.PeakMb:0} MB, {without.Healthy} healthy; "
                    + $"with one: the others {with.LastHealthy.TotalSeconds:0.00} s, {with.PeakMb:0} MB, {with.Healthy} healthy, all {with.Whole.TotalSeconds:0.00} s");
            }
        }
        finally
        {
            fleet.Kill();
            await fleet.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<Figures> ProbeAsync(IReadOnlyList<string> urls, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Command.Start(Shipped.McpOps, ["health", "--output", "ndjson", "--timeout", "5", .. urls.SelectMany(url => new[] { "--url", url })]);
        var peak = PeakAsync(process.Id, cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var (healthy, last) = (0, TimeSpan.Zero);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains("\"verdict\":\"Healthy\"", StringComparison.Ordinal))
            {
                healthy++;
                last = Stopwatch.GetElapsedTime(started);
            }
        }

        await process.WaitForExitAsync(cancellationToken);
        await errors;
        return new Figures(healthy, last, Stopwatch.GetElapsedTime(started), await peak);
    }

    // The kernel keeps the peak (VmHWM) as long as the process lives.
    private static async Task<double> PeakAsync(int process, CancellationToken cancellationToken)
    {
        var peak = 0d;
        try
        {
            while (true)
            {
                var line = (await File.ReadAllLinesAsync($"/proc/{process}/status", cancellationToken)).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (line is null)
                {
                    return peak;
                }

                peak = double.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim()) / 1024;
                await Task.Delay(Look, cancellationToken);
            }
        }
        catch (IOException)
        {
            return peak;
        }
    }

    private sealed record Figures(int Healthy, TimeSpan LastHealthy, TimeSpan Whole, double PeakMb);
}
