namespace McpOps.Benchmarks.Capacity;

/// <summary>Whether the open model offers the rate that was asked for, up to 80 % of the peak, and whether the server was sent it all.</summary>
internal sealed class RateBenchmark : IBenchmark
{
    private const int RampSeconds = 8;
    private const int HoldSeconds = 8;
    private static readonly double[] Shares = [0.1, 0.4, 0.8];

    public string Name => "capacity-rate";

    public string Description => "offered and answered calls/s of --rate at 10, 40 and 80 % of the peak: within 1 % of what was asked";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await using var server = await MinimalServer.StartAsync(cancellationToken);
        var peak = (await OurLoad.RunAsync(server.Url, RampSeconds, cancellationToken, "--max-concurrency", "16")).Figure("rate");
        Console.WriteLine(FormattableString.Invariant($"peak at 16 in flight {peak:#,0} calls/s"));
        foreach (var share in Shares)
        {
            var rate = Math.Round(share * peak);
            var step = await OurLoad.RunAsync(server.Url, HoldSeconds, cancellationToken, "--rate", FormattableString.Invariant($"{rate}"));
            Console.WriteLine(FormattableString.Invariant(
                $"{100 * share,3:0} %: asked {rate,7:#,0}   offered {Off(step.Figure("offeredRate"), rate)}   answered {Off(step.Figure("rate"), rate)}   dropped {step.Figure("dropped"):0}   p50 {step.Figure("p50Ms"):0.00} ms   p99 {step.Figure("p99Ms"):0.00} ms"));
        }
    }

    private static string Off(double measured, double asked) => FormattableString.Invariant($"{measured,9:#,0.0} ({Math.Round(100 * ((measured / asked) - 1), 2):+0.00;-0.00;0.00} %)");
}
