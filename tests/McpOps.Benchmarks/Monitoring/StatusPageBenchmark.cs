using System.Globalization;
using McpOps.Monitoring;

namespace McpOps.Benchmarks.Monitoring;

/// <summary>What people who look cost a watch.</summary>
internal sealed class StatusPageBenchmark : IBenchmark
{
    private const int Viewers = 50;

    public string Name => "status-page";

    public string Description => "The page of 100 servers with 90 days (goals: first byte within 50 ms, at most 300 kB), of one with 90 days of minutes (100 ms), and 50 viewers at once (at most 5 % of a core). Argument: seconds to watch viewers for, 60 when omitted.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var seconds = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 60;
        var folder = Directory.CreateTempSubdirectory("mcpops-page-").FullName;
        try
        {
            await using var targets = await WatchTargets.StartAsync();
            var names = Enumerable.Range(0, 100).Select(index => $"s{index}").ToList();
            var inventory = Path.Combine(folder, "mcpops.json");
            await File.WriteAllTextAsync(inventory, $$"""{ "history": { "store": "history" }, "channels": { "log": { "kind": "file", "path": "alerts.jsonl" } }, "servers": { {{string.Join(", ", names.Select(name => $"\"{name}\": {{ \"url\": \"{targets.Url(name)}\", \"slo\": {{ \"availability\": {{ \"target\": 99.5 }} }} }}"))}} } }""", cancellationToken);
            await FillAsync(Path.Combine(folder, "history"), names, cancellationToken);
            await using var watch = await ShownWatch.StartAsync(inventory, cancellationToken);
            await watch.UntilAsync("api/v1/servers", text => !text.Contains("\"isComplete\": false", StringComparison.Ordinal) && !text.Contains("\"isComplete\":false", StringComparison.Ordinal), cancellationToken);

            var page = await watch.AskAsync("", 50, cancellationToken);
            Console.WriteLine($"page of {names.Count} servers: first byte {page.FirstMs:0.0} ms, whole {page.WholeMs:0.0} ms, {page.Bytes / 1000} kB, {page.CpuMs:0.0} ms of processor time (goals: 50 ms, 300 kB)");
            var one = await watch.AskAsync("server/s0", 50, cancellationToken);
            Console.WriteLine($"page of one server with 90 days of minutes: first byte {one.FirstMs:0.0} ms, whole {one.WholeMs:0.0} ms, {one.Bytes / 1000} kB, {one.CpuMs:0.0} ms of processor time (goal: 100 ms)");

            var alone = await ShareAsync(watch, seconds, cancellationToken);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var read = 0L;
            var viewers = Enumerable.Range(0, Viewers).Select(_ => ViewAsync(watch.Client.BaseAddress!, bytes => Interlocked.Add(ref read, bytes), stop.Token)).ToList();
            await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
            var together = await ShareAsync(watch, seconds, cancellationToken);
            await stop.CancelAsync();
            await Task.WhenAll(viewers);
            Console.WriteLine($"{Viewers} viewers: {together - alone:0.0} % of a core more ({alone:0.0} % without, {together:0.0} % with them; {read / 1000 / Viewers} kB each in {seconds} s; goal: 5 %)");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> ShareAsync(ShownWatch watch, int seconds, CancellationToken cancellationToken)
    {
        var before = watch.CpuMs;
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
        return 100 * (watch.CpuMs - before) / (1000.0 * seconds);
    }

    private static async Task ViewAsync(Uri address, Action<int> read, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new HttpClient { BaseAddress = address };
            await client.GetStringAsync("", cancellationToken);
            await using var stream = await client.GetStreamAsync("events", cancellationToken);
            var buffer = new byte[64 * 1024];
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var bytes)
            {
                read(bytes);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            // The end of the measurement.
        }
    }

    // The first server has minutes, the others every tenth: a page is made of hours, whatever number of samples each had.
    private static async Task FillAsync(string folder, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var (random, now) = (new Random(1), TimeProvider.System.GetUtcNow());
        await using var store = new JsonLinesStore(folder);
        var first = SampleOf.Whole(now).AddDays(-90);
        for (var day = 0; day < 90; day++)
        {
            await using var turn = await store.BeginAsync(cancellationToken);
            await turn.AppendAsync([.. names.SelectMany((name, index) => Enumerable.Range(0, index == 0 ? 1440 : 144).Select(step => Sample(name, first.AddDays(day).AddMinutes(step * (index == 0 ? 1 : 10)), random)))], cancellationToken);
        }

        await store.RetainAsync(new RetentionPlan(DateTimeOffset.MinValue, DateTimeOffset.MinValue, now), cancellationToken);
    }

    private static McpSample Sample(string server, DateTimeOffset slot, Random random)
    {
        var isBad = random.Next(300) == 0;
        return new McpSample
        {
            Server = server, Slot = slot, Status = isBad ? "Unhealthy" : "Healthy", Verdict = isBad ? "Timeout" : "Healthy",
            Values = isBad ? [] : new Dictionary<string, double> { ["latency"] = 25.1, ["response"] = Math.Round(20 + (random.NextDouble() * 90), 1), ["toolCount"] = 9, ["tools"] = 1915 },
        };
    }
}
