using System.Net;
using System.Net.Sockets;
using McpOps.Core.Tests.Servers;
using McpOps.Probing;

namespace McpOps.Core.Tests.Probing;

/// <summary>A part of a system that is no MCP server, such as its database, is as what belongs to it.</summary>
public sealed class NoMcpTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task It_is_healthy_while_its_port_is_open_and_unreachable_when_it_is_not()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = Assert.Single(await _machine.ReadAsync($$"""{"servers":{"database":{"transport":"none","ports":[{{((IPEndPoint)listener.LocalEndpoint).Port}}] } } }"""));
        Assert.Equal(("none", "Healthy", "Healthy"), await AskAsync(server));
        var place = listener.LocalEndpoint;
        listener.Stop();

        // Held, and not listened on: another test's server would be given the port that has just become free.
        using var held = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        held.Bind(place);
        Assert.Equal(("none", "Unhealthy", "Unreachable"), await AskAsync(server));
    }

    // A watch keeps what it looked up of the machine for a while. That a service was away before it was restarted is not how it is.
    [Fact]
    public async Task A_watch_sees_at_once_that_its_port_is_open_again()
    {
        using var before = new TcpListener(IPAddress.Loopback, 0);
        before.Start();
        var place = (IPEndPoint)before.LocalEndpoint;
        before.Stop();
        var server = Assert.Single(await _machine.ReadAsync($$"""{"servers":{"database":{"transport":"none","ports":[{{place.Port}}]} } }"""));
        var time = new Monitoring.JumpingTime(TimeProvider.System.GetUtcNow());
        await using var prober = new ServerProber(new EngineContext { Time = time }, new HealthOptions { Checks = ["protocol", "ports"] });
        prober.Know([server]);
        Assert.Equal("Unreachable", (await prober.ProbeAsync(server, TestContext.Current.CancellationToken)).Verdict);

        using var again = new TcpListener(place);
        again.Start();
        time.Pass(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        Assert.Equal("Healthy", (await prober.ProbeAsync(server, TestContext.Current.CancellationToken)).Verdict);
    }

    [Fact]
    public async Task An_address_beside_it_is_refused_when_the_inventory_is_read()
    {
        var error = await Assert.ThrowsAsync<McpOpsException>(() => _machine.ReadAsync("""{"servers":{"database":{"transport":"none","url":"http://127.0.0.1:1/mcp"}}}"""));
        Assert.Equal("InventoryInvalid", error.ErrorId);
    }

    private async Task<(string? Transport, string Status, string Verdict)> AskAsync(McpOps.Servers.McpServer server)
    {
        await foreach (var health in new HealthProbe(_machine.Context).ProbeAsync([server], new HealthOptions { Checks = ["protocol", "ports"] }, TestContext.Current.CancellationToken))
        {
            return (health.Transport, health.Status, health.Verdict);
        }

        throw new InvalidOperationException("There was no answer.");
    }
}
