using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

public sealed class ProfileTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    // The parts that are no MCP servers have no duties of their own.
    public static TheoryData<string> Names => [.. ProfileStore.ForServers.Where(name => ProfileStore.Find(name)!.Definition["transport"] is null)];

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

    [Theory]
    [InlineData("", "", 20)]
    [InlineData("\"watch\":{\"every\":\"3s\"},", "", null)]
    [InlineData("\"watch\":{\"every\":\"3s\"},", ",\"every\":\"7s\"", 7)]
    public async Task How_often_the_inventory_says_comes_before_the_profile_and_a_servers_own_before_both(string watch, string own, int? seconds)
    {
        var server = Assert.Single(await _machine.ReadAsync($"{{{watch}\"servers\":{{\"x\":{{\"profile\":\"kilocode/mcp-memory\"{own}}}}}}}"));
        Assert.Equal(seconds, server.Every?.TotalSeconds);
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

    [Fact]
    public async Task Moving_one_thing_is_one_line()
    {
        var server = Assert.Single(await _machine.ReadAsync("""{"variables":{"port":9000},"servers":{"crawl":{"profile":"crawl4ai","variables":{"root":"/srv/crawl"}}}}"""));
        Assert.Equal("/srv/crawl", server.Root);
        Assert.Empty(_machine.Notices);
        Assert.Equal("http://localhost:9000/mcp", server.Target);
        Assert.Equal([9000], server.Ports);
        Assert.Contains("/srv/crawl/.env", server.Backup!.Sets.SelectMany(set => set.Paths));
        Assert.Contains("/srv/crawl", server.Backup.AfterRestore[^2]);
        Assert.Empty(server.References);
    }

    [Theory]
    [InlineData("""{"servers":{"x":{"url":"http://h/${var:path}"}}}""", "'path', which has no value")]
    [InlineData("""{"servers":{"x":{"url":"http://h/${var:a}","variables":{"a":"${var:b}","b":"${var:a}"}}}}""", "names itself")]
    [InlineData("""{"servers":{"x":{"url":"http://h/","ports":["${var:p}"],"variables":{"p":"many"}}}}""", "a whole number")]
    [InlineData("""{"servers":{"x":{"url":"http://h/","variables":[]}}}""", "must be an object")]
    [InlineData("""{"servers":{"x":{"profile":"kilocode"}}}""", "kilocode/mcp-memory")]
    public async Task What_is_wrong_with_a_variable_or_a_part_is_said_where_it_stands(string inventory, string said)
    {
        var error = await Assert.ThrowsAsync<McpOpsException>(() => _machine.ReadAsync(inventory));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains(":1: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"servers":{"x":{"profile":"crawl4ai","variables":{"prot":9000}}}}""")]
    [InlineData("""{"variables":{"prot":9000},"servers":{"x":{"profile":"crawl4ai"}}}""")]
    public async Task A_variable_that_has_no_place_is_told_with_the_nearest_name(string inventory)
    {
        await _machine.ReadAsync(inventory);
        var notice = Assert.Single(_machine.Notices);
        Assert.Equal("InventoryUnknownProperty", notice.Id);
        Assert.Contains("'port'", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_parts_of_a_profile_depend_on_those_that_are_there_by_whatever_name()
    {
        var servers = await _machine.ReadAsync("""
            {"servers":{"web":{"profile":"mcp-orchestrator/mcp-orch-frontend"},"core":{"profile":"mcp-orchestrator/mcp-orchestrator"},"other":{"profile":"kilocode/mcp-compliance"}}}
            """);
        Assert.Equal(["web: core", "core: ", "other: "], servers.Select(server => $"{server.Name}: {string.Join(' ', server.DependsOn)}"));
        Assert.Equal(["core", "web", "other"], DependencyOrder.Of(servers).Select(server => server.Name));
        Assert.Equal("none", servers[0].Transport);
    }

    [Fact]
    public async Task An_inventory_of_every_profile_is_written_and_read_back()
    {
        foreach (var name in ProfileStore.Choices)
        {
            var creator = new InventoryCreator(_machine.Context, _machine.Paths);
            var plan = await creator.PlanAsync(new InventoryOptions { Profiles = [name], Path = $"{name.Replace('/', '-')}.json" }, CancellationToken.None);
            await creator.WriteAsync(plan, force: true, CancellationToken.None);
            var read = await new ServerCatalog(_machine.Context, _machine.Paths).LoadAsync(new ServerQuery { ConfigPath = plan.Path }, CancellationToken.None);
            Assert.Equal(plan.Servers, read.Servers.Select(server => server.Name));

            // The variables are offered as they are: without their slashes nothing changes.
            await File.WriteAllTextAsync(plan.Path, System.Text.RegularExpressions.Regex.Replace(plan.Text, "(?m)^    // (?=\"\\w+\":)", "    "));
            var moved = await new ServerCatalog(_machine.Context, _machine.Paths).LoadAsync(new ServerQuery { ConfigPath = plan.Path }, CancellationToken.None);
            Assert.Equal(read.Servers.Select(server => server.Target), moved.Servers.Select(server => server.Target));
        }

        Assert.DoesNotContain(_machine.Notices, notice => !notice.Message.Contains("variable", StringComparison.Ordinal));
    }
}
