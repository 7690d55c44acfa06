using System.Text.Json.Nodes;
using McpOps.Core.Tests.Support;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Protocol;

/// <summary>Servers that others wrote.</summary>
public sealed class RealServerTests
{
    [Theory]
    [InlineData("server-everything", 13, "2025-11-25")]
    [InlineData("server-memory", 9, "2025-11-25")]
    [InlineData("server-filesystem", 14, "2025-11-25")]
    [InlineData("server-postgres", 1, "2024-11-05")]
    public async Task A_stdio_server_from_the_registry_is_healthy_and_gone_afterwards(string package, int tools, string version)
    {
        string[] arguments = package switch { "server-filesystem" => [Path.GetTempPath()], "server-postgres" => ["postgresql://127.0.0.1:1/none"], _ => [] };
        var probe = await Probe.RunAsync(NodeServers.Stdio(package, arguments));
        Assert.Equal((McpVerdict.Healthy, "", version, tools), (probe.Verdict, probe.Message, probe.Version, probe.Tools.Count));
        Assert.False(Processes.IsRunning(probe.ProcessId!.Value));
    }

    [Theory]
    [InlineData("streamableHttp", "/mcp", "http")]
    [InlineData("sse", "/sse", "sse")]
    public async Task The_same_server_over_HTTP_is_healthy(string transport, string path, string spoken)
    {
        await using var server = await NodeServers.StartEverythingAsync(transport);
        var probe = await Probe.RunAsync(McpServer.FromUrl(server.Url(path)));
        Assert.Equal((McpVerdict.Healthy, "", spoken, 13), (probe.Verdict, probe.Message, probe.Transport, probe.Tools.Count));
    }

    [Fact]
    public async Task A_tool_of_a_real_server_answers_and_one_that_fails_is_a_result()
    {
        await using var connector = new McpConnector(new EngineContext());
        await using var session = await connector.ConnectAsync(NodeServers.Stdio("server-everything"), new ConnectOptions { Timeout = TimeSpan.FromSeconds(30) }, TestContext.Current.CancellationToken);
        var sum = await session.CallToolAsync("get-sum", new JsonObject { ["a"] = 2, ["b"] = 3 }, TestContext.Current.CancellationToken);
        Assert.Contains("5", sum.Text, StringComparison.Ordinal);
        var wrong = await session.CallToolAsync("get-sum", new JsonObject { ["a"] = "two" }, TestContext.Current.CancellationToken);
        Assert.True(wrong.IsError);
    }
}
