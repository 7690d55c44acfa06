using System.Diagnostics;

namespace McpOps.Benchmarks.Monitoring;

/// <summary>What a long history costs the command: a month's p95 beyond its start, and a single run beside one that has no history.</summary>
internal static class SingleRuns
{
    private const int Rounds = 7;

    public static async Task MeasureAsync(string history, int servers, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("mcpops-single-");
        try
        {
            var inventory = Path.Combine(folder.FullName, "mcpops.json");
            await File.WriteAllTextAsync(inventory, $$"""{ "servers": { {{string.Join(", ", Enumerable.Range(0, servers).Select(index => $"\"server{index}\": {{ \"url\": \"http://127.0.0.1:1/mcp\" }}"))}} } }""", cancellationToken);
            var (month, start, once, fresh) = (new List<Run>(), new List<Run>(), new List<Run>(), new List<Run>());
            for (var round = 0; round < Rounds; round++)
            {
                // Side by side, so that what else the machine does falls on all.
                month.Add(await RunAsync(["metrics", "server1", "--metric", "response", "--statistic", "p95", "--window", "30d", "--since", "2025-12-02", "--until", "2026-01-01", "--config-path", inventory, "--history", history], cancellationToken));
                fresh.Add(await RunAsync(["watch", "--once", "--config-path", inventory, "--history", Path.Combine(folder.FullName, $"fresh{round}")], cancellationToken));
                start.Add(await RunAsync(["metrics", "server1", "--metric", "success", "--config-path", inventory, "--history", Path.Combine(folder.FullName, $"fresh{round}")], cancellationToken));
                once.Add(await RunAsync(["watch", "--once", "--config-path", inventory, "--history", history], cancellationToken));
            }

            Console.WriteLine($"a month's p95 of one of {servers} servers, whole process: {Median(month, run => run.Ms):0} ms, of which, of a history of one sample, {Median(start, run => run.Ms):0} ms (goal: 200 ms beyond it)");
            Console.WriteLine($"a single run: {Median(once, run => run.Ms):0} ms and {Median(once, run => run.Read) / 1e6:0.00} MB read; without history {Median(fresh, run => run.Ms):0} ms and {Median(fresh, run => run.Read) / 1e6:0.00} MB (goals: 500 ms and 1 MB more)");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Median(List<Run> runs, Func<Run, double> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);

    private static async Task<Run> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var process = Command.Start(Shipped.McpOps, [.. arguments]);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Complain(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var read = 0L;
        while (!process.HasExited)
        {
            read = Math.Max(read, ReadBytes(process.Id));
            await Task.Delay(2, cancellationToken);
        }

        await process.WaitForExitAsync(cancellationToken);
        return new Run(watch.Elapsed.TotalMilliseconds, read);
    }

    private static void Complain(string? line)
    {
        if (line?.StartsWith("error", StringComparison.Ordinal) is true)
        {
            Console.WriteLine(line);
        }
    }

    // What the kernel gave it, its own program among it; zero where there is no such count.
    private static long ReadBytes(int process)
    {
        try
        {
            return long.Parse(File.ReadLines($"/proc/{process}/io").First(line => line.StartsWith("rchar", StringComparison.Ordinal))[6..]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return 0;
        }
    }

    private sealed record Run(double Ms, double Read);
}
