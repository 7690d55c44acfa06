using McpOps.Auditing;
using McpOps.Auditing.Tools;
using McpOps.Core.Tests.Support;
using McpOps.Servers;

namespace McpOps.Core.Tests.Auditing;

/// <summary>What servers that others wrote say of their tools: most alarms on real fleets are false, so these must be none.</summary>
public sealed class RealToolTests
{
    [Fact]
    public async Task Tools_of_real_servers_hold_nothing_that_is_taken_for_poison()
    {
        using var folder = new TemporaryFolder();
        McpServer[] servers =
        [
            NodeServers.Stdio("server-everything"), NodeServers.Stdio("server-memory"), NodeServers.Stdio("server-filesystem", folder["."]), NodeServers.Stdio("server-sequential-thinking"),
            NodeServers.Program("@playwright/mcp/cli.js", "--caps=vision,pdf,testing,tracing,verify,network,storage,devtools,config"),
            NodeServers.Program("chrome-devtools-mcp/build/src/bin/chrome-devtools-mcp.js", "--no-usage-statistics"),
        ];
        var context = new EngineContext();
        var lists = await new ToolReader(context).ReadAsync(servers, new AuditOptions { Servers = servers, Timeout = TimeSpan.FromSeconds(60) }, TestContext.Current.CancellationToken);
        Assert.All(lists, list => Assert.Null(list.Failure));

        // Their versions are pinned, and so is how many tools they have.
        Assert.Equal([13, 9, 14, 1, 72, 32], lists.Select(list => list.Tools.Count));
        var judge = new ToolJudge(new FindingMaker(TimeProvider.System));
        Assert.DoesNotContain(lists.SelectMany(list => judge.Texts(list, new HashSet<string>())), finding => AuditSeverity.Rank(finding.Severity) >= AuditSeverity.Rank(AuditSeverity.Medium));
    }
}
