using McpOps.Core.Tests.Servers;
using McpOps.Core.Tests.Support;
using McpOps.Monitoring;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>A single run that can keep nothing looks as often itself as a failure is to be seen.</summary>
public sealed class SingleRunTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    /// <summary>What it depends on works, and is known to: nothing holds that it is dead.</summary>
    [Fact]
    public async Task A_dead_server_is_told_though_it_depends_on_one_that_works_and_nothing_can_be_kept()
    {
        await using var web = await McpWeb.StartAsync();
        _machine.Write("history", "in the way");
        _machine.Write("mcpops.json", $$"""{ "history": { "store": "history" }, "watch": { "failures": 3 }, "servers": { "app": { "url": "http://127.0.0.1:1/mcp", "dependsOn": ["base"] }, "base": { "url": "{{web.Url}}", "thresholds": { "response": { "warning": 600000, "critical": 700000 } } } } }""");
        var seen = new List<string>();
        await foreach (var record in new WatchEngine(_machine.Context, _machine.Paths).RunAsync(new WatchOptions { Once = true, NoSend = true, Timeout = TimeSpan.FromMinutes(2) }, Stop))
        {
            seen.Add($"{record.Server} {record.Rule} {record.Kind} {record.Status} {(record.Server is "base" ? record.Message : "")}".TrimEnd());
        }

        Assert.True(seen.Contains("app health fired"), string.Join('\n', seen));
        Assert.All(seen.Where(one => one.StartsWith("base", StringComparison.Ordinal)), one => Assert.Equal("base  probe Healthy", one));
    }
}
