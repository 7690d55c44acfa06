using System.Text.Json;
using System.Text.RegularExpressions;
using McpOps.Cli.Tests.StatusPage;

namespace McpOps.Cli.Tests;

/// <summary>Figures that the watch takes, and what is read from its history.</summary>
public sealed partial class WatchFigureTests : WatchedFolder
{
    [Fact]
    public async Task The_growth_of_a_counter_is_known_over_runs()
    {
        var value = 0;
        using var web = new System.Net.HttpListener();
        var address = $"http://127.0.0.1:{FreePort.Find()}/";
        web.Prefixes.Add(address);
        web.Start();
        var serving = Task.Run(async () =>
        {
            while (web.IsListening)
            {
                var context = await web.GetContextAsync();
                await using var writer = new StreamWriter(context.Response.OutputStream);
                await writer.WriteAsync($"hits_total {value += 10}\n");
            }
        });
        Write($"\"gone\": {{ \"url\": \"http://127.0.0.1:1/mcp\", \"metrics\": {{ \"hits\": {{ \"prometheus\": \"{address}\", \"name\": \"hits_total\", \"rate\": true }} }} }}");
        for (var run = 0; run < 3; run++)
        {
            await OnceAsync();
        }

        web.Stop();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var part = await Cli.RunAsync("metrics", "gone", "--metric", "hits,nope", "--statistic", "max", "--config-path", Inventory, "-o", "json");
        Assert.Equal(2, part.Code);
        Assert.Contains("warning MetricNotFound: The history has nothing of 'nope'", part.Error, StringComparison.Ordinal);
        using var metrics = JsonDocument.Parse((await Cli.RunAsync("metrics", "gone", "--metric", "hits", "--statistic", "max", "--config-path", Inventory, "-o", "json")).Output);
        Assert.Equal(2, metrics.RootElement[0].GetProperty("samples").GetInt32());
        Assert.InRange(metrics.RootElement[0].GetProperty("value").GetDouble(), 0.001, 10);
    }

