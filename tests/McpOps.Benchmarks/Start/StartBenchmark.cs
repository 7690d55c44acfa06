using System.Diagnostics;
using System.Globalization;

namespace McpOps.Benchmarks.Start;

/// <summary>What short runs of the command take beside the least that a .NET program can be.</summary>
internal sealed class StartBenchmark : IBenchmark
{
    private const int Lines = 2000;

    public string Name => "start";

    public string Description => "whole process as shipped against a bare .NET program of the same runtime, ReadyToRun both (goals: --version 1.3, one HTTP probe 3.5, a log of 2,000 lines 2.5, backup list 2.5)";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var runs = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 21;
        var hello = await HelloProgram.BuildAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("mcpops-start-");
        using var server = Serve(out var url);
        try
        {
            var log = Path.Combine(folder.FullName, "app.log");
            await File.WriteAllLinesAsync(log, Enumerable.Range(0, Lines).Select(Line), cancellationToken);
            var store = Path.Combine(folder.FullName, "store");
            for (var backup = 0; backup < 3; backup++)
            {
                await Pairwise.RunProcessAsync(Shipped.McpOps, ["backup", "--path", log, "--store", store], cancellationToken);
            }

            (string Name, double? Goal, string[] Arguments)[] works =
            [
                ("--version", 1.3, ["--version"]),
                ("--help", null, ["--help"]),
                ("health, one HTTP probe", 3.5, ["health", "--url", url, "--quiet"]),
                ("logs, 2,000 lines", 2.5, ["logs", log]),
                ("backup list", 2.5, ["backup", "list", "--store", store]),
                ("completion of a verb", null, ["complete", "--", "backup", "li"]),
            ];
            foreach (var (name, goal, line) in works)
            {
                await Pairwise.CompareAsync(
                    $"mcpops {name}", () => Pairwise.RunProcessAsync(Shipped.McpOps, line, cancellationToken),
                    "bare .NET program", () => Pairwise.RunProcessAsync(hello, [], cancellationToken), runs, goal);
                await Pairwise.CompareAsync(
                    $"mcpops {name}", () => Pairwise.RunProcessAsync(Shipped.McpOps, line, cancellationToken),
                    "the same, portable", () => Pairwise.RunProcessAsync(Command.McpOps, line, cancellationToken), runs);
            }
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    private static Process Serve(out string url)
    {
        var program = Path.Combine(Repository.Root, "tests", "Replicas", "MinimalServer", "bin", Command.Configuration, "net10.0", "minimal-server");
        var process = Command.Start(program, ["0"]);
        url = process.StandardOutput.ReadLine() + "/mcp";
        return process;
    }

    private static string Line(int index) => string.Create(CultureInfo.InvariantCulture, $"2026-11-20 {6 + (index / 600):00}:{index / 10 % 60:00}:{index % 60:00},{index % 1000:000} ")
        + (index % 25) switch
        {
            3 => $"ERROR [crawler.db] connection to 10.0.0.{index % 9}:5432 refused after {index} ms",
            7 or 19 => $"WARNING [crawler.fetch] retry {index % 4} of https://example{index % 9}.org/page/{index}",
            _ => $"INFO [crawler.api] GET https://example{index % 9}.org/page/{index} 200 in {index * 37 % 900} ms",
        };
}
