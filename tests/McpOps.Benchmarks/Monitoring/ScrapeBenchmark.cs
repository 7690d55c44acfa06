using System.Diagnostics;
using System.Globalization;

namespace McpOps.Benchmarks.Monitoring;

/// <summary>What a Prometheus that scrapes costs a watch, against blackbox_exporter on the same targets.</summary>
internal sealed class ScrapeBenchmark : IBenchmark
{
    private const int Servers = 1000;

    public string Name => "scrape";

    public string Description => $"/metrics of {Servers} servers (goal: 50 ms), /probe beside the probe itself (goal: 1 ms more), and processor time a scrape against blackbox_exporter's on the same targets (goal: ratio at most 1). Argument: scrapes, 1000 when omitted.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var scrapes = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1000;
        var folder = Directory.CreateTempSubdirectory("mcpops-scrape-").FullName;
        try
        {
            await using var targets = await WatchTargets.StartAsync();
            await MetricsAsync(folder, targets, cancellationToken);
            await ProbeAsync(folder, targets, scrapes, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MetricsAsync(string folder, WatchTargets targets, CancellationToken cancellationToken)
    {
        await using var watch = await ShownWatch.StartAsync(await InventoryAsync(folder, targets, Servers, "60s", cancellationToken), cancellationToken);
        await watch.UntilAsync("metrics", text => Count(text, "\nmcpops_up{") >= Servers, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken);
        var page = await watch.AskAsync("metrics", 40, cancellationToken);
        Console.WriteLine($"/metrics of {Servers} servers: first byte {page.FirstMs:0.0} ms, whole {page.WholeMs:0.0} ms, {page.Bytes / 1000} kB, {page.CpuMs:0.0} ms of processor time with what the watch does meanwhile (goal: 50 ms)");
    }

    private static async Task ProbeAsync(string folder, WatchTargets targets, int scrapes, CancellationToken cancellationToken)
    {
        var started = await OursAsync(folder, targets, scrapes, [], cancellationToken);
        var service = await OursAsync(folder, targets, scrapes, new() { ["DOTNET_TieredPGO"] = "1" }, cancellationToken);
        Console.WriteLine($"/probe: {started.CpuMs:0.000} ms of processor time a scrape, {started.AddedMs:0.00} ms more than the probe itself (goal: 1 ms)");
        Console.WriteLine($"/probe of the service in docs/monitoring.md (DOTNET_TieredPGO=1): {service.CpuMs:0.000} ms, {service.AddedMs:0.00} ms more");
        if (Command.Find("prometheus-blackbox-exporter") is null)
        {
            Console.WriteLine("prometheus-blackbox-exporter is not installed: nothing to compare with.");
            return;
        }

        var theirs = await TheirsAsync(folder, targets, scrapes, cancellationToken);
        Console.WriteLine($"blackbox_exporter: {theirs:0.000} ms of processor time a scrape; ratio {started.CpuMs / theirs:0.00}, of the service {service.CpuMs / theirs:0.00} (goal: at most 1)");
    }

    private static async Task<(double AddedMs, double CpuMs)> OursAsync(string folder, WatchTargets targets, int scrapes, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        // The watch itself looks once a day: what is measured are the scrapes.
        await using var watch = await ShownWatch.StartAsync(await InventoryAsync(folder, targets, 10, "1d", cancellationToken), cancellationToken, environment);
        await watch.UntilAsync("metrics", text => text.Contains("mcpops_servers 10\n", StringComparison.Ordinal), cancellationToken);
        return await ScrapeAsync(watch.Client, index => $"probe?target=s{index % 10}", scrapes, () => watch.CpuMs, cancellationToken);
    }

    private static async Task<double> TheirsAsync(string folder, WatchTargets targets, int scrapes, CancellationToken cancellationToken)
    {
        var (port, modules) = (FreePort.Find(), Path.Combine(folder, "blackbox.yml"));
        await File.WriteAllTextAsync(modules, "modules:\n  http_2xx:\n    prober: http\n    timeout: 10s\n", cancellationToken);
        using var exporter = Command.Start("prometheus-blackbox-exporter", [$"--config.file={modules}", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            while (await client.GetAsync("metrics", cancellationToken).ContinueWith(answer => !answer.IsCompletedSuccessfully, TaskScheduler.Default))
            {
                await Task.Delay(100, cancellationToken);
            }

            return (await ScrapeAsync(client, index => $"probe?module=http_2xx&target={Uri.EscapeDataString(targets.Url($"s{index % 10}"))}", scrapes, () => Cpu(exporter), cancellationToken)).CpuMs;
        }
        finally
        {
            exporter.Kill();
            await exporter.WaitForExitAsync(CancellationToken.None);
        }
    }

    // One after another, as a scraper of ten targets does.
    private static async Task<(double AddedMs, double CpuMs)> ScrapeAsync(HttpClient client, Func<int, string> path, int scrapes, Func<double> cpu, CancellationToken cancellationToken)
    {
        for (var index = 0; index < scrapes / 2; index++)
        {
            await client.GetStringAsync(path(index), cancellationToken);
        }

        var (added, before) = (new List<double>(), cpu());
        for (var index = 0; index < scrapes; index++)
        {
            var watch = Stopwatch.StartNew();
            var text = await client.GetStringAsync(path(index), cancellationToken);
            var took = watch.Elapsed.TotalMilliseconds;
            if (!text.Contains("\nprobe_success 1\n", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(text);
            }

            var begin = text.IndexOf("\nprobe_duration_seconds ", StringComparison.Ordinal) + "\nprobe_duration_seconds ".Length;
            added.Add(took - (1000 * double.Parse(text.AsSpan(begin, text.IndexOf('\n', begin) - begin), CultureInfo.InvariantCulture)));
        }

        return (ShownWatch.Median(added), (cpu() - before) / scrapes);
    }

    private static async Task<string> InventoryAsync(string folder, WatchTargets targets, int servers, string every, CancellationToken cancellationToken)
    {
        var inventory = Path.Combine(folder, $"mcpops-{servers}.json");
        await File.WriteAllTextAsync(inventory, $$"""{ "history": { "store": "history-{{servers}}" }, "channels": { "log": { "kind": "file", "path": "alerts.jsonl" } }, "watch": { "every": "{{every}}" }, "servers": { {{string.Join(", ", Enumerable.Range(0, servers).Select(index => $"\"s{index}\": {{ \"url\": \"{targets.Url($"s{index}")}\" }}"))}} } }""", cancellationToken);
        return inventory;
    }

    private static int Count(string text, string word)
    {
        var count = 0;
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    private static double Cpu(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalMilliseconds;
    }
}
