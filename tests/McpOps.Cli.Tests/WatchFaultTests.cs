using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace McpOps.Cli.Tests;

/// <summary>The watch while it is killed, while its disk is full, and while another one looks at the same servers.</summary>
public sealed class WatchFaultTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-watch-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Inventory => Path.Combine(_folder.FullName, "mcpops.json");

    private string Alerts => Path.Combine(_folder.FullName, "alerts.jsonl");

    private string History => Path.Combine(_folder.FullName, "history");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>
    /// Killed while alerts fire: nothing that it said it saw is lost or doubled, and receivers with a key have each alert once; elsewhere it may come again with each kill, and says so.
    /// A few kills of twenty alerts here; as many as you like, of fifty, by <c>MCPOPS_KILLS=200 dotnet test tests/McpOps.Cli.Tests --filter Killed_again</c>.
    /// </summary>
    [Fact]
    public async Task Killed_again_and_again_it_loses_nothing_and_doubles_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        var kills = int.TryParse(Environment.GetEnvironmentVariable("MCPOPS_KILLS"), CultureInfo.InvariantCulture, out var wanted) ? wanted : 4;
        var alerts = wanted > 0 ? 50 : 20;
        await using var receiver = Receiver.Start();
        Write(
            string.Join(", ", Enumerable.Range(0, alerts).Select(index => $"\"s{index}\": {{ \"url\": \"http://127.0.0.1:1/mcp\", \"every\": \"2s\", \"rules\": {{ \"r{index}\": {{ \"metric\": \"success\", \"below\": {{ \"critical\": 50 }} }} }} }}")),
            $"\"hook\": {{ \"kind\": \"webhook\", \"url\": \"{receiver.Url}hook\" }}, \"pager\": {{ \"kind\": \"pagerduty\", \"key\": \"{new string('k', 32)}\", \"url\": \"{receiver.Url}pager\" }}");
        var (random, said) = (new Random(11), new ConcurrentQueue<string>());
        for (var kill = 0; kill < kills; kill++)
        {
            using var watch = Start(said, "--all");
            await Task.Delay(random.Next(700, 3500), Stop);
            watch.Kill();
            await watch.WaitForExitAsync(Stop);
        }

        // What was leased by one that was killed is sent again when its lease has run out: the longest is a minute and a half.
        using (var last = Start(said, "--all"))
        {
            Assert.True(await Eventually.HoldsAsync(() => receiver.Servers("hook").Count == alerts && receiver.Servers("pager").Count == alerts && Sent("fired").Count >= alerts && OutboxIsEmpty(), TimeSpan.FromMinutes(4), Stop), $"{receiver.Servers("hook").Count} by webhook, {receiver.Servers("pager").Count} by pager, {Sent("fired").Count} in the file");
            last.Kill();
            await last.WaitForExitAsync(Stop);
        }

        // A receiver that knows ids has each alert once: each has a cause of its own, and so a message of its own.
        Assert.All(receiver.Servers("hook"), alert => Assert.Single(alert.Value));
        Assert.All(Sent("fired").GroupBy(sent => sent.GetProperty("server").GetString()!, StringComparer.Ordinal), sent =>
        {
            Assert.InRange(sent.Count(), 1, kills + 1);
            Assert.All(sent.Skip(1), again => Assert.True(again.GetProperty("possiblyRepeated").GetBoolean(), again.ToString()));
        });

        var kept = Samples();
        Assert.Equal(kept.Count, kept.Distinct().Count());
        var acknowledged = said.Where(line => line.Contains("\"kind\":\"probe\"", StringComparison.Ordinal) && line.EndsWith('}')).Select(line =>
        {
            using var record = JsonDocument.Parse(line);
            return (record.RootElement.GetProperty("server").GetString()!, record.RootElement.GetProperty("at").GetDateTimeOffset().ToUnixTimeSeconds());
        }).ToList();
        Assert.NotEmpty(acknowledged);
        Assert.Empty(acknowledged.Except(kept));
    }

    [Fact]
    public async Task A_full_disk_is_said_once_and_alerts_go_on_and_what_was_seen_meanwhile_is_kept()
    {
        Directory.CreateDirectory(History);
        Assert.SkipUnless(OperatingSystem.IsLinux() && (await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=400k", "tmpfs", History], Stop)).ExitCode == 0, "Mounting a file system needs root.");
        try
        {
            Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\", \"every\": \"1s\" }", "", "\"failures\": 4");
            var said = new ConcurrentQueue<string>();
            using var watch = Start(said, "--all");
            Assert.True(await Eventually.HoldsAsync(() => said.Any(line => line.Contains("\"probe\"", StringComparison.Ordinal)), TimeSpan.FromSeconds(60), Stop));
            await Fill(Path.Combine(History, "filler"));
            Assert.True(await Eventually.HoldsAsync(() => said.Any(line => line.Contains("HistoryFailing", StringComparison.Ordinal)) && Sent("fired").Count == 1, TimeSpan.FromSeconds(60), Stop), string.Join('\n', said));
            File.Delete(Path.Combine(History, "filler"));
            Assert.True(await Eventually.HoldsAsync(() => said.Any(line => line.Contains("HistoryBack", StringComparison.Ordinal)), TimeSpan.FromSeconds(60), Stop), string.Join('\n', said));
            await Command.RunAsync("kill", ["-TERM", watch.Id.ToString(CultureInfo.InvariantCulture)], Stop);
            await watch.WaitForExitAsync(Stop);
            Assert.Equal(0, watch.ExitCode);
            Assert.Single(said, line => line.Contains("HistoryFailing", StringComparison.Ordinal));

            // A slot that came while a probe was at work is kept too, and is no probe of its own.
            var probes = said.Where(line => line.Contains("\"probe\"", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("at").GetDateTimeOffset().ToUnixTimeSeconds()).ToHashSet();
            Assert.Subset(Samples().Select(sample => sample.Slot).ToHashSet(), probes);
            Assert.Contains("\"state\":\"Firing\"", (await Cli.RunAsync("alerts", "--config-path", Inventory, "-o", "ndjson")).Output, StringComparison.Ordinal);
        }
        finally
        {
            await Command.RunAsync("umount", ["-l", History], CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_single_run_that_can_keep_nothing_tells_what_goes_on_failing_all_the_same()
    {
        Directory.CreateDirectory(History);
        Assert.SkipUnless(OperatingSystem.IsLinux() && (await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=400k", "tmpfs", History], Stop)).ExitCode == 0, "Mounting a file system needs root.");
        try
        {
            Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\" }", "", "\"failures\": 3");
            await Fill(Path.Combine(History, "filler"));
            var (_, _, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
            Assert.Contains("HistoryFailing", error, StringComparison.Ordinal);
            Assert.Single(Sent("fired"));
        }
        finally
        {
            await Command.RunAsync("umount", ["-l", History], CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_folder_of_history_that_may_not_be_written_stops_no_probe_and_no_alert()
    {
        File.WriteAllText(History, "in the way");
        Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\" }");
        var (code, output, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory, "-o", "ndjson");
        Assert.Equal(2, code);
        Assert.Contains("\"probe\"", output, StringComparison.Ordinal);
        Assert.Single(Sent("fired"));
        var said = Assert.Single(error.Split('\n'), line => line.Length > 0);
        Assert.StartsWith("warning HistoryFailing: ", said, StringComparison.Ordinal);
        Assert.Contains($"'{History}'", said, StringComparison.Ordinal);
        Assert.Contains("--history", said, StringComparison.Ordinal);

        // Whoever asks what was is not told that nothing was.
        foreach (var question in new[] { "alerts", "watch --status", "metrics", "maintain --status" })
        {
            var asked = await Cli.RunAsync([.. question.Split(' '), "--config-path", Inventory]);
            Assert.Equal((1, ""), (asked.Code, asked.Output));
            Assert.StartsWith("error HistoryNotReadable: ", asked.Error, StringComparison.Ordinal);
        }

        // Sent by hand it arrives too.
        var sent = await Cli.RunAsync("alerts", "send", "The disk is nearly full", "--channel", "log", "--config-path", Inventory);
        Assert.Equal(0, sent.Code);
        Assert.Contains("HistoryFailing", sent.Error, StringComparison.Ordinal);
        Assert.Contains("nearly full", File.ReadAllText(Alerts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_letter_is_told_elsewhere_with_what_it_told_of_and_is_off_the_list_once_somebody_has_seen_it()
    {
        // A named pipe is refused for good.
        Assert.SkipWhen(OperatingSystem.IsWindows(), "named pipes");
        await Command.RunAsync("mkfifo", [Path.Combine(_folder.FullName, "pipe")], Stop);
        File.WriteAllText(Inventory, """
            { "history": { "store": "history" }, "channels": { "pipe": { "kind": "file", "path": "pipe" }, "log": { "kind": "file", "path": "alerts.jsonl" } },
              "alerts": { "routes": [{ "rules": ["health"], "to": ["pipe"] }] }, "watch": { "failures": 1 }, "servers": { "gone": { "url": "http://127.0.0.1:1/mcp" } } }
            """);
        for (var run = 0; run < 2; run++)
        {
            await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
        }

        Assert.Single(Sent("fired"), sent => sent.GetProperty("server").GetString() is "gone");
        Assert.Equal(1, (await Cli.RunAsync("watch", "--status", "--config-path", Inventory)).Code);
        using var letter = JsonDocument.Parse((await Cli.RunAsync("alerts", "--state", "DeadLetter", "--config-path", Inventory, "-o", "ndjson")).Output);
        Assert.Equal(("gone", "health"), (letter.RootElement.GetProperty("server").GetString(), letter.RootElement.GetProperty("rule").GetString()));
        var (code, output, _) = await Cli.RunAsync("alerts", "confirm", "--id", letter.RootElement.GetProperty("id").GetString()!, "--config-path", Inventory, "-o", "ndjson");
        Assert.Equal(0, code);
        Assert.Contains("\"state\":\"DeadLetter\"", output, StringComparison.Ordinal);

        // That somebody saw it mends no channel.
        using var status = JsonDocument.Parse((await Cli.RunAsync("watch", "--status", "--config-path", Inventory, "-o", "ndjson")).Output);
        Assert.StartsWith("pipe: It did not take the last message", Assert.Single(status.RootElement.GetProperty("failing").EnumerateArray()).GetString(), StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder.FullName, "pipe"));
        await Cli.RunAsync("alerts", "send", "It is mended", "--channel", "pipe", "--config-path", Inventory);
        Assert.Equal(0, (await Cli.RunAsync("watch", "--status", "--config-path", Inventory)).Code);
    }

    [Fact]
    public async Task A_state_that_is_damaged_stops_no_probe_and_no_alert()
    {
        Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\" }");
        Directory.CreateDirectory(History);
        File.WriteAllText(Path.Combine(History, "state.json"), "{\"x");
        var (code, _, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
        Assert.Equal(2, code);
        Assert.Contains("warning HistoryFailing: ", error, StringComparison.Ordinal);
        Assert.Contains("Move it away to begin anew", error, StringComparison.Ordinal);
        Assert.Single(Sent("fired"));

        // Nor does a record of maintenance that is damaged make anybody well again.
        File.WriteAllText(Inventory, """{ "history": { "store": "history" }, "servers": { "a": { "command": "true", "plans": { "p": { "steps": [{ "use": "command", "with": { "run": ["true"] } }] } } } } }""");
        File.WriteAllText(Path.Combine(History, "maintenance.jsonl"), "\nXXXX\n{\"at\":\"2026-");
        Assert.StartsWith("error HistoryNotReadable: ", (await Cli.RunAsync("maintain", "--status", "--config-path", Inventory)).Error, StringComparison.Ordinal);
        Assert.Contains("Whether the duties were done is not known", (await Cli.RunAsync("health", "a", "--check", "duties", "--config-path", Inventory)).Output, StringComparison.Ordinal);
        var ran = await Cli.RunAsync("maintain", "p", "--config-path", Inventory);
        Assert.Equal(0, ran.Code);
        Assert.Contains("warning HistoryNotReadable: ", ran.Error, StringComparison.Ordinal);
    }

    /// <summary>Each would wait for the other to be told, for ever.</summary>
    [Fact]
    public async Task A_circle_of_servers_and_a_route_for_nobody_are_said_and_both_outages_are_told()
    {
        File.WriteAllText(Inventory, """
            { "history": { "store": "history" }, "channels": { "log": { "kind": "file", "path": "alerts.jsonl" }, "hook": { "kind": "webhook", "url": "http://127.0.0.1:1/", "template": "{{ title | ", "secret": "plain" } },
              "alerts": { "routes": [{ "to": ["log"] }, { "servers": "wbe", "to": ["log"] }] }, "watch": { "failures": 1 },
              "servers": { "web": { "url": "http://127.0.0.1:1/mcp", "dependsOn": ["db"] }, "db": { "url": "http://127.0.0.1:1/mcp", "dependsOn": ["web"] } } }
            """);
        var tested = await Cli.RunAsync("servers", "test", "--config-path", Inventory);
        Assert.NotEqual(0, tested.Code);
        Assert.Contains("names 'db', which depends on 'web' itself", tested.Output, StringComparison.Ordinal);
        Assert.Contains("names 'wbe', which fits no server of this inventory, so it is for none. Did you mean 'web'?", tested.Output, StringComparison.Ordinal);
        Assert.Contains("The template of the channel 'hook' cannot be read: ", tested.Output, StringComparison.Ordinal);
        Assert.Contains("The secret of the channel 'hook' is not whsec_ and base64", tested.Output, StringComparison.Ordinal);
        for (var run = 0; run < 3; run++)
        {
            var (_, _, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
            Assert.Contains("InventoryPartInvalid", error, StringComparison.Ordinal);
            Assert.Contains("NameFitsNoServer", error, StringComparison.Ordinal);
        }

        Assert.Contains(Sent("fired"), sent => sent.GetProperty("server").GetString() is "web");
    }

    [Fact]
    public async Task Texts_that_are_sent_together_are_all_told_and_what_goes_to_nobody_is_said()
    {
        Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\" }");
        var console = new CliConsole(new StringWriter(), new StringWriter(), new StringReader("disk full on A\ndb is down\n{ \"pool\": 7 }\n"));
        Assert.Equal(0, await CommandLine.RunAsync(["alerts", "send", "-", "--channel", "log", "--config-path", Inventory], console, Stop));
        var told = File.ReadAllText(Alerts);
        Assert.Contains("disk full on A", told, StringComparison.Ordinal);
        Assert.Contains("db is down", told, StringComparison.Ordinal);

        // What it is about nobody can tell but from the whole of it.
        Assert.Contains("pool", told, StringComparison.Ordinal);
        Assert.Contains("NobodyTold", (await Cli.RunAsync("alerts", "send", "Nothing much", "--severity", "information", "--config-path", Inventory)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_whose_variable_is_missing_stops_no_probe_and_no_other_channel()
    {
        File.WriteAllText(Inventory, """
            { "history": { "store": "history" }, "channels": { "log": { "kind": "file", "path": "alerts.jsonl" }, "other": { "kind": "file", "path": "${env:MCPOPS_NO_SUCH_VARIABLE}" } },
              "watch": { "failures": 1 }, "servers": { "gone": { "url": "http://127.0.0.1:1/mcp" } } }
            """);
        var (code, _, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
        Assert.Equal(2, code);
        Assert.Contains("ChannelFailing", error, StringComparison.Ordinal);
        Assert.Contains("MCPOPS_NO_SUCH_VARIABLE", error, StringComparison.Ordinal);
        Assert.Single(Sent("fired"));
    }

    [Fact]
    public async Task A_channel_that_could_tell_nothing_is_said_before_there_is_anything_to_tell_and_once_for_a_timer()
    {
        File.WriteAllText(Inventory, """
            { "history": { "store": "history" }, "channels": { "log": { "kind": "file", "path": "alerts.jsonl" }, "pager": { "kind": "pagerduty", "key": "${env:MCPOPS_NO_SUCH_VARIABLE}" } },
              "watch": { "failures": 3 }, "servers": { "gone": { "url": "http://127.0.0.1:1/mcp" } } }
            """);
        var (code, _, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
        Assert.Equal(2, code);
        Assert.Contains("ChannelNotUsable", error, StringComparison.Ordinal);
        Assert.Contains("MCPOPS_NO_SUCH_VARIABLE", error, StringComparison.Ordinal);
        Assert.DoesNotContain("ChannelNotUsable", (await Cli.RunAsync("watch", "--once", "--config-path", Inventory)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inventory_that_an_edit_broke_and_another_mended_is_said_both_times()
    {
        Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\", \"every\": \"1s\" }");
        var (good, said) = (File.ReadAllText(Inventory), new ConcurrentQueue<string>());
        using var watch = Start(said, "--all");
        Assert.True(await Eventually.HoldsAsync(() => said.Any(line => line.Contains("\"probe\"", StringComparison.Ordinal)), TimeSpan.FromSeconds(60), Stop));
        File.WriteAllText(Inventory, good[..^5]);
        Assert.True(await Eventually.HoldsAsync(() => said.Any(line => line.Contains("InventoryNotReloaded", StringComparison.Ordinal)), TimeSpan.FromSeconds(60), Stop), string.Join('\n', said));
        File.WriteAllText(Inventory, good + " ");
        Assert.True(await Eventually.HoldsAsync(() => said.Any(line => line.Contains("InventoryReloaded", StringComparison.Ordinal)), TimeSpan.FromSeconds(60), Stop), string.Join('\n', said));
        watch.Kill();
        await watch.WaitForExitAsync(Stop);
    }

    [Fact]
    public async Task A_wrong_route_is_said_and_the_channels_that_are_right_are_told()
    {
        File.WriteAllText(Inventory, """
            { "history": { "store": "history" }, "channels": { "log": { "kind": "file", "path": "alerts.jsonl" }, "wrong": { "kind": "file" } }, "alerts": { "routes": [{ "to": ["lgo", "wrong"] }] },
              "watch": { "failures": 1 }, "servers": { "gone": { "url": "http://127.0.0.1:1/mcp" } } }
            """);
        var (code, _, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
        Assert.Equal(2, code);
        Assert.Contains("channels.wrong has no 'path'", error, StringComparison.Ordinal);
        Assert.Contains("names a channel 'lgo'", error, StringComparison.Ordinal);
        Assert.Single(Sent("fired"));
    }

    /// <summary>Whoever misspells a metric is told, and all servers are watched and told of all the same.</summary>
    [Fact]
    public async Task A_rule_or_an_objective_that_nothing_can_judge_is_left_out_and_said()
    {
        File.WriteAllText(Inventory, """
            { "history": { "store": "history" }, "channels": { "log": { "kind": "file", "path": "alerts.jsonl" } }, "watch": { "failures": 1 }, "servers": { "gone": { "url": "http://127.0.0.1:1/mcp",
              "rules": { "slow": { "metric": "respons", "above": { "warning": 5 } }, "health": { "metric": "response", "above": { "warning": 5 } } }, "slo": { "fast": { "metric": "latncy", "target": 99, "below": 5 } } } } }
            """);
        var (code, output, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
        Assert.Equal(2, code);
        Assert.Contains("Unreachable", output, StringComparison.Ordinal);
        Assert.Contains("warning InventoryPartInvalid: The rule 'slow' of 'gone' takes the metric 'respons', which nothing measures. Did you mean 'response'?", error, StringComparison.Ordinal);
        Assert.Contains("warning InventoryPartInvalid: The rule 'health' of 'gone' has the name of a rule that every server has.", error, StringComparison.Ordinal);
        Assert.Contains("warning InventoryPartInvalid: The objective 'fast' of 'gone' takes the metric 'latncy', which nothing measures.", error, StringComparison.Ordinal);
        Assert.Single(Sent("fired"));
    }

    [Fact]
    public async Task What_a_history_that_may_only_be_read_remembers_is_not_told_again()
    {
        Directory.CreateDirectory(History);
        Assert.SkipUnless(OperatingSystem.IsLinux() && (await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", History], Stop)).ExitCode == 0, "Mounting a file system needs root.");
        try
        {
            Write("\"gone\": { \"url\": \"http://127.0.0.1:1/mcp\" }", "", "\"failures\": 1");
            Assert.Equal(0, (await Cli.RunAsync("watch", "--once", "--config-path", Inventory)).Code);
            Assert.Single(Sent("fired"));
            Assert.Equal(0, (await Command.RunAsync("mount", ["-o", "remount,ro", History], Stop)).ExitCode);
            var (code, output, error) = await Cli.RunAsync("watch", "--once", "--config-path", Inventory, "-o", "ndjson");
            Assert.Equal(2, code);
            Assert.Contains("\"probe\"", output, StringComparison.Ordinal);
            Assert.Single(error.Split('\n'), line => line.Contains("HistoryFailing", StringComparison.Ordinal));
            Assert.Single(Sent("fired"));
        }
        finally
        {
            await Command.RunAsync("umount", ["-l", History], CancellationToken.None);
        }
    }

    [Fact]
    public async Task Two_watches_on_one_history_tell_each_alert_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        Write(string.Join(", ", Enumerable.Range(0, 8).Select(index => $"\"s{index}\": {{ \"url\": \"http://127.0.0.1:1/mcp\", \"every\": \"1s\" }}")));
        var said = new ConcurrentQueue<string>();
        using var one = Start(said, "--all");
        using var other = Start(said, "--all");
        Assert.True(await Eventually.HoldsAsync(() => Sent("fired").Count >= 8, TimeSpan.FromSeconds(90), Stop));

        // Longer than a message waits, and each looks some times more.
        var seen = said.Count;
        Assert.True(await Eventually.HoldsAsync(() => said.Count > seen + 40, TimeSpan.FromSeconds(60), Stop));
        foreach (var watch in new[] { one, other })
        {
            watch.Kill();
            await watch.WaitForExitAsync(Stop);
        }

        Assert.Equal(8, Sent("fired").Count);
        Assert.Equal(Samples().Count, Samples().Distinct().Count());
    }

    private Process Start(ConcurrentQueue<string> said, params string[] more)
    {
        var watch = Command.Start(Command.McpOps, ["watch", "--config-path", Inventory, "-o", "ndjson", .. more]);
        watch.OutputDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        watch.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        watch.BeginOutputReadLine();
        watch.BeginErrorReadLine();
        return watch;
    }

    private void Write(string servers, string channels = "", string watch = "\"failures\": 3") => File.WriteAllText(Inventory,
        $$"""{ "history": { "store": "history" }, "channels": { "log": { "kind": "file", "path": "alerts.jsonl" }{{(channels.Length > 0 ? ", " + channels : "")}} }, "alerts": { "groupWait": "0s", "routes": [{ "rules": ["{{(channels.Length > 0 ? "r*" : "health")}}"], "to": ["log"{{(channels.Length > 0 ? ", \"hook\", \"pager\"" : "")}}] }] }, "watch": { {{watch}} }, "servers": { {{servers}} } }""");

    private List<JsonElement> Sent(string kind) => !File.Exists(Alerts) ? [] : [.. File.ReadAllLines(Alerts).Select(line => JsonDocument.Parse(line).RootElement).Where(sent => sent.GetProperty("kind").GetString() == kind)];

    private bool OutboxIsEmpty()
    {
        using var status = JsonDocument.Parse(Cli.RunAsync("watch", "--status", "--config-path", Inventory, "-o", "json").GetAwaiter().GetResult().Output);
        return status.RootElement.GetProperty("outbox").GetInt32() == 0;
    }

    // Straight from the files: what readers do about doubles is not asked here.
    private List<(string Server, long Slot)> Samples() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(History, "samples"), "*.jsonl", SearchOption.AllDirectories).SelectMany(path => File.ReadLines(path)
            .Where(line => line.StartsWith("{\"t\":", StringComparison.Ordinal) && line.EndsWith('}'))
            .Select(line => (Path.GetFileName(Path.GetDirectoryName(path)!), long.Parse(line[5..line.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture)))),
    ];

    private static async Task Fill(string path)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        for (var size = 64 * 1024; size >= 1;)
        {
            try
            {
                file.Write(new byte[size]);
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    /// <summary>A receiver of webhooks and of PagerDuty's events that knows what it had before by its key.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, HashSet<string>>> _known = new(StringComparer.Ordinal);
        private readonly Task _serving;

        private Receiver(string url)
        {
            Url = url;
            _listener.Prefixes.Add(url);
            _listener.Start();
            _serving = Task.Run(ServeAsync);
        }

        public string Url { get; }

        public static Receiver Start() => new($"http://127.0.0.1:{FreePort.Find()}/");

        /// <summary>The keys under which each alert came: one for each that a person sees.</summary>
        public IReadOnlyDictionary<string, HashSet<string>> Servers(string kind) => _known.GetValueOrDefault(kind) ?? [];

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task ServeAsync()
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var document = await JsonDocument.ParseAsync(context.Request.InputStream);
                var kind = context.Request.Url!.AbsolutePath.Trim('/');
                var known = _known.GetOrAdd(kind, _ => new(StringComparer.Ordinal));
                if (kind is "hook")
                {
                    var (id, alerts) = (context.Request.Headers["webhook-id"]!, document.RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray());
                    foreach (var alert in alerts)
                    {
                        known.GetOrAdd(alert.GetProperty("server").GetString()!, _ => new(StringComparer.Ordinal)).Add(id);
                    }
                }
                else
                {
                    var key = document.RootElement.GetProperty("dedup_key").GetString()!;
                    known.GetOrAdd(key, _ => new(StringComparer.Ordinal)).Add(key);
                }

                context.Response.StatusCode = 202;
                context.Response.Close();
            }
        }
    }
}
