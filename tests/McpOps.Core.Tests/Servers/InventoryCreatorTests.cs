using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

public sealed class InventoryCreatorTests : IDisposable
{
    private const string Clients = """
        {"mcpServers":{
          "plain":{"command":"npx","args":["-y","@scope/server","quote\" and \\ and ünïcode"],"env":{"LOG_LEVEL":"debug"}},
          "secret":{"command":"docker","args":["run","-e","GITHUB_TOKEN=ghp_0123456789abcdefghijklmn","--password","hunter2"],"env":{"API_KEY":"first"},"disabled":true},
          "again":{"command":"x","args":["${input:tok}"],"env":{"API_KEY":"second","OTHER":"${env:TOK}"}},
          "web":{"type":"sse","url":"https://me:pw@h/sse?api_key=k3y&x=1","headers":{"Authorization":"Bearer t0ken","Accept":"*/*"}}
        }}
        """;

    private readonly FakeMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task What_was_found_is_written_and_read_back_as_the_same_servers()
    {
        var source = _machine.Write("~/.cursor/mcp.json", Clients);
        var found = await _machine.DiscoverAsync();

        var inventory = await CreateAsync(new InventoryOptions());

        Assert.True(inventory.Written);
        Assert.Equal(_machine.Whole("mcpops.json"), inventory.Path);
        var text = await File.ReadAllTextAsync(inventory.Path);
        Assert.Contains($"// From Cursor (user): {source}:2", text, StringComparison.Ordinal);
        var read = (await new ServerCatalog(_machine.Context, _machine.Paths).FindAsync(new ServerQuery(), CancellationToken.None)).Servers;
        Assert.Empty(_machine.Notices);
        Assert.Equal(found.Select(server => (server.Name, server.Transport, server.Enabled)), read.Select(server => (server.Name, server.Transport, server.Enabled)));

        // With the variables set to what was hidden, each server is reached exactly as its client would.
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TOK"] = "tok", ["AGAIN_TOK"] = "input-tok", ["API_KEY"] = "first", ["AGAIN_API_KEY"] = "second", ["GITHUB_TOKEN"] = "ghp_0123456789abcdefghijklmn",
            ["SECRET_PASSWORD"] = "hunter2", ["WEB_URL"] = "me:pw", ["WEB_API_KEY"] = "k3y", ["WEB_AUTHORIZATION"] = "t0ken",
        };
        Assert.Equal(variables.Keys.Order(StringComparer.Ordinal), inventory.Variables.Order(StringComparer.Ordinal));
        foreach (var (before, after) in found.Zip(read))
        {
            var resolved = ConnectionResolver.Resolve(after, variables.GetValueOrDefault);
            var original = before.Connection.Map(value => value.Replace("${input:tok}", "input-tok", StringComparison.Ordinal).Replace("${env:TOK}", "tok", StringComparison.Ordinal));
            Assert.True(original.IsSameAs(resolved), $"{before.Name}: {string.Join(' ', resolved.Arguments)} {resolved.Url}");
        }
    }

    /// <summary>What it offers for the watch is read as it stands, once its slashes are gone.</summary>
    [Fact]
    public async Task What_it_says_of_the_watch_needs_only_its_slashes_taken_away()
    {
        var inventory = await CreateAsync(new InventoryOptions());
        var text = await File.ReadAllTextAsync(inventory.Path);
        await File.WriteAllTextAsync(inventory.Path, System.Text.RegularExpressions.Regex.Replace(text, "(?m)^  // (?=\")", "  "));
        var fleet = (await new ServerCatalog(_machine.Context, _machine.Paths).FindAsync(new ServerQuery(), CancellationToken.None)).Fleet;
        Assert.DoesNotContain(_machine.Notices, notice => notice.Id.StartsWith("Inventory", StringComparison.Ordinal));
        Assert.Equal(["log", "ops"], fleet.Channels.Select(channel => channel.Name).Order(StringComparer.Ordinal));
        Assert.Equal((1, 3, 1, 1), (fleet.Alerts.Routes.Count, fleet.Alerts.Remind.Count, fleet.Alerts.Escalate.Count, fleet.Alerts.Windows.Count));
        Assert.Equal((3, 2, 1), (fleet.Watch.Failures, fleet.Watch.Successes, fleet.Watch.Witnesses.Count));
        Assert.Equal(TimeSpan.FromDays(400), fleet.History.Keep);
    }

    [Fact]
    public async Task An_inventory_that_is_there_is_never_overwritten_unasked()
    {
        _machine.Write("~/.cursor/mcp.json", Clients);
        var path = _machine.Write("mcpops.json", "mine");
        Assert.Equal("InventoryExists", (await Assert.ThrowsAsync<McpOpsException>(() => CreateAsync(new InventoryOptions()))).ErrorId);
        Assert.Equal("mine", await File.ReadAllTextAsync(path));

        await CreateAsync(new InventoryOptions { Force = true });
        Assert.Contains("\"plain\"", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_machine.Project));
    }

    [Fact]
    public async Task One_that_appears_in_the_meantime_is_not_overwritten_either()
    {
        var creator = new InventoryCreator(_machine.Context, _machine.Paths);
        var plan = await creator.PlanAsync(new InventoryOptions(), CancellationToken.None);
        var path = _machine.Write("mcpops.json", "mine");
        Assert.Equal("InventoryExists", (await Assert.ThrowsAsync<McpOpsException>(() => creator.WriteAsync(plan, force: false, CancellationToken.None))).ErrorId);
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
        Assert.Single(Directory.GetFiles(_machine.Project));
    }

    [Fact]
    public async Task A_plan_writes_nothing()
    {
        await new InventoryCreator(_machine.Context, _machine.Paths).PlanAsync(new InventoryOptions(), CancellationToken.None);
        Assert.Empty(Directory.GetFiles(_machine.Project));
    }

    [Fact]
    public async Task Where_nothing_is_found_the_inventory_shows_how_to_begin()
    {
        var inventory = await CreateAsync(new InventoryOptions { Path = "conf/mcpops.json" });
        Assert.Equal(_machine.Whole("conf/mcpops.json"), inventory.Path);
        var set = await new ServerCatalog(_machine.Context, _machine.Paths).FindAsync(new ServerQuery { ConfigPath = inventory.Path }, CancellationToken.None);
        Assert.Empty(set.Servers);
        Assert.Contains("\"profile\": \"crawl4ai\"", inventory.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_can_be_picked_and_given()
    {
        _machine.Write("~/.cursor/mcp.json", Clients);
        Assert.Equal(["plain", "web"], (await CreateAsync(new InventoryOptions { Names = ["p*", "web"] })).Servers);
        Assert.Equal("ServerNotFound", (await Assert.ThrowsAsync<McpOpsException>(() => CreateAsync(new InventoryOptions { Names = ["plan"], Force = true }))).ErrorId);
        Assert.Equal(["h:8000"], (await CreateAsync(new InventoryOptions { Servers = [McpServer.FromUrl(new Uri("http://h:8000/mcp"))], Force = true })).Servers);
    }

    [Fact]
    public async Task A_server_of_an_inventory_is_refused_rather_than_cut_down()
    {
        var servers = await _machine.ReadAsync("""{"servers":{"a":{"url":"http://h","logs":"x"}}}""");
        Assert.Equal("AlreadyInInventory", (await Assert.ThrowsAsync<McpOpsException>(() => CreateAsync(new InventoryOptions { Servers = servers, Force = true }))).ErrorId);
    }

    [Fact]
    public async Task A_folder_in_place_of_a_file_is_told() =>
        Assert.Equal("InventoryNotWritable", (await Assert.ThrowsAsync<McpOpsException>(() => CreateAsync(new InventoryOptions { Path = _machine.Project, Force = true }))).ErrorId);

    private async Task<McpInventory> CreateAsync(InventoryOptions options)
    {
        var creator = new InventoryCreator(_machine.Context, _machine.Paths);
        return await creator.WriteAsync(await creator.PlanAsync(options, CancellationToken.None), options.Force, CancellationToken.None);
    }
}
