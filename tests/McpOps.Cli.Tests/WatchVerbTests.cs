using System.Globalization;
using System.Text.Json;

namespace McpOps.Cli.Tests;

/// <summary>The watch as it is called, over restarts and kills.</summary>
public sealed class WatchVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-watch-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Inventory => Path.Combine(_folder.FullName, "mcpops.json");

    private string Alerts => Path.Combine(_folder.FullName, "alerts.jsonl");

    [Fact]
    public async Task Runs_of_a_timer_remember_and_alert_once()
    {
        Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\" }");
        for (var run = 0; run < 5; run++)
        {
            var (code, _, error) = await OnceAsync();
            Assert.True(code == 0, error);
            Assert.InRange(Sent().Count, 0, run < 2 ? 0 : 1);
        }

        var alert = Assert.Single(Sent());
        Assert.Equal(("gone", "health", "critical", "Firing"), (alert.GetProperty("server").GetString(), alert.GetProperty("rule").GetString(), alert.GetProperty("severity").GetString(), alert.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task What_is_acknowledged_and_how_the_watch_is_can_be_asked()
    {
        Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\" }", "\"failures\": 1");
        await OnceAsync();
        Assert.Equal(0, (await Cli.RunAsync("alerts", "confirm", "gone", "--config-path", Inventory, "--comment", "Ann is on it")).Code);
        var (_, output, _) = await Cli.RunAsync("alerts", "--config-path", Inventory, "-o", "ndjson");
        Assert.Contains("\"state\":\"Acknowledged\"", output, StringComparison.Ordinal);
        Assert.Contains("Ann is on it", output, StringComparison.Ordinal);
        (_, output, _) = await Cli.RunAsync("watch", "--status", "--config-path", Inventory, "-o", "json");
        using var status = JsonDocument.Parse(output);
        Assert.Equal((1, 0), (status.RootElement.GetProperty("quiet").GetInt32(), status.RootElement.GetProperty("outbox").GetInt32()));
        Assert.Equal("AlertNotFound", (await Cli.RunAsync("alerts", "confirm", "other", "--config-path", Inventory)).Error.Split(' ')[1].TrimEnd(':'));
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

    [Fact]
    public async Task A_loop_ends_cleanly_and_takes_a_changed_inventory_and_keeps_the_old_one_when_it_is_broken()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\", \"every\": \"1s\" }", "\"failures\": 2");
        using var watch = Command.Start(Command.McpOps, ["watch", "--config-path", Inventory, "-o", "ndjson", "--all"]);
        var (lines, errors) = (new List<string>(), new List<string>());
        watch.OutputDataReceived += (_, line) => Add(lines, line.Data);
        watch.ErrorDataReceived += (_, line) => Add(errors, line.Data);
        watch.BeginOutputReadLine();
        watch.BeginErrorReadLine();
        Assert.True(await Eventually.HoldsAsync(() => Has(lines, "\"fired\"") && Sent().Count > 0, TimeSpan.FromSeconds(60), Stop));
        await File.WriteAllTextAsync(Inventory, "{ \"servers\": ", Stop);
        Assert.True(await Eventually.HoldsAsync(() => Has(errors, "InventoryNotReloaded"), TimeSpan.FromSeconds(60), Stop));
        Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\", \"every\": \"1s\" }, \"other\": { \"url\": \"http://127.0.0.1:2/mcp\", \"every\": \"1s\" }", "\"failures\": 2");
        Assert.True(await Eventually.HoldsAsync(() => Has(lines, "\"other\""), TimeSpan.FromSeconds(60), Stop));
        await Command.RunAsync("kill", ["-TERM", watch.Id.ToString(CultureInfo.InvariantCulture)], Stop);
        await watch.WaitForExitAsync(Stop);
        Assert.Equal(0, watch.ExitCode);
        Assert.Single(errors, line => line.Contains("InventoryNotReloaded", StringComparison.Ordinal));
        Assert.Single(Sent(), sent => sent.GetProperty("server").GetString() == "gone");
    }

    /// <summary>The short form of the kill test: the long one is a benchmark.</summary>
    [Fact]
    public async Task Killed_again_and_again_it_loses_no_alert_and_doubles_none()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        Write(string.Join(", ", Enumerable.Range(0, 20).Select(index => $"\"s{index}\": {{ \"url\": \"http://127.0.0.1:1/mcp\", \"every\": \"1s\" }}")), "\"failures\": 3", "\"groupWait\": \"0s\"");
        var random = new Random(11);
        for (var kill = 0; kill < 6; kill++)
        {
            using var watch = Command.Start(Command.McpOps, ["watch", "--config-path", Inventory, "-o", "ndjson"]);
            watch.OutputDataReceived += (_, _) => { };
            watch.BeginOutputReadLine();
            watch.ErrorDataReceived += (_, _) => { };
            watch.BeginErrorReadLine();
            await Task.Delay(random.Next(800, 3000), Stop);
            watch.Kill();
            await watch.WaitForExitAsync(Stop);
        }

        // What was leased by one that was killed is sent again when its lease has run out, so the last word is that of the state.
        for (var run = 0; run < 4; run++)
        {
            var (code, _, error) = await OnceAsync();
            Assert.True(code == 0, error);
        }

        var (_, output, _) = await Cli.RunAsync("alerts", "--config-path", Inventory, "-o", "json");
        using var firing = JsonDocument.Parse(output);
        Assert.Equal(20, firing.RootElement.GetArrayLength());
        var told = Sent().GroupBy(sent => sent.GetProperty("server").GetString()!, StringComparer.Ordinal).ToList();
        var waiting = firing.RootElement.EnumerateArray().Count(alert => alert.GetProperty("sentTo").GetArrayLength() == 0);
        Assert.True(told.Count + waiting >= 20, $"{told.Count} told, {waiting} leased");
        Assert.All(told, sent => Assert.True(sent.Count() == 1 || sent.Skip(1).All(again => again.GetProperty("possiblyRepeated").GetBoolean()), sent.Key));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // A sample is of a second: two runs within one are one look.
    private async Task<(int Code, string Output, string Error)> OnceAsync()
    {
        var second = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await Eventually.HoldsAsync(() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() > second, TimeSpan.FromSeconds(10), Stop);
        return await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
    }

    private void Write(string servers, string watch = "\"failures\": 3", string alerts = "\"suppressFor\": \"15m\", \"groupWait\": \"0s\"") => File.WriteAllText(Inventory,
        $$"""{ "history": { "store": "history" }, "channels": { "log": { "kind": "file", "path": "alerts.jsonl" } }, "alerts": { {{alerts}} }, "watch": { {{watch}} }, "servers": { {{servers}} } }""");

    private List<JsonElement> Sent() => !File.Exists(Alerts) ? [] : [.. File.ReadAllLines(Alerts).Select(line => JsonDocument.Parse(line).RootElement)];

    private static void Add(List<string> lines, string? line)
    {
        lock (lines)
        {
            lines.Add(line ?? "");
        }
    }

    private static bool Has(List<string> lines, string text)
    {
        lock (lines)
        {
            return lines.Any(line => line.Contains(text, StringComparison.Ordinal));
        }
    }
}
