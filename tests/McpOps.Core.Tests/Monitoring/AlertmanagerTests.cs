using System.Diagnostics;
using System.Text.Json;
using McpOps.Core.Tests.Servers;
using McpOps.Monitoring;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>A real Alertmanager as the receiver, killed in the middle.</summary>
public sealed class AlertmanagerTests : IDisposable
{
    private readonly FakeMachine _machine = new();
    private readonly string? _program = Command.Find("prometheus-alertmanager");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task What_fires_is_at_Alertmanager_once_also_after_it_was_killed_and_is_over_there_when_it_is_over()
    {
        Assert.SkipWhen(_program is null, "prometheus-alertmanager is not installed");
        var (port, own) = (FreePort.Find(), FreePort.Find());
        var url = new Uri($"http://127.0.0.1:{port}/");
        _machine.Write("mcpops.json", $$"""{ "history": { "store": "history" }, "channels": { "am": { "kind": "alertmanager", "url": "{{url}}" } }, "watch": { "failures": 1, "successes": 1 }, "alerts": { "routes": [{ "rules": "health", "to": ["am"] }] }, "servers": { "gone": { "url": "http://127.0.0.1:{{own}}/mcp" } } }""");
        using (var manager = await StartAsync(port, url))
        {
            await WatchAsync();
            var alert = Assert.Single(await AlertsAsync(url));
            Assert.Equal(("mcpops_health", "gone", "active"), (alert.GetProperty("labels").GetProperty("alertname").GetString(), alert.GetProperty("labels").GetProperty("server").GetString(), alert.GetProperty("status").GetProperty("state").GetString()));
            manager.Kill();
            await manager.WaitForExitAsync(Stop);
        }

        using (var manager = await StartAsync(port, url))
        {
            // It has forgotten all, and the next round tells it again.
            await WatchAsync();
            Assert.Single(await AlertsAsync(url));
            await using var server = await ServedServer.StartAsync(Stop, "--port", own.ToString(System.Globalization.CultureInfo.InvariantCulture));
            _machine.Write("mcpops.json", (await File.ReadAllTextAsync(_machine.Whole("mcpops.json"), Stop)).Replace("/mcp\" }", "/mcp\", \"timeoutSeconds\": 60, \"thresholds\": { \"response\": { \"warning\": 60000, \"critical\": 120000 } } }", StringComparison.Ordinal));
            await WatchAsync();
            Assert.Empty(await AlertsAsync(url));
            manager.Kill();
            await manager.WaitForExitAsync(Stop);
        }
    }

    private async Task WatchAsync()
    {
        await foreach (var record in new WatchEngine(_machine.Context, _machine.Paths).RunAsync(new WatchOptions { Once = true }, Stop))
        {
            Assert.NotEmpty(record.Kind);
        }
    }

    private async Task<Process> StartAsync(int port, Uri url)
    {
        var config = _machine.Write("alertmanager.yml", "route:\n  receiver: none\nreceivers:\n  - name: none\n");
        var process = Command.Start(_program!, [$"--config.file={config}", $"--storage.path={Path.Combine(_machine.Root, "am")}", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="]);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var client = new HttpClient();
        Assert.True(await Eventually.HoldsAsync(() => IsReady(client, url), TimeSpan.FromSeconds(60), Stop));
        return process;
    }

    private static bool IsReady(HttpClient client, Uri url)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, "-/ready"));
            using var response = client.Send(request, Stop);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<IReadOnlyList<JsonElement>> AlertsAsync(Uri url)
    {
        using var client = new HttpClient();
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri(url, "api/v2/alerts"), Stop));
        return [.. document.RootElement.EnumerateArray().Select(alert => alert.Clone())];
    }
}
