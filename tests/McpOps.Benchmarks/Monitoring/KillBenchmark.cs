using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace McpOps.Benchmarks.Monitoring;

/// <summary>Killed again and again while alerts fire: <c>mcpops watch</c> and Debian's Alertmanager side by side, both to a webhook, at the same moments.</summary>
internal sealed class KillBenchmark : IBenchmark
{
    private const int Alerts = 50;

    public string Name => "watch-kills";

    public string Description => $"{Alerts} alerts that fire while mcpops watch, and beside it Debian's prometheus-alertmanager, are killed (goals: none lost, none doubled where the receiver has a key, elsewhere at most one for each kill, marked). Argument: kills, 200 when omitted.";

    public async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var kills = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 200;
        var folder = Directory.CreateTempSubdirectory("mcpops-kills-");
        try
        {
            await using var receiver = await Receiver.StartAsync();
            var random = new Random(11);
            var pauses = Enumerable.Range(0, kills).Select(_ => TimeSpan.FromMilliseconds(random.Next(700, 3500))).ToList();
            await Task.WhenAll(OursAsync(folder.FullName, receiver, pauses, cancellationToken), TheirsAsync(folder.FullName, receiver, pauses, cancellationToken));
            var lines = File.ReadAllLines(Path.Combine(folder.FullName, "alerts.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("kind").GetString() == "fired").ToList();
            var marked = lines.Count(line => line.TryGetProperty("possiblyRepeated", out var repeated) && repeated.GetBoolean());
            Console.WriteLine($"mcpops watch, webhook: {Alerts - receiver.Ours.Count} lost, {receiver.Ours.Sum(alert => alert.Value.Keys.Count - 1)} doubled for who knows the id; {receiver.Ours.Sum(alert => alert.Value.Values.Sum()) - receiver.Ours.Sum(alert => alert.Value.Keys.Count)} repeats under the same id");
            Console.WriteLine($"mcpops watch, file (no key): {Alerts - lines.Select(Server).Distinct(StringComparer.Ordinal).Count()} lost, {lines.Count - lines.Select(Server).Distinct(StringComparer.Ordinal).Count()} doubled after {kills} kills, {marked} of the lines marked as possibly repeated");
            Console.WriteLine(Command.Find("prometheus-alertmanager") is null ? "prometheus-alertmanager is not installed: nothing to compare with."
                : $"Alertmanager, webhook (no key): {Alerts - receiver.Theirs.Count} lost, {receiver.Theirs.Values.Sum() - receiver.Theirs.Count} doubled, none marked");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? Server(JsonElement line) => line.GetProperty("server").GetString();

    private static async Task OursAsync(string folder, Receiver receiver, IReadOnlyList<TimeSpan> pauses, CancellationToken cancellationToken)
    {
        var inventory = Path.Combine(folder, "mcpops.json");

        // They fire one after the other, so that the kills fall on sending and not only on what is told already.
        var servers = string.Join(", ", Enumerable.Range(0, Alerts).Select(index => $"\"s{index}\": {{ \"url\": \"http://127.0.0.1:1/mcp\", \"every\": \"2s\", \"rules\": {{ \"r{index}\": {{ \"metric\": \"success\", \"below\": {{ \"critical\": 50 }}, \"for\": \"{2 * (3 + (2 * index))}s\" }} }} }}"));
        await File.WriteAllTextAsync(inventory, $$"""{ "history": { "store": "history" }, "channels": { "hook": { "kind": "webhook", "url": "{{receiver.Url}}/ours" }, "log": { "kind": "file", "path": "alerts.jsonl" } }, "alerts": { "groupWait": "0s", "routes": [{ "rules": ["r*"], "to": ["log", "hook"] }] }, "servers": { {{servers}} } }""", cancellationToken);
        foreach (var pause in pauses)
        {
            await KilledAsync(Start(Shipped.McpOps, "watch", "--config-path", inventory, "-o", "ndjson"), pause, cancellationToken);
        }

        Console.WriteLine($"after {pauses.Count} kills {receiver.Ours.Count} of {Alerts} were told; the others are by the last run");
        using var last = Start(Shipped.McpOps, "watch", "--config-path", inventory, "-o", "ndjson");
        await Eventually.HoldsAsync(() => receiver.Ours.Count == Alerts, TimeSpan.FromMinutes(6), cancellationToken);

        // What was leased by one that was killed is sent again when its lease has run out.
        await KilledAsync(last, TimeSpan.FromSeconds(100), cancellationToken);
    }

    private static async Task TheirsAsync(string folder, Receiver receiver, IReadOnlyList<TimeSpan> pauses, CancellationToken cancellationToken)
    {
        if (Command.Find("prometheus-alertmanager") is not { } program)
        {
            return;
        }

        var (port, config) = (FreePort.Find(), Path.Combine(folder, "alertmanager.yml"));
        await File.WriteAllTextAsync(config, $"route:\n  receiver: hook\n  group_by: [server]\n  group_wait: 0s\n  group_interval: 5m\n  repeat_interval: 4h\nreceivers:\n  - name: hook\n    webhook_configs: [{{ url: '{receiver.Url}/theirs' }}]\n", cancellationToken);
        string[] call = [$"--config.file={config}", $"--storage.path={Path.Combine(folder, "am")}", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var telling = TellAsync(new Uri($"http://127.0.0.1:{port}/api/v2/alerts"), stop.Token);
        foreach (var pause in pauses)
        {
            await KilledAsync(Start(program, call), pause, cancellationToken);
        }

        await KilledAsync(Start(program, call), TimeSpan.FromSeconds(30), cancellationToken);
        await stop.CancelAsync();
        await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // As Prometheus does: what fires is told again and again.
    private static async Task TellAsync(Uri url, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var body = JsonSerializer.Serialize(Enumerable.Range(0, Alerts).Select(index => new { labels = new { alertname = "down", server = $"s{index}" } }));
        while (true)
        {
            try
            {
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                using var response = await client.PostAsync(url, content, cancellationToken);
            }
            catch (HttpRequestException)
            {
                // It was killed.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }
    }

    private static Process Start(string program, params string[] arguments)
    {
        var process = Command.Start(program, arguments);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task KilledAsync(Process process, TimeSpan after, CancellationToken cancellationToken)
    {
        using (process)
        {
            try
            {
                await Task.Delay(after, cancellationToken);
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Counts what comes: ours by server and id, theirs by server.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Receiver(WebApplication app) => _app = app;

        public string Url => _app.Urls.First();

        public ConcurrentDictionary<string, ConcurrentDictionary<string, int>> Ours { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, int> Theirs { get; } = new(StringComparer.Ordinal);

        public static async Task<Receiver> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var receiver = new Receiver(app);
            app.Run(receiver.TakeAsync);
            await app.StartAsync();
            return receiver;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task TakeAsync(HttpContext context)
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            if (context.Request.Path == "/ours")
            {
                foreach (var alert in body.RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray())
                {
                    Ours.GetOrAdd(alert.GetProperty("server").GetString()!, _ => new(StringComparer.Ordinal)).AddOrUpdate(context.Request.Headers["webhook-id"].ToString(), 1, (_, count) => count + 1);
                }
            }
            else
            {
                foreach (var alert in body.RootElement.GetProperty("alerts").EnumerateArray())
                {
                    Theirs.AddOrUpdate(alert.GetProperty("labels").GetProperty("server").GetString()!, 1, (_, count) => count + 1);
                }
            }

            context.Response.StatusCode = 202;
        }
    }
}
