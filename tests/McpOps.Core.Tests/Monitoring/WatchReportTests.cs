using McpOps.Monitoring;
using Microsoft.Extensions.Time.Testing;

namespace McpOps.Core.Tests.Monitoring;

/// <summary>What the watch says of itself.</summary>
public sealed class WatchReportTests
{
    [Fact]
    public async Task Servers_that_the_inventory_no_longer_has_or_switches_off_are_not_counted()
    {
        var folder = Directory.CreateTempSubdirectory("mcpops-report-");
        var inventory = Path.Combine(folder.FullName, "mcpops.json");
        await File.WriteAllTextAsync(inventory, """{ "history": { "store": "history" }, "servers": { "web": { "url": "http://127.0.0.1:1/mcp" }, "off": { "url": "http://127.0.0.1:2/mcp", "enabled": false }, "never": { "url": "http://127.0.0.1:3/mcp" } } }""", TestContext.Current.CancellationToken);
        var now = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        await using (var store = new JsonLinesStore(Path.Combine(folder.FullName, "history")))
        {
            await using var turn = await store.BeginAsync(TestContext.Current.CancellationToken);
            foreach (var name in new[] { "web", "off", "gone" })
            {
                turn.State.Servers.Put(new ServerState { Server = name, Status = "Healthy", Verdict = "Healthy", Since = now });
            }

            await turn.CommitAsync(now, TestContext.Current.CancellationToken);
        }

        var report = await new WatchReport(new EngineContext { Time = new FakeTimeProvider(now) }).ReadAsync(new AlertQuery { ConfigPath = inventory }, TestContext.Current.CancellationToken);
        Assert.Equal(1, report.Servers);
        folder.Delete(recursive: true);
    }
}
