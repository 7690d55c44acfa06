using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using McpOps.Platform;

namespace McpOps.Cli.Verbs;

/// <summary>The second half of the demo: a server of its own is killed, noticed, alerted, brought back, and shown. All of it lies in a temporary folder and is gone afterwards.</summary>
internal sealed class DemoOutage : IDisposable
{
    private static readonly TimeSpan PageWithin = TimeSpan.FromSeconds(20);

    private readonly CliConsole _console;
    private readonly string _program;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-demo-");
    private readonly int _port;

    private DemoOutage(CliConsole console, string program, int port) => (_console, _program, _port) = (console, program, port);

    private string Inventory => Path.Combine(_folder.FullName, "mcpops.json");

    /// <summary>Goes through it; does nothing where this program is not a file that can be started, or processes cannot be told apart.</summary>
    /// <param name="console">Where it is told.</param>
    /// <param name="port">A port that is free.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether all went as it should.</returns>
    public static async Task<bool> RunAsync(CliConsole console, int port, CancellationToken cancellationToken)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "mcpops");
        var program = Environment.ProcessPath is { } own && Path.GetFileName(own) is "mcpops" ? own : File.Exists(beside) ? beside : null;
        if (program is null || OperatingSystem.IsWindows())
        {
            return true;
        }

        using var outage = new DemoOutage(console, program, port);
        return await outage.RunAsync(cancellationToken);
    }

    /// <summary>Ends its server, and takes its folder away.</summary>
    public void Dispose()
    {
        Kill();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var server = new JsonObject
        {
            ["url"] = $"http://127.0.0.1:{_port}/mcp",
            ["service"] = new JsonObject { ["kind"] = "process", ["name"] = $"serve --port {_port}", ["startCommand"] = new JsonArray(_program, "serve", "--port", _port.ToString(CultureInfo.InvariantCulture), "--log-level", "warning") },
            ["recover"] = new JsonObject { ["automatic"] = true, ["settle"] = "1s" },
            ["thresholds"] = new JsonObject { ["response"] = new JsonObject { ["warning"] = 30_000 } },
        };
        var inventory = new JsonObject
        {
            ["history"] = new JsonObject { ["store"] = "state" },
            ["channels"] = new JsonObject { ["ops"] = new JsonObject { ["kind"] = "file", ["path"] = "alerts.jsonl" } },
            ["alerts"] = new JsonObject { ["routes"] = new JsonArray(new JsonObject { ["to"] = "ops" }) },
            ["watch"] = new JsonObject { ["failures"] = 1, ["successes"] = 1 },
            ["servers"] = new JsonObject { ["pages"] = server },
        };
        await File.WriteAllTextAsync(Inventory, inventory.ToJsonString(), cancellationToken);

        Say("4. Wrote an inventory of one server, 'pages', that runs as a process of its own, and started it:");
        var good = await ShowAsync(cancellationToken, "restart", "pages") is 0;
        await QuietAsync(cancellationToken, "watch", "--once");

        Say("5. Killed it, as kill -9 does. The watch sees it, tells the channel (here a file), and brings it back by itself, for its inventory says so:");
        Kill();
        good &= await ShowAsync(cancellationToken, "watch", "--once") is 0;
        Say("   The message that people got:");
        foreach (var message in await MessagesAsync(cancellationToken))
        {
            _console.Out.WriteLine($"   {message}");
        }

        Say("6. Looked again: it works, and the alert is over:");
        good &= await ShowAsync(cancellationToken, "watch", "--once") is 0;
        good &= await PageAsync(cancellationToken);
        return good;
    }

    private void Say(string text)
    {
        _console.Out.WriteLine();
        _console.Out.WriteLine(text);
    }

    // What is typed and what comes of it.
    private async Task<int> ShowAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        _console.Out.WriteLine($"   $ mcpops {string.Join(' ', arguments)}");
        var (code, text) = await QuietAsync(cancellationToken, arguments);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            _console.Out.WriteLine($"   {line}");
        }

        return code;
    }

    private async Task<(int Code, string Text)> QuietAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var text = new StringWriter();
        var code = await CommandLine.RunAsync([.. arguments, "--config-path", Inventory], new CliConsole(text, TextWriter.Null, TextReader.Null) { Width = _console.Width, TableWidth = _console.TableWidth }, cancellationToken);
        return (code, text.ToString());
    }

    private async Task<IReadOnlyList<string>> MessagesAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder.FullName, "alerts.jsonl");
        return File.Exists(path) ? [.. (await File.ReadAllLinesAsync(path, cancellationToken)).Select(line => JsonNode.Parse(line)).Where(alert => (string?)alert?["server"] is "pages").Select(alert => $"{alert?["severity"]}: {alert?["server"]}: {alert?["message"]}")] : ["(none)"];
    }

    // The page of a watch that runs on: fetched once, and ended.
    private async Task<bool> PageAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var page = _port + 1;
        var watch = QuietAsync(end.Token, "watch", "--listen", $"127.0.0.1:{page}");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{page}") };
        var shown = "";
        for (var started = Stopwatch.GetTimestamp(); !IsOn(shown) && !watch.IsCompleted && Stopwatch.GetElapsedTime(started) < PageWithin;)
        {
            // The page is there before the watch has looked for the first time.
            try
            {
                shown = await client.GetStringAsync("/", cancellationToken);
            }
            catch (HttpRequestException)
            {
                shown = "";
            }

            await Task.Delay(50, cancellationToken);
        }

        await end.CancelAsync();
        await ((Task)watch).WaitAsync(PageWithin, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Say("7. Everybody who wants to know looks at the status page:");
        _console.Out.WriteLine($"   $ mcpops watch --listen 127.0.0.1:{page}");
        _console.Out.WriteLine(IsOn(shown)
            ? string.Create(CultureInfo.InvariantCulture, $"   One page of {shown.Length / 1024.0:0} kB, without anything from elsewhere, with 'pages' on it; it was fetched, and the watch ended.")
            : "   It could not be shown here: the port was taken, or the watch did not get to look in time.");
        return IsOn(shown);
    }

    private static bool IsOn(string page) => page.Contains("pages", StringComparison.Ordinal);

    // By its port, which nobody else's command line has.
    private void Kill()
    {
        foreach (var process in ProcessTable.Find($"serve --port {_port}").Where(process => process.Name == "mcpops"))
        {
            try
            {
                using var one = Process.GetProcessById(process.Id);
                one.Kill();
                one.WaitForExit(PageWithin);
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It has ended already, or is another account's.
            }
        }
    }
}
