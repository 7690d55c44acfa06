using System.Diagnostics;
using System.Globalization;
using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Probing;

/// <summary>Real processes whose parent is gone.</summary>
public sealed class OrphanCheckTests : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly string _mark = $"mcp-server-{Guid.NewGuid():N}";
    private readonly List<int> _started = [];

    private McpServer Server => McpServer.FromCommand("npx", ["-y", $"@example/{_mark}@1.2.3"], name: "left") with { Origin = ServerOrigin.Inventory };

    [Fact]
    public async Task A_server_whose_client_is_gone_is_reported_and_left_alive()
    {
        // The writer of the pipe ends at once, the shell between too: what is left is what a crashed client leaves.
        var id = await LeaveBehindAsync("true");
        var result = await CheckAsync();
        Assert.Equal(("orphans", HealthStatus.Degraded, 1d, "processes"), (result.Name, result.Status, result.Value, result.Unit));
        Assert.Contains(id.ToString(CultureInfo.InvariantCulture), result.Message, StringComparison.Ordinal);
        Assert.NotNull(ProcessTable.Get(id));
    }

    [Fact]
    public async Task It_is_ended_when_that_is_asked_for_and_one_that_is_spoken_to_is_not()
    {
        var left = await LeaveBehindAsync("true");
        var server = Server;
        Assert.Equal("WouldChange", Assert.Single(await EndAsync(server, dryRun: true)).Outcome);
        Assert.NotNull(ProcessTable.Get(left));
        var done = Assert.Single(await EndAsync(server, dryRun: false));
        Assert.Equal(("Changed", left.ToString(CultureInfo.InvariantCulture)), (done.Outcome, Assert.Single(done.Changed)));
        Assert.True(await Eventually.HoldsAsync(() => ProcessTable.Get(left) is null, TimeSpan.FromSeconds(20), Stop));
        Assert.Equal("Ok", Assert.Single(await EndAsync(server, dryRun: false)).Outcome);

        var spoken = await LeaveBehindAsync($"/bin/sh -c 'while :; do sleep 0.1; done' writer-of-{_mark}");
        Assert.Equal("Ok", Assert.Single(await EndAsync(server, dryRun: false)).Outcome);
        Assert.NotNull(ProcessTable.Get(spoken));
    }

    private static async Task<IReadOnlyList<McpOps.Maintenance.McpMaintenanceStep>> EndAsync(McpServer server, bool dryRun)
    {
        var steps = new List<McpOps.Maintenance.McpMaintenanceStep>();
        await foreach (var step in new McpOps.Maintenance.ServerRestart(new EngineContext()).RunAsync(new McpOps.Maintenance.RestartOptions { Server = server, Orphans = true, Timeout = TimeSpan.FromSeconds(5), DryRun = dryRun }, Stop))
        {
            steps.Add(step);
        }

        return steps;
    }

    [Fact]
    public async Task A_server_that_somebody_still_speaks_to_is_none()
    {
        await LeaveBehindAsync($"/bin/sh -c 'while :; do sleep 0.1; done' writer-of-{_mark}");
        Assert.Equal((HealthStatus.Healthy, 0d), ((await CheckAsync()).Status, (await CheckAsync()).Value));
    }

    [Fact]
    public async Task A_server_that_listens_on_a_port_is_none()
    {
        Assert.SkipWhen(Command.Find("python3") is null, "python3 is not installed");
        var id = await LeaveBehindAsync("true", "python3 -c 'import socket, time; s = socket.create_server((\"127.0.0.1\", 0)); time.sleep(1000)'");
        while (!PortOwners.All().Values.Contains(id))
        {
            Stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal(0, (await CheckAsync()).Value);
    }

    [Fact]
    public async Task A_server_with_its_client_is_none()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks at Linux processes");
        using var child = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "while :; do sleep 0.1; done", _mark]) { RedirectStandardInput = true, UseShellExecute = false })!;
        _started.Add(child.Id);
        Assert.Equal(0, (await CheckAsync()).Value);
    }

    [Fact]
    public async Task One_of_no_known_server_is_told_once()
    {
        var id = await LeaveBehindAsync("true");
        var notices = new List<McpNotice>();
        var context = new EngineContext { Notices = new Now(notices) };
        var other = McpServer.FromCommand("some-other-server") with { Origin = ServerOrigin.Inventory, Enabled = false };
        await foreach (var health in new HealthProbe(context).ProbeAsync([other], new HealthOptions { Checks = ["orphans"] }, Stop))
        {
            Assert.Equal("Disabled", health.Verdict);
        }

        var notice = Assert.Single(notices);
        Assert.Equal("OrphanedServers", notice.Id);
        Assert.Contains(id.ToString(CultureInfo.InvariantCulture), notice.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node /root/.npm/_npx/9f/node_modules/.bin/mcp-server-files /data", true)]
    [InlineData("npm exec @modelcontextprotocol/mcp-server-files@2 /data", true)]
    [InlineData("node /root/.npm/_npx/9f/node_modules/.bin/mcp-server-files /other", false)]
    [InlineData("node server.js /data", false)]
    public void A_package_is_recognised_under_the_command_line_that_it_ends_with(string commandLine, bool same)
    {
        var server = McpServer.FromCommand("npx", ["-y", "@modelcontextprotocol/mcp-server-files@2026.8.31", "/data"]);
        Assert.Equal(same, ServerCommandLine.IsOf(new ProcessDetail(1, "node") { Arguments = commandLine.Split(' ') }, server));
    }

    public void Dispose()
    {
        foreach (var id in _started.Concat(ProcessTable.Find(_mark).Select(process => process.Id)))
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill(entireProcessTree: true);
            }
            catch (ArgumentException)
            {
                // It ended with another one.
            }
        }
    }

    private async Task<McpCheckResult> CheckAsync()
    {
        var orphans = new OrphanedProcesses(new MachineSnapshot(TimeProvider.System), [Server]);
        return Assert.Single(await new OrphanCheck(orphans).CheckAsync(Server, Stop));
    }

    private async Task<int> LeaveBehindAsync(string writer, string reader = "/bin/sh -c 'while :; do sleep 0.1; done'")
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks at Linux processes");
        var script = $"({writer}) | {reader} {_mark} >/dev/null 2>&1 & echo started";
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        await shell.WaitForExitAsync(Stop);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var marked = ProcessTable.Find(_mark);

            // A process that was just forked looks like its parent until it becomes what it is to be: then there are two.
            var found = marked.Where(process => process.Arguments[^1] == _mark).ToList();
            if (found is [{ ParentId: var parent } left] && parent != shell.Id && (writer != "true" || marked.Count == 1))
            {
                Assert.SkipWhen(parent != 1 && ProcessTable.Get(parent ?? 0)?.Name != "systemd", $"orphans are adopted here by process {parent}, which is no init");
                return left.Id;
            }

            await Task.Yield();
        }
    }

    private sealed class Now(List<McpNotice> notices) : IProgress<McpNotice>
    {
        public void Report(McpNotice value) => notices.Add(value);
    }
}
