using System.Diagnostics;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Probing;

public sealed class ProcessCheckTests
{
    private readonly MachineSnapshot _machine = new(TimeProvider.System);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_process_that_listens_on_the_servers_port_is_its_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells who listens");
        await using var web = await LoopbackWeb.StartAsync(LoopbackWeb.Json("{}"));
        var results = await CheckAsync(McpServer.FromUrl(web.Url) with { Origin = ServerOrigin.Inventory });
        Assert.Contains($"process {Environment.ProcessId},", results["process-memory"].Message, StringComparison.Ordinal);
        Assert.True(results["process-memory"].Value > 1e6 && results["process-threads"].Value > 1 && results["process-handles"].Value > 1 && results["process-uptime"].Value > 0);
        Assert.NotNull(results["process-cpu"].Value);
    }

    [Fact]
    public async Task Who_listens_here_on_the_port_of_a_remote_server_is_not_its_process()
    {
        await using var web = await LoopbackWeb.StartAsync(LoopbackWeb.Json("{}"));
        Assert.Empty(await CheckAsync(McpServer.FromUrl(new Uri($"http://203.0.113.1:{web.Url.Port}/mcp")) with { Origin = ServerOrigin.Inventory, Ports = [1] }));
    }

    [Fact]
    public async Task A_process_over_its_limit_is_told_in_the_thresholds_words()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs /bin/sh");
        var mark = $"mcpops-{Guid.NewGuid():N}";
        using var process = Process.Start("/bin/sh", ["-c", $"while :; do sleep 0.1; done # {mark}"]);
        try
        {
            var server = new McpServer
            {
                Name = "s",
                Service = new McpService("process", mark),
                Thresholds = new Dictionary<string, McpThreshold>(StringComparer.Ordinal) { ["process-memory"] = new(1, 2) },
            };
            var memory = (await CheckAsync(server))["process-memory"];
            Assert.Equal((HealthStatus.Unhealthy, "bytes", 1d, 2d), (memory.Status, memory.Unit, memory.Warning, memory.Critical));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task A_service_that_does_not_run_has_no_process_to_judge() =>
        Assert.Empty(await CheckAsync(new McpServer { Name = "s", Service = new McpService("process", "no-such-process-anywhere-on-this-machine") }));

    private async Task<Dictionary<string, McpCheckResult>> CheckAsync(McpServer server) =>
        (await new ProcessCheck(_machine, new ServiceStates(new ServiceControl(TimeProvider.System), TimeProvider.System)).CheckAsync(server, Stop)).ToDictionary(result => result.Name);
}
