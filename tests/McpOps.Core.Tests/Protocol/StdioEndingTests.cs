using System.Text.Json.Nodes;
using McpOps.Core.Tests.Support;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Core.Tests.Protocol;

/// <summary>No process is left behind, whatever happens.</summary>
public sealed class StdioEndingTests
{
    private static readonly ConnectOptions Patient = new() { Timeout = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task A_child_that_outlives_its_parent_is_ended_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Orphans are found by their environment, which only Linux shows.");
        using var folder = new TemporaryFolder();
        var idFile = folder["child"];
        var probe = await Probe.RunAsync(HostileServer.In("family", idFile));
        Assert.Equal(McpVerdict.Healthy, probe.Verdict);
        Assert.False(Processes.IsRunning(int.Parse(await File.ReadAllTextAsync(idFile, TestContext.Current.CancellationToken))));
        Assert.False(Processes.IsRunning(probe.ProcessId!.Value));
    }

    [Fact]
    public async Task A_server_that_ignores_the_end_of_its_input_and_the_request_to_end_is_ended()
    {
        var probe = await Probe.RunAsync(HostileServer.In("stubborn"));
        Assert.Equal(McpVerdict.Healthy, probe.Verdict);
        Assert.False(Processes.IsRunning(probe.ProcessId!.Value));
    }

    [Fact]
    public async Task The_caller_of_EndInBackground_does_not_wait_and_the_connector_does()
    {
        int process;
        var connector = new McpConnector(new EngineContext());
        await using (connector)
        {
            var session = await connector.ConnectAsync(HostileServer.In("stubborn"), Patient, TestContext.Current.CancellationToken);
            process = session.ProcessId!.Value;
            session.EndInBackground();
            Assert.True(Processes.IsRunning(process));
        }

        Assert.False(Processes.IsRunning(process));
    }

    [Fact]
    public async Task After_a_time_out_the_process_is_gone_with_its_children()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Uses sh and /proc.");
        using var folder = new TemporaryFolder();
        var idFile = folder["child"];
        var server = McpServer.FromCommand("sh", ["-c", $"sleep 600 & echo $! > '{idFile}'; trap '' TERM; while :; do sleep 600; done"]);
        var probe = await Probe.RunAsync(server, new ConnectOptions { Timeout = TimeSpan.FromSeconds(6) });
        Assert.Equal(McpVerdict.Timeout, probe.Verdict);
        Assert.False(Processes.IsRunning(int.Parse(await File.ReadAllTextAsync(idFile, TestContext.Current.CancellationToken))));
    }

    [Fact]
    public async Task Cancelling_in_the_handshake_leaves_nothing_and_does_not_take_long()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Uses sh and /proc.");
        using var folder = new TemporaryFolder();
        var idFile = folder["child"];
        using var stop = new CancellationTokenSource();
        await using var connector = new McpConnector(new EngineContext());
        var connecting = connector.ConnectAsync(McpServer.FromCommand("sh", ["-c", $"sleep 600 & echo $! > '{idFile}'; wait"]), Patient, stop.Token);
        while (!File.Exists(idFile) || new FileInfo(idFile).Length == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.False(Processes.IsRunning(int.Parse(await File.ReadAllTextAsync(idFile, TestContext.Current.CancellationToken))));
    }

    [Fact]
    public async Task Cancelling_a_call_ends_the_wait_and_closing_still_leaves_nothing()
    {
        await using var connector = new McpConnector(new EngineContext());
        var session = await connector.ConnectAsync(HostileServer.In("good"), Patient, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var call = session.CallToolAsync("hang", [], stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await session.DisposeAsync();
        Assert.False(Processes.IsRunning(session.ProcessId!.Value));
    }

    [Fact]
    public async Task A_discovered_server_is_started_only_when_the_user_says_so_and_sees_none_of_our_secrets()
    {
        const string secret = "MCPOPS_TEST_SECRET";
        Environment.SetEnvironmentVariable(secret, "hunter2");
        await using var connector = new McpConnector(new EngineContext());
        var own = McpServer.FromCommand(HostileProgram.Path, ["good"], new Dictionary<string, string>(StringComparer.Ordinal) { ["ITS_OWN"] = "1" });
        var found = own with { Origin = ServerOrigin.Discovered };

        var refused = await Probe.RunAsync(connector, found);
        Assert.Equal((McpVerdict.NotStarted, 0), (refused.Verdict, refused.Requests));

        var minimal = await EnvironmentOfAsync(connector, found, Patient with { Launch = true });
        Assert.Contains("PATH", minimal);
        Assert.Contains("ITS_OWN", minimal);
        Assert.DoesNotContain(secret, minimal);
        Assert.Contains(secret, await EnvironmentOfAsync(connector, own with { Origin = ServerOrigin.Inventory }, Patient));
    }

    private static async Task<string[]> EnvironmentOfAsync(McpConnector connector, McpServer server, ConnectOptions options)
    {
        await using var session = await connector.ConnectAsync(server, options, TestContext.Current.CancellationToken);
        var answer = await session.CallToolAsync("environment", new JsonObject(), TestContext.Current.CancellationToken);
        return answer.Text.Split(' ');
    }
}
