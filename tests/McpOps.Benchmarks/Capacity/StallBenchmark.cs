using System.Globalization;

namespace McpOps.Benchmarks.Capacity;

/// <summary>Latency from the intended send time against a server that stalls for one second in every ten, beside the server's own clock.</summary>
internal sealed class StallBenchmark : IBenchmark
{
    private const int Seconds = 24;
    private const double StallMs = 1000;
    private const double PeriodMs = 10_000;

    public string Name => "capacity-stall";

    public string Description => "max and p95 of a server that stalls 1 s in every 10 s: within 2 ms of what its own clock says";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        foreach (var rate in new[] { 100.0, 1000 })
        {
            var server = await MinimalServer.StartAsync(cancellationToken, $"{StallMs}", $"{PeriodMs}");
            await using var running = server;
            var step = await OurLoad.RunAsync(server.Url, Seconds, cancellationToken, "--rate", $"{rate}");
            var stalls = (await server.StopAsync(cancellationToken)).Where(line => line.StartsWith("stall ", StringComparison.Ordinal))
                .Select(line => line.Split(' ').Skip(1).Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray()).ToList();

            // A call that was due as the stall began waited for all of it, and then for its turn among those that were held back.
            var (shortest, longest) = (stalls.Max(stall => stall[0]), stalls.Max(stall => stall[1]));
            Console.WriteLine(FormattableString.Invariant($"{rate:0} calls/s: by the server's clock {stalls.Count} stalls of up to {shortest:0.00} ms, the last answer out after {longest:0.00} ms, {stalls.Max(stall => stall[2]):0} held back"));
            Console.WriteLine(FormattableString.Invariant($"    max {step.Figure("maxMs"):0.00} ms: {Distance(step.Figure("maxMs"), shortest - (1000 / rate), longest):0.00} ms from where it must lie"));
            Console.WriteLine(FormattableString.Invariant($"    p50 {step.Figure("p50Ms"):0.00} ms   p95 {step.Figure("p95Ms"):0.00} ms   p99 {step.Figure("p99Ms"):0.00} ms   service p99 {step.Figure("serviceP99Ms"):0.00} ms"));
        }
    }

    private static double Distance(double value, double low, double high) => value < low ? value - low : value > high ? value - high : 0;
}
