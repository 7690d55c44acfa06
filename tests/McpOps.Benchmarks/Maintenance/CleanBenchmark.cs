using System.Diagnostics;
using McpOps.Maintenance;
using McpOps.Servers;

namespace McpOps.Benchmarks.Maintenance;

/// <summary>Cleaning many small files, each looked at by handle and looked up among all open files of the machine, against find(1).</summary>
internal sealed class CleanBenchmark : IBenchmark
{
    private const int Runs = 5;

    public string Name => "clean";

    public string Description => "100,000 old files removed, against find -delete: at most 1.5 of its time. An argument is another number of files.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var count = arguments is [var number, ..] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 100_000;
        var (ours, find) = (new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            ours.Add(await TimeAsync(count, folder => CleanAsync(folder, cancellationToken)));
            find.Add(await TimeAsync(count, folder => Pairwise.RunProcessAsync("find", [folder, "-name", "*.tmp", "-newermt", "1970-01-01", "-delete"], cancellationToken)));
        }

        Console.WriteLine($"ours {Pairwise.Median(ours):0} ms, find {Pairwise.Median(find):0} ms, ratio {Pairwise.Median(ours) / Pairwise.Median(find):0.00} (goal: at most 1.5)");
    }

    private static async Task CleanAsync(string folder, CancellationToken cancellationToken)
    {
        var server = new McpServer { Name = "a", Clean = [new McpCleanRule("all") { Paths = [Path.Combine(folder, "*.tmp")], OlderThan = TimeSpan.FromMilliseconds(1), MaxShare = 100, MaxFiles = int.MaxValue }] };
        await foreach (var file in new FileCleaner(new EngineContext()).RunAsync(new CleanOptions { Servers = [server] }, cancellationToken))
        {
            if (file.Outcome is not CleanOutcome.Removed)
            {
                throw new InvalidOperationException($"{file.Path}: {file.Reason}");
            }
        }
    }

    private static async Task<double> TimeAsync(int count, Func<string, Task> work)
    {
        var folder = Directory.CreateTempSubdirectory("mcpops-clean-");
        try
        {
            for (var index = 0; index < count; index++)
            {
                File.Create(Path.Combine(folder.FullName, $"{index}.tmp")).Dispose();
            }

            var started = Stopwatch.GetTimestamp();
            await work(folder.FullName);
            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            return Directory.EnumerateFileSystemEntries(folder.FullName).Any() ? throw new InvalidOperationException("Some are left.") : took;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