    /// <summary>A probe that waits longer than the interval was a look at all that time: a server that hangs is not better off than one that is gone.</summary>
    [Fact]
    public async Task What_hangs_is_bad_in_each_slot_while_its_probe_waits()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        await File.WriteAllTextAsync(Inventory, $$"""
            { "history": { "store": "history" }, "watch": { "every": "2s", "failures": 3 }, "servers": { "hung": { "url": "http://{{silent.LocalEndpoint}}/mcp", "timeoutSeconds": 5 } } }
            """, Stop);
        var samples = Path.Combine(Folder, "history", "samples");
        await using (var watch = await ShownWatchRun.StartAsync(Folder, Stop))
        {
            Assert.True(await Eventually.HoldsAsync(() => Directory.Exists(samples) && Lines() >= 12, TimeSpan.FromSeconds(120), Stop));

            // Whoever looks meanwhile sees as many as were written: were only looks counted, they would be further behind with each.
            await watch.UntilAsync("/metrics", text => Bad().Match(text) is { Success: true } match && int.Parse(match.Groups["count"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) >= Lines(), Stop);
        }

        using var metrics = JsonDocument.Parse((await Cli.RunAsync("metrics", "hung", "--metric", "success", "--window", "2s", "--since", "5m", "--config-path", Inventory, "-o", "json")).Output);
        var seen = metrics.RootElement.EnumerateArray().Select(one => one.GetProperty("samples").GetInt32()).SkipWhile(count => count == 0).Reverse().SkipWhile(count => count == 0).ToList();
        Assert.True(seen.Count >= 8, $"{seen.Count} slots");

        // Three slots pass while one probe waits; where the machine is busy, a slot may be looked at late.
        Assert.InRange(seen.Count(count => count == 0), 0, seen.Count / 4);
        Assert.All(metrics.RootElement.EnumerateArray().Where(one => one.GetProperty("samples").GetInt32() > 0), one => Assert.Equal(0, one.GetProperty("value").GetDouble()));

        int Lines() => Directory.EnumerateFiles(samples, "*.jsonl", SearchOption.AllDirectories).Sum(path => File.ReadLines(path).Count(line => line.Contains("\"t\":", StringComparison.Ordinal) && !line.Contains("\"k\":", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_figure_that_cannot_be_taken_is_no_success_of_a_single_run()
    {
        Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\", \"metrics\": { \"size\": { \"file\": \"nowhere.json\", \"path\": \"$.size\" } } }");
        var (code, _, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
        Assert.Contains("warning MetricFailed: ", error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Partial, code);
    }

    /// <summary>What another monitor collected is the beginning of the history, and what the history gives is what forecasts take.</summary>
    [Fact]
    public async Task What_another_monitor_wrote_is_imported_once_and_goes_into_forecasts_as_it_is()
    {
        var file = Path.Combine(Folder, "discovery.jsonl");
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 200).Select(index => FormattableString.Invariant($"{{\"timestamp\":\"{start.AddHours(6 * index):O}\",\"system\":{{\"disk_usage\":{40 + (index * 0.2) + (index * 7919 % 13 * 0.1)}}},\"mode\":\"fast\"}}")), Stop);
        Write("\"web\": { \"url\": \"http://127.0.0.1:1/mcp\" }");
        Assert.Contains("MetricServerMissing", (await Cli.RunAsync("metrics", "import", file, "--config-path", Inventory)).Error, StringComparison.Ordinal);
        foreach (var (samples, known) in new[] { (200, 0), (0, 200) })
        {
            using var import = JsonDocument.Parse((await Cli.RunAsync("metrics", "import", file, "--server", "web", "--config-path", Inventory, "-o", "json")).Output);
            Assert.Equal((samples, known), (import.RootElement[0].GetProperty("samples").GetInt32(), import.RootElement[0].GetProperty("known").GetInt32()));
        }

        // Its months are closed by the next run, and say the same.
        await OnceAsync();
        var (code, output, error) = await Cli.RunAsync("metrics", "web", "--metric", "system.disk_usage", "--window", "6h", "--since", "2026-01-01", "--until", "2026-02-20", "--config-path", Inventory, "-o", "ndjson");
        Assert.True(code == 0, error);
        Assert.True(Directory.Exists(Path.Combine(Folder, "history", "rollups", "web")));
        var figures = Path.Combine(Folder, "figures.jsonl");
        await File.WriteAllTextAsync(figures, output, Stop);

        // 2: it crosses its threshold within the horizon.
        (code, output, error) = await Cli.RunAsync("capacity", "--history-path", figures, "--no-load", "--threshold", "web:system.disk_usage=90", "-o", "json");
        Assert.True(code == 2, error);
        Assert.Contains("\"web:system.disk_usage\"", output, StringComparison.Ordinal);
    }

    /// <summary>Whoever reads CSV later knows which instant a time is, and loses no digit of a number.</summary>
    [Fact]
    public async Task Lines_of_CSV_have_times_with_their_zone_and_numbers_with_all_digits()
    {
        Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\" }");
        await OnceAsync();
        var (_, output, _) = await Cli.RunAsync("metrics", "gone", "--metric", "success", "--config-path", Inventory, "-o", "csv");
        var (head, line) = (output.Split('\n')[0].Split(','), output.Split('\n')[1].Split(','));
        Assert.Matches("T[0-9:.]+([+-][0-9]{2}:[0-9]{2}|Z)$", line[Array.IndexOf(head, "From")]);
    }

    [Fact]
    public async Task Metrics_and_a_replay_come_from_what_was_seen()
    {
        await using var server = await ServedServer.StartAsync(Stop);
        Write($"\"web\": {{ \"url\": \"{server.Url}\" }}");
        await OnceAsync();
        await OnceAsync();
        var (code, output, error) = await Cli.RunAsync("metrics", "web", "--metric", "latency", "--statistic", "max", "--config-path", Inventory, "-o", "json");
        Assert.True(code == 0, error);
        using var metrics = JsonDocument.Parse(output);
        Assert.Equal(("ms", 2), (metrics.RootElement[0].GetProperty("unit").GetString(), metrics.RootElement[0].GetProperty("samples").GetInt32()));
        Assert.True(metrics.RootElement[0].GetProperty("value").GetDouble() > 0);
        Write($"\"web\": {{ \"url\": \"{server.Url}\", \"rules\": {{ \"slow\": {{ \"metric\": \"latency\", \"window\": \"60s\", \"above\": {{ \"warning\": 0.001 }} }} }} }}");
        (_, output, _) = await Cli.RunAsync("watch", "--replay", "1h", "--config-path", Inventory, "-o", "json");
        using var replay = JsonDocument.Parse(output);
        Assert.Equal((2, 1, 1), (replay.RootElement.GetProperty("samples").GetInt32(), replay.RootElement.GetProperty("alerts").GetInt32(), replay.RootElement.GetProperty("messages").GetInt32()));
    }

    [GeneratedRegex("mcpops_probes_total\\{server=\"hung\",result=\"bad\"\\} (?<count>[0-9]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Bad();
}
