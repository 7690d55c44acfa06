using System.Globalization;
using System.Text.Json;

namespace McpOps.Cli.Tests;

/// <summary>The watch as it is called, over restarts and kills.</summary>
public sealed class WatchVerbTests : WatchedFolder
{
    // A machine that is busy with other tests answers slowly, and is well all the same.
    private const string Patient = "\"timeoutSeconds\": 60, \"thresholds\": { \"response\": { \"warning\": 60000, \"critical\": 120000 } }";

    [Fact]
    public async Task Runs_of_a_timer_remember_and_alert_once()
    {
        var port = FreePort.Find();
        Write($"\"gone\": {{ \"url\": \"http://127.0.0.1:{port}/mcp\", {Patient} }}");
        for (var run = 1; run <= 5; run++)
        {
            await OnceAsync();
            Assert.Equal(run < 3 ? 0 : 1, Sent().Count);
        }

        var alert = Sent()[0];
        Assert.Equal(("gone", "health", "critical", "Firing"), (alert.GetProperty("server").GetString(), alert.GetProperty("rule").GetString(), alert.GetProperty("severity").GetString(), alert.GetProperty("state").GetString()));
        await using var server = await ServedServer.StartAsync(Stop, "--port", port.ToString(CultureInfo.InvariantCulture));
        for (var run = 1; run <= 3; run++)
        {
            await OnceAsync();
            Assert.True((run < 2 ? 1 : 2) == Sent().Count, $"{run}: {string.Join('\n', Sent())}");
        }

        Assert.Equal(("gone", "Resolved"), (Sent()[1].GetProperty("server").GetString(), Sent()[1].GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_watch_without_channels_says_once_that_nobody_is_told_and_one_that_never_ran_says_so()
    {
        await File.WriteAllTextAsync(Inventory, """{ "history": { "store": "history" }, "servers": { "gone": { "url": "http://127.0.0.1:1/mcp" } } }""", Stop);
        var (code, output, _) = await Cli.RunAsync("watch", "--status", "--config-path", Inventory, "-o", "json");
        Assert.Equal(3, code);
        using (var status = JsonDocument.Parse(output))
        {
            Assert.True(status.RootElement.GetProperty("stale").GetBoolean());
            Assert.Contains("was ever watched", status.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        Assert.Contains("NoChannels", await OnceAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("NoChannels", await OnceAsync(), StringComparison.Ordinal);
        (code, output, _) = await Cli.RunAsync("watch", "--status", "--config-path", Inventory, "-o", "json");
        Assert.Equal(0, code);
        Assert.Contains("\"stale\": false", output, StringComparison.Ordinal);
    }

    /// <summary>What could not be delivered is said, and the exit code tells: that night's mail of cron may be all that is left.</summary>
    [Theory]
    [InlineData("full")]
    [InlineData("fifo")]
    [InlineData("unwritable")]
    public async Task A_channel_that_takes_nothing_is_said_and_ends_with_another_code(string fault)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Devices and named pipes");
        var path = fault switch { "full" => "/dev/full", "fifo" => Path.Combine(Folder, "pipe"), _ => Path.Combine(Folder, "mcpops.json", "alerts.jsonl") };
        if (fault is "fifo")
        {
            Assert.Equal(0, (await Command.RunAsync("mkfifo", [path], Stop)).ExitCode);
        }

        await File.WriteAllTextAsync(Inventory, $$"""{ "history": { "store": "history" }, "channels": { "log": { "kind": "file", "path": "{{path}}" } }, "alerts": { "groupWait": "0s", "routes": [{ "rules": ["health"], "to": ["log"] }] }, "watch": { "failures": 1 }, "servers": { "gone": { "url": "http://127.0.0.1:1/mcp" } } }""", Stop);
        var (code, _, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
        Assert.True(code == 2, error);
        Assert.Contains("ChannelFailing", error, StringComparison.Ordinal);
        Assert.Contains("'log'", error, StringComparison.Ordinal);
        var (status, output, _) = await Cli.RunAsync("watch", "--status", "--config-path", Inventory, "-o", "json");
        Assert.Equal(1, status);
        using var report = JsonDocument.Parse(output);
        Assert.Equal((fault is "fifo" ? 1 : 0, 1), (report.RootElement.GetProperty("deadLetters").GetInt32(), report.RootElement.GetProperty("failing").GetArrayLength()));

        // What waits for its next try is said by each run that does not deliver it.
        (code, _, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
        Assert.Equal(fault is not "fifo", code == 2 && error.Contains("ChannelFailing", StringComparison.Ordinal));
    }

    /// <summary>Two timers that meet are one look: a failure counts once.</summary>
    [Fact]
    public async Task Of_two_runs_at_once_one_looks_and_the_other_says_so()
    {
        var (asked, gate) = (0, new TaskCompletionSource());
        using var web = new System.Net.HttpListener();
        var address = $"http://127.0.0.1:{FreePort.Find()}/";
        web.Prefixes.Add(address);
        web.Start();
        var serving = Task.Run(async () =>
        {
            while (web.IsListening)
            {
                var context = await web.GetContextAsync();
                Interlocked.Increment(ref asked);
                await gate.Task;
                context.Response.StatusCode = 500;
                context.Response.Close();
            }
        });
        Write($"\"slow\": {{ \"url\": \"{address}mcp\", {Patient} }}");
        var first = Cli.RunAsync("watch", "--once", "--config-path", Inventory);
        Assert.True(await Eventually.HoldsAsync(() => Volatile.Read(ref asked) > 0, TimeSpan.FromSeconds(60), Stop));
        var (code, output, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
        Assert.True(code == 0, error);
        Assert.Contains("WatchedElsewhere", error, StringComparison.Ordinal);
        Assert.DoesNotContain("slow", output, StringComparison.Ordinal);
        gate.SetResult();
        Assert.DoesNotContain("WatchedElsewhere", (await first).Error, StringComparison.Ordinal);
        using var metrics = JsonDocument.Parse((await Cli.RunAsync("metrics", "slow", "--metric", "success", "--statistic", "count", "--config-path", Inventory, "-o", "json")).Output);
        Assert.Equal(1, metrics.RootElement[0].GetProperty("samples").GetInt32());
        Assert.DoesNotContain("WatchedElsewhere", await OnceAsync(), StringComparison.Ordinal);
        web.Stop();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task A_single_run_beside_a_watch_that_runs_on_and_on_counts_no_failure_twice()
    {
        Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\" }", "\"every\": \"1d\"");
        await using (var run = await StatusPage.ShownWatchRun.StartAsync(Folder, Stop))
        {
            await run.UntilAsync("/metrics", text => text.Contains("mcpops_watch_last_run_timestamp_seconds ", StringComparison.Ordinal), Stop);
            var (code, output, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
            Assert.True(code == 0, error);
            Assert.Contains("WatchedElsewhere", error, StringComparison.Ordinal);
            Assert.DoesNotContain("gone", output, StringComparison.Ordinal);
        }

        // It has ended, and left nothing behind that would hold a run up.
        Assert.DoesNotContain("WatchedElsewhere", await OnceAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_server_offers_now_is_accepted_when_somebody_says_so_and_its_alert_is_over()
    {
        var tools = """{"tools":[{"name":"echo","description":"Says it","inputSchema":{"type":"object"}}]}""";
        using var web = new System.Net.HttpListener();
        var address = $"http://127.0.0.1:{FreePort.Find()}/";
        web.Prefixes.Add(address);
        web.Start();
        var serving = ServeAsync(web, () => Volatile.Read(ref tools));
        Write($"\"web\": {{ \"url\": \"{address}mcp\", {Patient} }}", "\"failures\": 1, \"successes\": 1");
        Assert.Contains("NothingSeen", (await Cli.RunAsync("watch", "--accept", "--config-path", Inventory)).Error, StringComparison.Ordinal);
        await OnceAsync();
        await OnceAsync();
        Volatile.Write(ref tools, """{"tools":[{"name":"shell","description":"Runs it","inputSchema":{"type":"object"}}]}""");
        await OnceAsync();
        Assert.Equal(("drift", "Firing"), (Sent()[0].GetProperty("rule").GetString(), Sent()[0].GetProperty("state").GetString()));

        var (code, output, error) = await Cli.RunAsync("watch", "web", "--accept", "--config-path", Inventory);
        Assert.True(code == 0, error);
        Assert.Matches("web +.*'shell'", output);
        Assert.Contains("NothingToAccept", (await Cli.RunAsync("watch", "--accept", "--config-path", Inventory)).Error, StringComparison.Ordinal);
        var unknown = await Cli.RunAsync("watch", "web", "wbe", "--accept", "-o", "json", "--config-path", Inventory);
        Assert.Equal((0, "[]"), (unknown.Code, unknown.Output.Trim()));
        Assert.Contains("none of wbe", unknown.Error, StringComparison.Ordinal);
        await OnceAsync();
        Assert.Equal(("drift", "Resolved"), (Sent()[^1].GetProperty("rule").GetString(), Sent()[^1].GetProperty("state").GetString()));
        web.Stop();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private static Task ServeAsync(System.Net.HttpListener web, Func<string> tools) => Task.Run(async () =>
    {
        while (web.IsListening)
        {
            var context = await web.GetContextAsync();
            using var reader = new StreamReader(context.Request.InputStream);
            var text = await reader.ReadToEndAsync(Stop);
            using var message = JsonDocument.Parse(text.Length > 0 ? text : "{}");
            var (method, id) = (message.RootElement.TryGetProperty("method", out var named) ? named.GetString() : null, message.RootElement.TryGetProperty("id", out var number) ? number.GetRawText() : null);
            var result = method switch
            {
                "initialize" => """{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"web","version":"1"}}""",
                "tools/list" => tools(),
                _ => null,
            };
            context.Response.StatusCode = id is null ? method is null ? 405 : 202 : 200;
            if (id is not null)
            {
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(result is null ? $$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":-32601,"message":"Method not found"}}""" : $$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{{{result}}}}"""), Stop);
            }

            context.Response.Close();
        }
    });

    [Fact]
    public async Task What_depends_on_what_is_down_is_not_told_and_is_told_when_it_stays_down()
    {
        var port = FreePort.Find();
        Write($"\"app\": {{ \"url\": \"http://127.0.0.1:1/mcp\", \"dependsOn\": [\"base\"] }}, \"base\": {{ \"url\": \"http://127.0.0.1:{port}/mcp\", {Patient} }}", "\"failures\": 2");
        for (var run = 0; run < 4; run++)
        {
            await OnceAsync();
        }

        Assert.Equal(["base"], Sent().Select(sent => sent.GetProperty("server").GetString()));
        Assert.Contains("dependency:base", (await Cli.RunAsync("alerts", "app", "--config-path", Inventory, "-o", "ndjson")).Output, StringComparison.Ordinal);
        await using var server = await ServedServer.StartAsync(Stop, "--port", port.ToString(CultureInfo.InvariantCulture));
        for (var run = 0; run < 4; run++)
        {
            await OnceAsync();
        }

        // Which of the two of one run is judged first is not promised.
        Assert.Equal(["app Firing", "base Firing", "base Resolved"], Sent().Select(sent => $"{sent.GetProperty("server")} {sent.GetProperty("state")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task When_no_witness_answers_nobody_is_told_of_servers_but_that_nothing_can_be_seen()
    {
        var servers = string.Join(", ", Enumerable.Range(1, 4).Select(index => $"\"s{index}\": {{ \"url\": \"http://s{index}.invalid/mcp\" }}"));
        Write(servers, "\"failures\": 1, \"witnesses\": [\"127.0.0.1:1x\"]");
        await OnceAsync();
        await OnceAsync();
        Assert.Equal(["host network critical"], Sent().Select(sent => $"{sent.GetProperty("server")} {sent.GetProperty("rule")} {sent.GetProperty("severity")}"));
        Write(servers, "\"failures\": 1, \"witnesses\": [\"127.0.0.1:1\"]");
        await OnceAsync();
        Assert.Equal(5 + 1, Sent().Count);
    }

    [Fact]
    public async Task What_fails_for_the_first_time_is_looked_at_again_soon()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\", \"every\": \"8s\" }");
        using var watch = Command.Start(Command.McpOps, ["watch", "--config-path", Inventory, "-o", "ndjson", "--all"]);
        var lines = new List<string>();
        watch.OutputDataReceived += (_, line) => Add(lines, line.Data);
        watch.ErrorDataReceived += (_, _) => { };
        watch.BeginOutputReadLine();
        watch.BeginErrorReadLine();
        Assert.True(await Eventually.HoldsAsync(() => Probes().Count >= 2, TimeSpan.FromSeconds(90), Stop));
        watch.Kill();
        await watch.WaitForExitAsync(Stop);
        var slots = Probes();

        // A quarter of the interval after the first probe ended; a busy machine takes its time for that.
        Assert.InRange((slots[1] - slots[0]).TotalSeconds, 2, 7);

        List<DateTimeOffset> Probes()
        {
            lock (lines)
            {
                return [.. lines.Where(line => line.Contains("\"probe\"", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("at").GetDateTimeOffset())];
            }
        }
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
