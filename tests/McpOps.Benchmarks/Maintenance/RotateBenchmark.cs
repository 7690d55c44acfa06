using System.Diagnostics;
using System.Globalization;
using McpOps.Maintenance;
using McpOps.Servers;

namespace McpOps.Benchmarks.Maintenance;

/// <summary>One large log renamed, compressed and read back, against logrotate with the same rule.</summary>
internal sealed class RotateBenchmark : IBenchmark
{
    private const int Runs = 3;

    public string Name => "rotate";

    public string Description => "A log of 1 GB rotated and compressed, against logrotate: at most 1.1 of its time. An argument is another size in MB.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var megabytes = arguments is [var number, ..] ? int.Parse(number, CultureInfo.InvariantCulture) : 1024;
        var logrotate = new[] { Command.Find("logrotate"), "/usr/sbin/logrotate" }.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("logrotate is not installed, and there is nothing to compare with: bash tests/setup.sh.");
        var (ours, peer) = (new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            ours.Add(await TimeAsync(megabytes, log => RotateAsync(log, cancellationToken)));
            peer.Add(await TimeAsync(megabytes, log => LogrotateAsync(logrotate, log, cancellationToken)));
        }

        Console.WriteLine($"ours {Pairwise.Median(ours):0} ms, logrotate {Pairwise.Median(peer):0} ms, ratio {Pairwise.Median(ours) / Pairwise.Median(peer):0.00} (goal: at most 1.1)");
    }

    private static async Task RotateAsync(string log, CancellationToken cancellationToken)
    {
        var server = new McpServer { Name = "a", Rotate = [new McpRotateRule([log]) { MaxSize = 1 }] };
        await foreach (var record in new LogRotator(new EngineContext()).RunAsync(new RotateOptions { Servers = [server], History = Path.Combine(Path.GetDirectoryName(log)!, "state") }, cancellationToken))
        {
            if (record.Outcome is not RotateOutcome.Rotated)
            {
                throw new InvalidOperationException(record.Reason);
            }
        }
    }

    private static async Task LogrotateAsync(string logrotate, string log, CancellationToken cancellationToken)
    {
        var configuration = log + ".conf";
        await File.WriteAllTextAsync(configuration, $"\"{log}\" {{\n  rotate 7\n  size 1\n  compress\n  create\n}}\n", cancellationToken);
        await Pairwise.RunProcessAsync(logrotate, ["--force", "--state", log + ".state", configuration], cancellationToken);
    }

    private static async Task<double> TimeAsync(int megabytes, Func<string, Task> work)
    {
        var folder = Directory.CreateTempSubdirectory("mcpops-rotate-");
        try
        {
            var log = Path.Combine(folder.FullName, "app.log");
            await using (var file = new StreamWriter(log))
            {
                var random = new Random(1);
                for (var bytes = 0L; bytes < megabytes * 1024L * 1024;)
                {
                    var line = string.Create(CultureInfo.InvariantCulture, $"2026-11-27 02:{random.Next(60):00}:{random.Next(60):00},{random.Next(1000):000} - app - INFO - Extracted {random.Next(100_000)} characters from https://example.com/{random.Next(1_000_000)} in {random.Next(5000)} ms");
                    await file.WriteLineAsync(line);
                    bytes += line.Length + 1;
                }
            }

            var started = Stopwatch.GetTimestamp();
            await work(log);
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
