using System.Text.Json;

namespace McpOps.Cli.Tests;

public sealed class HealthVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-health-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_server_by_its_address_is_one_object()
    {
        await using var server = await ServedServer.StartAsync(Stop);
        var (code, output, _) = await RunAsync("--url", server.Url.ToString(), "--check", "protocol", "--output", "json");
        using var health = JsonDocument.Parse(output);
        Assert.Equal(0, code);
        Assert.Equal("Healthy", health.RootElement.GetProperty("status").GetString());
        Assert.Equal("protocol", health.RootElement.GetProperty("checks")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Several_servers_are_an_array_and_the_exit_code_is_that_of_the_worst()
    {
        await using var server = await ServedServer.StartAsync(Stop);
        var (code, output, _) = await RunAsync("--url", server.Url.ToString(), "--url", "http://127.0.0.1:1/mcp", "-o", "json");
        using var all = JsonDocument.Parse(output);
        Assert.Equal(2, code);
        Assert.Equal(2, all.RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData("table", "Server  ")]
    [InlineData("csv", "Server,Status,Verdict,LatencyMs,ToolCount,Message")]
    [InlineData("ndjson", "{\"server\":")]
    public async Task Every_format_is_written(string format, string start)
    {
        var (code, output, _) = await RunAsync("--url", "http://127.0.0.1:1/mcp", "--output", format);
        Assert.Equal(2, code);
        Assert.StartsWith(start, output, StringComparison.Ordinal);
        Assert.Contains("Unreachable", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("csv")]
    public async Task Details_are_a_row_for_each_check(string format)
    {
        await using var server = await ServedServer.StartAsync(Stop);
        var (_, output, _) = await RunAsync("--url", server.Url.ToString(), "--details", "-o", format);
        Assert.Equal(format == "csv" ? 4 : 5, output.TrimEnd().Split('\n').Length);
        Assert.Contains("to connect and list its tools", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_writes_nothing_and_leaves_the_exit_code()
    {
        var (code, output, error) = await RunAsync("--url", "http://127.0.0.1:1/mcp", "--quiet");
        Assert.Equal((2, "", ""), (code, output, error));
    }

    [Fact]
    public async Task A_command_is_started_and_ended()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs /bin/sh");
        var (code, output, _) = await RunAsync("-o", "json", "--", "/bin/sh", "-c", "echo broken >&2; exit 7");
        Assert.Equal(2, code);
        Assert.Contains("\"Exited\"", output, StringComparison.Ordinal);
        Assert.Contains("broken", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inventory_is_probed_with_its_thresholds()
    {
        await using var server = await ServedServer.StartAsync(Stop);
        var path = Write("""{"servers":{"web":{"url":"URL","thresholds":{"disk":{"warning":0,"critical":101}}}}} // a comment""".Replace("URL", server.Url.ToString(), StringComparison.Ordinal));
        var (code, output, _) = await RunAsync("web", "--config-path", path, "--check", "disk", "-o", "json");
        using var all = JsonDocument.Parse(output);
        Assert.Equal(1, code);
        var check = all.RootElement[0].GetProperty("checks").EnumerateArray().First();
        Assert.Equal((0, 101, "Degraded"), (check.GetProperty("warning").GetInt32(), check.GetProperty("critical").GetInt32(), check.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task An_unknown_name_is_no_degraded_server()
    {
        var (code, _, error) = await RunAsync("nosuch", "--config-path", Write("""{"servers":{"web":{"url":"http://127.0.0.1:1/mcp"}}}"""));
        Assert.Equal(3, code);
        Assert.Contains("error ServerNotFound", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_switched_off_spoils_nothing()
    {
        var path = Write("""{"servers":{"web":{"url":"http://127.0.0.1:1/mcp","thresholds":{"disk":{"warning":101,"critical":102},"inodes":{"warning":101,"critical":102}}},"off":{"url":"http://127.0.0.1:1/mcp","enabled":false}}}""");
        Assert.Equal(0, (await RunAsync("--config-path", path, "--check", "disk", "web")).Code);
        var (code, output, _) = await RunAsync("--config-path", path, "--check", "disk");
        Assert.Equal(0, code);
        Assert.Contains("Disabled", output, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync("--config-path", path, "off")).Code);
    }

    [Theory]
    [InlineData("--url", "relative/path")]
    [InlineData("--url", "http://127.0.0.1:1", "--timeout", "0")]
    [InlineData("--url", "http://127.0.0.1:1", "--timeout", "never")]
    [InlineData("--url", "http://127.0.0.1:1", "--check", "frobnicate")]
    [InlineData("--url", "http://127.0.0.1:1", "--throttle-limit", "0")]
    [InlineData("--url", "http://127.0.0.1:1", "name")]
    public async Task Bad_input_is_a_usage_error(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.Equal((ExitCodes.Usage, ""), (code, output));
        Assert.StartsWith("error ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string text)
    {
        var path = Path.Combine(_folder.FullName, "mcpops.json");
        File.WriteAllText(path, text);
        return path;
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => Cli.RunAsync(["health", .. arguments]);
}
