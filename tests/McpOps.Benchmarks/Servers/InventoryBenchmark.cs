using System.Globalization;
using System.Text;
using System.Text.Json;
using McpOps.Servers;

namespace McpOps.Benchmarks.Servers;

/// <summary>A large inventory, read with lines, warnings and checks, against the framework's bare JSON parser.</summary>
internal sealed class InventoryBenchmark : IBenchmark
{
    private const int Bytes = 10_000_000;

    public string Name => "inventory";

    public string Description => "An inventory of 10 MB read whole and checked, against JsonDocument.Parse of the same file.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var path = Path.GetTempFileName();
        try
        {
            var servers = await WriteAsync(path, cancellationToken);
            Console.WriteLine($"{servers} servers, {new FileInfo(path).Length / 1e6:0.0} MB");
            var catalog = new ServerCatalog(new EngineContext());
            await Pairwise.CompareAsync(
                "inventory",
                async () => Check(servers, (await catalog.LoadAsync(new ServerQuery { ConfigPath = path }, cancellationToken)).Servers.Count),
                "JsonDocument.Parse",
                async () =>
                {
                    using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancellationToken), new JsonDocumentOptions { AllowTrailingCommas = true });
                    Check(1, document.RootElement.EnumerateObject().Count());
                },
                runs: 9);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<int> WriteAsync(string path, CancellationToken cancellationToken)
    {
        var text = new StringBuilder("{\"servers\":{\n");
        var count = 0;
        while (text.Length < Bytes)
        {
            text.Append(CultureInfo.InvariantCulture, $"\"server-{count++:000000}\": {{ \"command\": \"npx\", \"args\": [\"-y\", \"package\"], \"env\": {{ \"KEY\": \"${{env:KEY}}\" }}, \"ports\": [8000], \"logs\": \"/var/log/x.log\" }},\n");
        }

        await File.WriteAllTextAsync(path, text.Append("}}").ToString(), cancellationToken);
        return count;
    }

    private static void Check(int expected, int actual)
    {
        if (expected != actual)
        {
            throw new InvalidOperationException($"{actual} were read, not {expected}.");
        }
    }
}
