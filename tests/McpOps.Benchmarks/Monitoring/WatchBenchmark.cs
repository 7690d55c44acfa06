using System.Diagnostics;
using McpOps.Monitoring;

namespace McpOps.Benchmarks.Monitoring;

/// <summary>A thousand servers a minute: <c>mcpops watch</c> against Debian's Prometheus with blackbox_exporter on the same targets.</summary>
internal sealed class WatchBenchmark : IBenchmark
{
    private const int Servers = 1000;
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    public string Name => "watch";

    public string Description => $"{Servers} HTTP servers a minute, watched by mcpops and by Debian's prometheus with blackbox_exporter (goals: processor time a probe and memory at most theirs, 99 % of starts within 1 s of their slot). Argument: minutes to measure, 2 when omitted.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var minutes = arguments.Count > 0 ? int.Parse(arguments[0]) : 2;
        var folder = Directory.CreateTempSubdirectory("mcpops-watch-");
        try
        {
            await using var targets = await WatchTargets.StartAsync();
            var names = Enumerable.Range(0, Servers).Select(index => $"s{index}").ToList();
            var ours = await MeasureAsync(targets, [Watch(folder.FullName, targets, names)], minutes, cancellationToken);
            PrintJitter(ours.Probes);
            Print("mcpops watch", ours);
            if (Command.Find("prometheus") is null || Command.Find("prometheus-blackbox-exporter") is null)
            {
                Console.WriteLine("prometheus and prometheus-blackbox-exporter are not installed: nothing to compare with.");
                return;
            }

            var theirs = await MeasureAsync(targets, Prometheus(folder.FullName, targets, names), minutes, cancellationToken);
            Print("prometheus + blackbox_exporter", theirs);
            Console.WriteLine($"ratio of processor time a probe {ours.CpuMs / theirs.CpuMs:0.00}, of memory {ours.Mb / theirs.Mb:0.00} (goals: at most 1)");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Process Watch(string folder, WatchTargets targets, IEnumerable<string> names)
    {
        var inventory = Path.Combine(folder, "mcpops.json");
        File.WriteAllText(inventory, $$"""{ "history": { "store": "history" }, "channels": { "log": { "kind": "file", "path": "alerts.jsonl" } }, "servers": { {{string.Join(", ", names.Select(name => $"\"{name}\": {{ \"url\": \"{targets.Url(name)}\" }}"))}} } }""");
        return Start(Shipped.McpOps, "watch", "--config-path", inventory, "--output", "ndjson");
    }

    private static IReadOnlyList<Process> Prometheus(string folder, WatchTargets targets, IEnumerable<string> names)
    {
        var (exporter, server) = (FreePort.Find(), FreePort.Find());
        var modules = Path.Combine(folder, "blackbox.yml");
        File.WriteAllText(modules, "modules:\n  http_2xx:\n    prober: http\n    timeout: 10s\n");
        var config = Path.Combine(folder, "prometheus.yml");
        File.WriteAllText(config, $$"""
            global: { scrape_interval: 60s }
            scrape_configs:
              - job_name: mcp
                metrics_path: /probe
                params: { module: [http_2xx] }
                static_configs: [{ targets: [{{string.Join(", ", names.Select(name => $"'{targets.Url(name)}'"))}}] }]
                relabel_configs:
                  - { source_labels: [__address__], target_label: __param_target }
                  - { target_label: __address__, replacement: '127.0.0.1:{{exporter}}' }
            """);
        return
        [
            Start("prometheus-blackbox-exporter", $"--config.file={modules}", $"--web.listen-address=127.0.0.1:{exporter}"),
            Start("prometheus", $"--config.file={config}", $"--storage.tsdb.path={Path.Combine(folder, "tsdb")}", $"--web.listen-address=127.0.0.1:{server}"),
        ];
    }

    private static async Task<Figures> MeasureAsync(WatchTargets targets, IReadOnlyList<Process> processes, int minutes, CancellationToken cancellationToken)
    {
        try
        {
            // The first round finds out what later ones know.
            await Task.Delay(Minute + TimeSpan.FromSeconds(15), cancellationToken);
            targets.Probes.Clear();
            var before = processes.Sum(Cpu);
            await Task.Delay(minutes * Minute, cancellationToken);
            var (after, probes) = (processes.Sum(Cpu), targets.Probes.ToList());
            return new Figures((after - before) / Math.Max(1, probes.Count), processes.Sum(Memory), probes);
        }
        finally
        {
            foreach (var process in processes)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
                process.Dispose();
            }
        }
    }

    private static void PrintJitter(IReadOnlyList<(string Server, DateTimeOffset At)> probes)
    {
        // Of a probe that finds out the era there is more than one first request.
        var late = probes.GroupBy(probe => (probe.Server, Slot: Slots.At(probe.Server, Minute, probe.At))).Select(probe => (probe.Min(one => one.At) - probe.Key.Slot).TotalSeconds).Order().ToList();
        Console.WriteLine($"{late.Count} starts after their slot: median {late[late.Count / 2]:0.000} s, 99 % {late[late.Count * 99 / 100]:0.000} s, worst {late[^1]:0.000} s (goal: 99 % within 1 s)");
    }

    private static void Print(string name, Figures figures) => Console.WriteLine($"{name,-32} {figures.CpuMs:0.000} ms of processor time a probe, {figures.Mb:0} MB, {figures.Probes.Count} probes");

    private static Process Start(string program, params string[] arguments)
    {
        var process = Command.Start(program, arguments);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static double Cpu(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalMilliseconds;
    }

    private static double Memory(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / 1048576.0;
    }

    private sealed record Figures(double CpuMs, double Mb, IReadOnlyList<(string Server, DateTimeOffset At)> Probes);
}
