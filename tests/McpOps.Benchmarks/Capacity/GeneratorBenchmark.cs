using System.Globalization;

namespace McpOps.Benchmarks.Capacity;

/// <summary>Calls per second at 16 in flight against the minimal server: the generator of <c>mcpops capacity</c> beside its peers, in turn.</summary>
internal sealed class GeneratorBenchmark : IBenchmark
{
    private const int InFlight = 16;
    private const int RampSeconds = 8;
    private const int PeerSeconds = 3;

    public string Name => "capacity-generator";

    public string Description => "calls/s at 16 in flight: at least 40,000, 0.85 of a bare HttpClient loop, 4 x autocannon, 10 x inspector --load";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 3;
        await using var server = await MinimalServer.StartAsync(cancellationToken);
        var peers = new LoadPeers(server.Url, InFlight, PeerSeconds);
        var processor = new List<double>();
        (string Name, Func<Task<double?>> Run, double? Goal)[] sides =
        [
            ("mcpops capacity", OursAsync, null),
            ("bare HttpClient loop", () => peers.BareLoopAsync(cancellationToken), 0.85),
            ("autocannon, ids and answers checked", () => peers.CheckedAutocannonAsync(cancellationToken), 4),
            ("autocannon, one request, unchecked", () => peers.BareAutocannonAsync(cancellationToken), null),
            ("inspector --cli --load", () => peers.InspectorAsync(cancellationToken), 10),
        ];
        var rates = sides.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (side, found) in sides.Zip(rates))
            {
                if (await side.Run() is { } rate)
                {
                    found.Add(rate);
                }
            }
        }

        foreach (var (side, found) in sides.Zip(rates))
        {
            Console.WriteLine(found.Count == 0 ? $"{side.Name,-36} not installed (tests/setup.sh)" : FormattableString.Invariant(
                $"{side.Name,-36} {Pairwise.Median(found),7:#,0} calls/s ({found.Min():#,0} to {found.Max():#,0})   mcpops / it {Pairwise.Median(rates[0]) / Pairwise.Median(found):0.00}{Goal(side.Goal)}"));
        }

        Console.WriteLine(FormattableString.Invariant($"processor time of mcpops: {Pairwise.Median(processor):0.0} µs a call"));

        async Task<double?> OursAsync()
        {
            var step = await OurLoad.RunAsync(server.Url, RampSeconds, cancellationToken, "--max-concurrency", $"{InFlight}");
            processor.Add(step.Figure("generatorCpuPercent") / 100 * Environment.ProcessorCount / step.Figure("rate") * 1e6);
            return step.Figure("rate");
        }
    }

    private static string Goal(double? goal) => goal is { } ratio ? FormattableString.Invariant($" (goal {ratio})") : "";
}
