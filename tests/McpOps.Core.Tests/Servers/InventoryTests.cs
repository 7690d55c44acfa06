using System.Diagnostics;
using System.Text;
using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

public sealed class InventoryTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task An_inventory_can_say_everything_about_a_stdio_server()
    {
        var server = (await _machine.ReadAsync(Inventories.Whole))[0];

        Assert.Empty(_machine.Notices);
        Assert.Equal(("files", "stdio", "Inventory", false, 2.5), (server.Name, server.Transport, server.Origin, server.Enabled, server.TimeoutSeconds));
        Assert.Equal("npx", server.Connection.Command);
        Assert.Equal(["-y", "@modelcontextprotocol/server-filesystem", "/srv", "1"], server.Connection.Arguments);
        Assert.Equal(Path.Combine(_machine.Project, "files"), server.Connection.WorkingDirectory);
        Assert.Equal(["LEVEL=debug", "N=1", "ON=true"], server.Connection.Environment.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(["storage"], server.Tags);
        Assert.Equal(("process", "server-filesystem"), (server.Service!.Kind, server.Service.Name));
        Assert.Equal(["npx", "x"], server.Service.StartCommand);
        Assert.Equal(Path.Combine(_machine.Home, "run"), server.Service.WorkingDirectory);
        Assert.Equal(new McpServerSource("mcpops", "inventory", _machine.Whole("mcpops.json"), 5), Assert.Single(server.Sources));
    }

    [Fact]
    public async Task An_inventory_can_say_everything_about_an_HTTP_server()
    {
        var server = (await _machine.ReadAsync(Inventories.Whole))[1];

        Assert.Equal(("web", "http", true, "json"), (server.Name, server.Transport, server.Enabled, server.LogFormat));
        Assert.Equal("Bearer ${env:WEB_TOKEN}", server.Connection.Headers["authorization"]);
        Assert.Equal([8000, 9000], server.Ports);
        Assert.Equal(["metrics", "health"], server.Endpoints.Select(endpoint => endpoint.Name));
        Assert.Equal((204, true, "$.status == \"healthy\""), (server.Endpoints[1].Status, server.Endpoints[1].Optional, server.Endpoints[1].Conditions[0]));
        Assert.Equal([Path.Combine(_machine.Project, "logs", "web.log*"), Path.Combine(_machine.Home, "web.log"), "/var/log/web.log"], server.Logs);
        Assert.Equal([Path.Combine(_machine.Project, "tls", "web.pem"), "example.com:443"], server.Certificates);
        Assert.Equal("${env:DATABASE_URL}", server.Databases[0].ConnectionString);
        Assert.Equal("Host=db;Port=5433;Database=app;Username=me;Password='a;b''c'", server.Databases[1].ConnectionString);
        Assert.Equal(Path.Combine(_machine.Project, "cache.db"), server.Databases[2].Path);
        Assert.Equal("s3://bucket/prefix", server.Backup!.Destination);
        Assert.Equal([".git"], server.Backup.Sets[0].Exclude);
        Assert.Equal(new McpRetention { KeepLast = 3, KeepDaily = 7, KeepWeekly = 4, KeepMonthly = 12, KeepYearly = 2, KeepWithin = TimeSpan.FromDays(30) }, server.Backup.Retention);
        Assert.Equal([["systemctl", "daemon-reload"], ["true"]], server.Backup.AfterRestore);
        Assert.Equal("""{"message":"hi","n":[1,2.5,null,true]}""", server.Probe!.Arguments.ToJsonString());
        Assert.Equal(("echo", "hi", true), (server.Probe.Tool, server.Probe.Expect, server.Probe.AllowWrites));
        Assert.Equal([("echo", 3.0), ("add", 1.0)], server.Load.Select(call => (call.Tool, call.Weight)));
        Assert.Equal((new McpThreshold(70, null), new McpThreshold(75, 85)), (server.Thresholds["CPU"], server.Thresholds["disk"]));
        Assert.Equal(["${env:WEB_TOKEN}", "${env:DATABASE_URL}"], server.References);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task A_byte_order_mark_is_no_obstacle(string encoding)
    {
        var path = _machine.Write("mcpops.json", """{"servers":{"bücher":{"url":"http://h/mcp"}}}""", Encoding.GetEncoding(encoding));
        var set = await new ServerCatalog(_machine.Context, _machine.Paths).FindAsync(new ServerQuery { ConfigPath = path }, CancellationToken.None);
        Assert.Equal("bücher", Assert.Single(set.Servers).Name);
    }

    [Theory]
    [InlineData("""{"servers":{"a":{"url":"http://h"},""" + "\n" + """ "A":{"url":"http://i"}}}""", "InventoryDuplicateServer", ":2: servers.A ")]
    [InlineData("{\"servers\":{\"a\":{\n\"command\":\"x\",\n\"env\":{\"A\":\"${env:B}\",\"B\":\"${env:A}\"}}}}", "EnvironmentCycle", ":3: servers.a.env: ")]
    [InlineData("{\"servers\":{\n\"a\":{\"url\":\"localhost:8000/mcp\"}}}", "InventoryInvalid", ":2: servers.a.url must be a whole http or https address")]
    [InlineData("{\"servers\":{\"a\":{\"url\":\"ftp://h\"}}}", "InventoryInvalid", ":1: servers.a.url must be")]
    [InlineData("{\"servers\":{\"a\":{\"url\":\"/mcp\"}}}", "InventoryInvalid", ":1: servers.a.url must be")]
    [InlineData("{\"servers\":{\"a\":{\n}}}", "InventoryInvalid", ":1: servers.a has neither a command nor a url")]
    [InlineData("{\"servers\":{\"a\":{\"command\":\" \"}}}", "InventoryInvalid", ":1: servers.a has neither a command")]
    [InlineData("{\"servers\":{\"a\":{\"transport\":\"http\",\"command\":\"x\"}}}", "InventoryInvalid", ":1: servers.a has no url")]
    [InlineData("{\"servers\":{\"a\":{\"transport\":\"carrier-pigeon\",\"command\":\"x\"}}}", "InventoryInvalid", "servers.a.transport must be stdio, http or sse")]
    [InlineData("{\"servers\":{\"a\":{\"url\":\"http://h\",\n\"ports\":[80,\"x\"]}}}", "InventoryInvalid", ":2: servers.a.ports[1] must be a whole number from 1 to 65535")]
    [InlineData("{\"servers\":{\"a\":{\"url\":\"http://h\",\"ports\":70000}}}", "InventoryInvalid", "servers.a.ports must be a whole number")]
    [InlineData("{\"servers\":{\"a\":{\"url\":\"http://h\",\"enabled\":\"yes\"}}}", "InventoryInvalid", "servers.a.enabled must be true or false, and is a text")]
    [InlineData("{\"servers\":{\"a\":{\"url\":[]}}}", "InventoryInvalid", "servers.a.url must be a text, and is a list")]
    [InlineData("{\"servers\":{\"a\":{\"command\":\"x\",\"env\":{\"A\":\n[]}}}}", "InventoryInvalid", ":2: servers.a.env.A must be a text")]
    [InlineData("{\"servers\":{\"a\":{\"url\":\"http://h\",\"timeoutSeconds\":-1}}}", "InventoryInvalid", "servers.a.timeoutSeconds must be a number from 0.001 to 86400 (seconds)")]
    [InlineData("{\"servers\":{\"a\":{\"url\":\"http://h\",\"service\":{\"kind\":\"upstart\",\"name\":\"x\"}}}}", "InventoryInvalid", "servers.a.service.kind must be systemd")]
    [InlineData("{\"servers\":{\"a\":{\"url\":\"http://h\",\"service\":{\"kind\":\"docker\"}}}}", "InventoryInvalid", "servers.a.service has no 'name'")]
    [InlineData("{\"servers\":{\"a\":{\"url\":\"http://h\",\"databases\":{\"d\":{\"kind\":\"postgres\"}}}}}", "InventoryInvalid", "servers.a.databases.d has neither a url")]
    [InlineData("{\"servers\":{\"a\":{\"url\":\"http://h\",\"backup\":{\"retention\":{\"keepWithin\":\"soon\"}}}}}", "InventoryInvalid", "servers.a.backup.retention.keepWithin must be an age")]
    [InlineData("{\"servers\":{\"a\":{\"url\":\"http://h\",\"backup\":{\"destination\":\"https://x.blob.core.windows.net/c?sig=abc\"}}}}", "InventoryInvalid", "servers.a.backup.destination holds a secret")]
    [InlineData("{\"servers\":{\"a\":{\"url\":\"http://h\",\"backup\":{\"destination\":\"${env:BACKUPS}/web\"}}}}", "InventoryInvalid", "servers.a.backup.destination holds a reference")]
    [InlineData("{\"servers\":{\"a\":{\"profile\":\"crawl4al\"}}}", "ProfileNotFound", "servers.a.profile: there is no such profile. Did you mean 'crawl4ai'?")]
    [InlineData("{\"servers\":{\"a\":{\"url\":\"http://h\",\"logs\":\"a\\u0000b\"}}}", "InventoryInvalid", "servers.a.logs holds a NUL character")]
    [InlineData("{\"servers\":{\"a\":7}}", "InventoryInvalid", ":1: servers.a must be an object")]
    [InlineData("{\"servers\":{\" \":{\"url\":\"http://h\"}}}", "InventoryInvalid", "servers holds a server without a name")]
    [InlineData("{\"servers\":[]}", "InventoryInvalid", ":1: servers must be an object")]
    [InlineData("{}", "InventoryInvalid", ":1: servers must be an object")]
    [InlineData("[1]", "InventoryInvalid", ":1: the inventory must be an object")]
    [InlineData("", "InventoryMalformed", ":1: ")]
    [InlineData("[servers]\nname = 1", "InventoryMalformed", ":1: ")]
    [InlineData("{\"servers\":{}} {}", "InventoryMalformed", ":1: ")]
    [InlineData("{\"servers\":\n{\"a\":", "InventoryMalformed", ":2: ")]
    public async Task A_mistake_names_the_file_the_line_and_the_property(string inventory, string id, string where)
    {
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => _machine.ReadAsync(inventory));
        Assert.Equal(id, exception.ErrorId);
        Assert.StartsWith(_machine.Whole("mcpops.json") + ":", exception.Message, StringComparison.Ordinal);
        Assert.Contains(where, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_property_is_a_warning_with_the_nearest_known_name()
    {
        var servers = await _machine.ReadAsync("{\"server\":1,\"servers\":{\"a\":{\"url\":\"http://h\",\n\"timeoutSecond\":3,\"backup\":{\"destnation\":\"/x\"},\"zzzzzz\":1}}}");

        Assert.Single(servers);
        Assert.All(_machine.Notices, notice => Assert.Equal("InventoryUnknownProperty", notice.Id));
        Assert.Collection(
            _machine.Notices.Select(notice => notice.Message),
            message => Assert.Contains(":1: 'server' at the inventory is not known and was left out. Did you mean 'servers'?", message, StringComparison.Ordinal),
            message => Assert.Contains(":2: 'destnation' at servers.a.backup is not known and was left out. Did you mean 'destination'?", message, StringComparison.Ordinal),
            message => Assert.Contains(":2: 'timeoutSecond' at servers.a is not known and was left out. Did you mean 'timeoutSeconds'?", message, StringComparison.Ordinal),
            message => Assert.EndsWith("'zzzzzz' at servers.a is not known and was left out.", message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_is_written_twice_is_a_warning_and_the_last_one_counts()
    {
        var server = Assert.Single(await _machine.ReadAsync("{\"servers\":{\"a\":{\"url\":\"http://h\",\n\"url\":\"http://i\",\"endpoints\":{\"e\":\"http://1\",\n\"e\":\"http://2\"}}}}"));
        Assert.Equal(("http://i", "http://2"), (server.Target, Assert.Single(server.Endpoints).Target));
        Assert.Equal([":2: 'url' at servers.a", ":3: 'e' at servers.a.endpoints"], _machine.Notices.Select(notice => notice.Message[_machine.Whole("mcpops.json").Length..].Split(" is ")[0]).Order(StringComparer.Ordinal));
        Assert.All(_machine.Notices, notice => Assert.Equal("InventoryRepeatedProperty", notice.Id));
    }

    [Fact]
    public async Task A_value_is_never_quoted_in_a_message()
    {
        foreach (var inventory in new[] { "{\"servers\":{\"a\":{\"url\":\"hunter2://x\"}}}", "{\"servers\":{\"a\":{\"command\":\"x\",\"env\":\"hunter2\"}}}", "{\"servers\":{\"a\":{\"url\":true_hunter2}}}", "{\"servers\":{\"a\":{\"url\":\"http://h\",\"ports\":\"hunter2\"}}}" })
        {
            var exception = await Assert.ThrowsAsync<McpOpsException>(() => _machine.ReadAsync(inventory));
            Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_folder_in_place_of_a_file_is_told()
    {
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => FindAsync(_machine.Project));
        Assert.Equal(("InventoryNotReadable", McpErrorCategory.InvalidArgument), (exception.ErrorId, exception.Category));
        Assert.Contains("is a folder", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.json")]
    [InlineData("missing/mcpops.json")]
    public async Task A_named_inventory_that_is_not_there_is_told(string path)
    {
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => FindAsync(path));
        Assert.Equal("InventoryNotFound", exception.ErrorId);
        Assert.Contains("mcpops init", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_inventory_is_looked_for_in_order()
    {
        var inventory = (string name) => $"{{\"servers\":{{\"{name}\":{{\"url\":\"http://h\"}}}}}}";
        var named = _machine.Write("~/named.json", inventory("named"));
        var variable = _machine.Write("~/variable.json", inventory("variable"));
        _machine.Variables["MCPOPS_CONFIG"] = variable;
        var here = _machine.Write("mcpops.json", inventory("here"));
        var user = _machine.Write("~/.config/mcpops/mcpops.json", inventory("user"));
        var machine = _machine.Write("/etc/mcpops/mcpops.json", inventory("machine"));

        Assert.Equal("named", await OnlyAsync(named));
        Assert.Equal("named", await OnlyAsync("~/named.json"));
        Assert.Equal("variable", await OnlyAsync(null));
        _machine.Variables.Remove("MCPOPS_CONFIG");
        Assert.Equal("here", await OnlyAsync(null));
        File.Delete(here);
        Assert.Equal("user", await OnlyAsync(null));
        File.Delete(user);
        Assert.Equal("machine", await OnlyAsync(null));
        File.Delete(machine);
        Assert.Empty((await FindAsync(null)).Servers);
    }

    [Fact]
    public async Task The_folders_of_Windows_and_macOS_are_looked_into()
    {
        using var windows = new FakeMachine("windows");
        windows.Write("%APPDATA%/mcpops/mcpops.json", """{"servers":{"user":{"url":"http://h"}}}""");
        Assert.Equal("user", Assert.Single((await new ServerCatalog(windows.Context, windows.Paths).FindAsync(new ServerQuery(), CancellationToken.None)).Servers).Name);

        using var mac = new FakeMachine("macos");
        mac.Write("/Library/Application Support/mcpops/mcpops.json", """{"servers":{"machine":{"url":"http://h"}}}""");
        Assert.Equal("machine", Assert.Single((await new ServerCatalog(mac.Context, mac.Paths).FindAsync(new ServerQuery(), CancellationToken.None)).Servers).Name);
    }

    [Fact]
    public async Task Ten_megabytes_of_servers_are_read_whole_and_soon()
    {
        var text = new StringBuilder("{\"servers\":{\n");
        var count = 0;
        while (text.Length < 10_000_000)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"server-{count++:000000}\": {{ \"command\": \"npx\", \"args\": [\"-y\", \"package\"], \"env\": {{ \"KEY\": \"${{env:KEY}}\" }}, \"ports\": [8000], \"logs\": \"/var/log/x.log\" }},\n");
        }

        text.Append("}}");
        var started = Stopwatch.GetTimestamp();
        var servers = await _machine.ReadAsync(text.ToString());

        Assert.Equal(count, servers.Count);
        Assert.Equal(($"server-{count - 1:000000}", count + 1), (servers[^1].Name, servers[^1].Sources[0].Line));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 20);
    }

    private Task<ServerSet> FindAsync(string? path) => new ServerCatalog(_machine.Context, _machine.Paths).FindAsync(new ServerQuery { ConfigPath = path }, CancellationToken.None);

    private async Task<string> OnlyAsync(string? path) => Assert.Single((await FindAsync(path)).Servers).Name;
}
