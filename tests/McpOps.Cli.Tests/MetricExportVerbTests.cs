using System.Text.Json;

namespace McpOps.Cli.Tests;

/// <summary>Figures for other monitoring out of single runs.</summary>
public sealed class MetricExportVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-export-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Inventory => Path.Combine(_folder.FullName, "mcpops.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_counter_goes_on_over_single_runs_and_the_file_is_replaced_at_once()
    {
        await File.WriteAllTextAsync(Inventory, """{ "history": { "store": "history" }, "servers": { "gone": { "url": "http://127.0.0.1:1/mcp", "slo": { "availability": { "target": 99 } } }, "other": { "url": "http://127.0.0.1:2/mcp" } } }""", Stop);
        var (code, _, error) = await ExportAsync();
        Assert.Equal(1, code);
        Assert.Contains("error NoHistory:", error, StringComparison.Ordinal);
        var file = Path.Combine(_folder.FullName, "mcpops.prom");
        for (var run = 1; run <= 2; run++)
        {
            Assert.Equal(0, (await Cli.RunAsync("watch", "--once", "--config-path", Inventory)).Code);
            Assert.Equal(0, (await ExportAsync("--path", file)).Code);
            Assert.Contains($"mcpops_probes_total{{server=\"gone\",result=\"bad\"}} {run}\n", await File.ReadAllTextAsync(file, Stop), StringComparison.Ordinal);
        }

        Assert.Contains("mcpops_slo_burn_rate{server=\"gone\",objective=\"availability\",window=\"1h\"}", await File.ReadAllTextAsync(file, Stop), StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(_folder.FullName, "*.prom*"));
        Assert.EndsWith("# EOF\n", (await ExportAsync("-o", "openmetrics")).Output, StringComparison.Ordinal);

        // Of one server: nothing of others, and what is of all is left out.
        var one = (await ExportAsync("other")).Output;
        Assert.DoesNotContain("gone", one, StringComparison.Ordinal);
        Assert.Contains("mcpops_up{server=\"other\"} 0\n", one, StringComparison.Ordinal);

        // The lines come in again where they are taken.
        var lines = Path.Combine(_folder.FullName, "figures.jsonl");
        Assert.Equal(0, (await ExportAsync("-o", "ndjson", "--path", lines)).Code);
        using (var line = JsonDocument.Parse((await File.ReadAllLinesAsync(lines, Stop))[0]))
        {
            Assert.Equal(("gone", "Unhealthy"), (line.RootElement.GetProperty("server").GetString(), line.RootElement.GetProperty("status").GetString()));
        }

        var import = await Cli.RunAsync("metrics", "import", lines, "--config-path", Inventory, "--history", Path.Combine(_folder.FullName, "second"), "-o", "json");
        Assert.Equal(0, import.Code);
        Assert.Contains("\"server\": \"other\"", import.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_an_error_and_leaves_nothing_behind()
    {
        await File.WriteAllTextAsync(Inventory, """{ "history": { "store": "history" }, "servers": { "gone": { "url": "http://127.0.0.1:1/mcp" } } }""", Stop);
        await Cli.RunAsync("watch", "--once", "--config-path", Inventory);
        var folder = _folder.CreateSubdirectory("mcpops.prom");
        var (code, _, error) = await ExportAsync("--path", folder.FullName);
        Assert.Equal(1, code);
        Assert.Contains("error MetricsNotWritable:", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.FullName, "mcpops.prom*"));
    }

    [Fact]
    public async Task Node_exporter_reads_the_file_without_a_fault()
    {
        Assert.SkipWhen(Command.Find("prometheus-node-exporter") is null, "prometheus-node-exporter is not installed; tests/setup.sh installs it.");
        await File.WriteAllTextAsync(Inventory, """{ "history": { "store": "history" }, "servers": { "a \"b\" \\ c": { "url": "http://127.0.0.1:1/mcp", "slo": { "availability": { "target": 99 } } } } }""", Stop);
        Assert.Equal(0, (await Cli.RunAsync("watch", "--once", "--config-path", Inventory)).Code);
        var (texts, port) = (_folder.CreateSubdirectory("texts"), FreePort.Find());
        Assert.Equal(0, (await ExportAsync("--path", Path.Combine(texts.FullName, "mcpops.prom"))).Code);
        using var exporter = Command.Start("prometheus-node-exporter", ["--collector.disable-defaults", "--collector.textfile", $"--collector.textfile.directory={texts.FullName}", $"--web.listen-address=127.0.0.1:{port}"]);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            Assert.True(await Eventually.HoldsAsync(() => Listens(port), TimeSpan.FromSeconds(30), Stop));
            var text = await client.GetStringAsync("/metrics", Stop);
            Assert.Contains("node_textfile_scrape_error 0\n", text, StringComparison.Ordinal);
            Assert.Contains("mcpops_up{server=\"a \\\"b\\\" \\\\ c\"} 0\n", text, StringComparison.Ordinal);
            Assert.Contains("# TYPE mcpops_probes_total counter\n", text, StringComparison.Ordinal);
            Assert.Contains("mcpops_slo_target_ratio{", text, StringComparison.Ordinal);
        }
        finally
        {
            exporter.Kill();
            await exporter.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static bool Listens(int port)
    {
        try
        {
            using var client = new System.Net.Sockets.TcpClient("127.0.0.1", port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private Task<(int Code, string Output, string Error)> ExportAsync(params string[] more) => Cli.RunAsync(["metrics", "export", "--config-path", Inventory, .. more]);
}
