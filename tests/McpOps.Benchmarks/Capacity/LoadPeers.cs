using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace McpOps.Benchmarks.Capacity;

/// <summary>Other load generators against the same server: each gives its calls per second, or null where it is not installed.</summary>
/// <param name="url">The server.</param>
/// <param name="inFlight">Calls in flight.</param>
/// <param name="seconds">How long each runs.</param>
internal sealed class LoadPeers(Uri url, int inFlight, int seconds)
{
    private const string Body = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"message":"hi"}}}""";
    private const int InspectorNode = 22;

    /// <summary>The least that a program does with HttpClient: send the same bytes, read the body, look at nothing but the status.</summary>
    public async Task<double?> BareLoopAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var type = new MediaTypeHeaderValue("application/json");
        var bytes = Encoding.UTF8.GetBytes(Body);
        long calls = 0;
        var begin = Stopwatch.GetTimestamp() + Stopwatch.Frequency;
        var end = begin + (seconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(
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
        return calls / (double)seconds;
    }

    /// <summary>autocannon that sends the same request again and again and looks at no answer.</summary>
    public async Task<double?> BareAutocannonAsync(CancellationToken cancellationToken) =>
        await RunAsync("autocannon/autocannon.js", ["-c", $"{inFlight}", "-d", $"{seconds}", "-j", "-m", "POST", "-H", "content-type: application/json", "-b", Body, url.ToString()], Requests, cancellationToken);

    /// <summary>autocannon that does what is asked of a generator here: an id of its own for each request, and every answer checked.</summary>
    public async Task<double?> CheckedAutocannonAsync(CancellationToken cancellationToken)
    {
        var script = Path.Combine(Repository.Root, "tests", "McpOps.Benchmarks", "Capacity", "autocannon-checked.cjs");
        return NodePackages.FindFile("autocannon/autocannon.js") is { } module
            ? await RunAsync(script, [module, url.ToString(), $"{inFlight}", $"{seconds}"], Requests, cancellationToken)
            : null;
    }

    /// <summary>The inspector's own load mode.</summary>
    public async Task<double?> InspectorAsync(CancellationToken cancellationToken) => await RunAsync(
        "@modelcontextprotocol/inspector/clients/launcher/build/index.js",
        ["--cli", url.ToString(), "--method", "tools/call", "--tool-name", "echo", "--tool-arg", "message=hi", "--load", "--load-concurrency", $"{inFlight}", "--load-duration", $"{seconds}"],
        root => Find(root, ["requestsPerSecond", "throughput", "rps", "callsPerSecond", "throughputPerSecond"]),
        cancellationToken);

    private static double? Requests(JsonElement root) => root.GetProperty("requests").GetProperty("average").GetDouble();

    private static async Task<double?> RunAsync(string script, string[] arguments, Func<JsonElement, double?> rate, CancellationToken cancellationToken)
    {
        var path = Path.IsPathRooted(script) ? script : NodePackages.FindFile(script);
        if (path is null || await NodePackages.FindNodeAsync(InspectorNode, cancellationToken) is not { } node)
        {
            return null;
        }

        var result = await Command.RunAsync(node, [path, .. arguments], cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"{script} ended with {result.ExitCode}: {result.Error}");
        }

        using var json = JsonDocument.Parse(result.Output[result.Output.IndexOf('{', StringComparison.Ordinal)..]);
        return rate(json.RootElement);
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
}
