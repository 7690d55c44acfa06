using System.Text.Json;
using McpOps.Cli.Tests.Backups;

namespace McpOps.Cli.Tests;

/// <summary>Too few file handles are our own lack, and never a server's fault.</summary>
[Collection(AloneCollection.Name)]
public sealed class FewHandlesTests : IDisposable
{
    private readonly Workbench _bench = new();

    public FewHandlesTests() => File.WriteAllText(_bench.P("mcpops.json"), JsonSerializer.Serialize(
        new { servers = Enumerable.Range(0, 1000).ToDictionary(number => $"s{number}", number => new { url = $"http://127.0.0.1:1/{number}" }) }));

    [Theory]
    [InlineData(48)]
    [InlineData(64)]
    [InlineData(111)]
    public async Task With_too_few_to_begin_with_it_says_so_and_does_nothing(int handles)
    {
        var result = await RunAsync(handles, "health --check protocol --output json");
        Assert.Equal((3, ""), (result.Code, result.Out));
        Assert.StartsWith($"error TooFewHandles: This process may have {handles} files open", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(handles, "servers")).Code);
    }

    [Fact]
    public async Task With_few_a_thousand_servers_are_probed_and_listed_a_few_at_a_time()
    {
        var health = await RunAsync(128, "health --check protocol --output ndjson");
        Assert.Equal(2, health.Code);
        Assert.Equal(["Unreachable"], health.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("verdict").GetString()).Distinct());
        var tools = await RunAsync(128, "tools --output json");
        Assert.Equal(1, tools.Code);
        Assert.Equal(1000, tools.Error.Split("error Unreachable").Length - 1);
    }

    public void Dispose() => _bench.Dispose();

    private Task<(int Code, string Out, string Error, double TookMs)> RunAsync(int handles, string arguments) =>
        _bench.RunAsync("bash", ["-c", $"ulimit -n {handles}; exec '{Workbench.Mcpops}' {arguments} --config '{_bench.P("mcpops.json")}'"]);
}
