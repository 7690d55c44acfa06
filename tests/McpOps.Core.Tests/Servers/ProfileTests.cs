using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

public sealed class ProfileTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    public static TheoryData<string> Names => [.. ProfileStore.Names];

    public void Dispose() => _machine.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_profile_is_understood_whole(string name)
    {
        var server = Assert.Single(await _machine.ReadAsync($"{{\"servers\":{{\"x\":{{\"profile\":\"{name}\",\"command\":\"x\"}}}}}}"));
        Assert.Empty(_machine.Notices);
        Assert.Equal(name, server.Profile);
        Assert.NotEmpty(server.Logs);
        Assert.NotEmpty(server.Backup!.Sets);
    }

    [Fact]
    public async Task A_profile_alone_makes_a_server()
    {
        var server = Assert.Single(await _machine.ReadAsync("""{"servers":{"crawl":{"profile":"crawl4ai"}}}"""));
        Assert.Equal(("http://localhost:8000/mcp", "crawl4ai-mcp-server", "/backup/crawl4ai-mcp"), (server.Target, server.Service!.Name, server.Backup!.Destination));
        Assert.Equal(TimeSpan.FromDays(30), server.Backup.Retention!.KeepWithin);
        Assert.Equal("web_content_extract", server.Probe!.Tool);
        Assert.Equal([80, 85, 1000, 5], new[] { "cpu", "memory", "response", "errorRate" }.Select(check => server.Thresholds[check].Warning!.Value));
        Assert.Equal(90, server.Thresholds["disk"].Critical);
    }

    [Fact]
    public async Task A_servers_own_values_win_and_null_takes_one_away()
    {
        var server = Assert.Single(await _machine.ReadAsync("""
            {"servers":{"crawl":{"profile":"crawl4ai","ports":[9000],"service":null,"thresholds":{"cpu":{"warning":50}},"backup":{"destination":"/mine","sets":{"logs":null}}}}}
            """));
        Assert.Equal([9000], server.Ports);
        Assert.Null(server.Service);
        Assert.Equal((50, 85), (server.Thresholds["cpu"].Warning, server.Thresholds["memory"].Warning));
        Assert.Equal("/mine", server.Backup!.Destination);
        Assert.Equal(["app", "config"], server.Backup.Sets.Select(set => set.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_command_puts_the_profiles_address_aside()
    {
        var server = Assert.Single(await _machine.ReadAsync("""{"servers":{"crawl":{"profile":"crawl4ai","command":"uv"}}}"""));
        Assert.Equal(("stdio", "uv"), (server.Transport, server.Target));
    }
}
