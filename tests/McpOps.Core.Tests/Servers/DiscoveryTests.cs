using System.Text;
using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

public sealed class DiscoveryTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("~/.cursor/mcp.json", """{"mcpServers":{"s":{"url":"https://h/mcp","headers":{"A":"b"}}}}""", "http", "https://h/mcp")]
    [InlineData("~/.cursor/mcp.json", """{"mcpServers":{"s":{"type":"sse","url":"https://h/sse"}}}""", "sse", "https://h/sse")]
    [InlineData("~/.codeium/windsurf/mcp_config.json", """{"mcpServers":{"s":{"serverUrl":"https://h/mcp"}}}""", "http", "https://h/mcp")]
    [InlineData("~/.gemini/settings.json", """{"mcpServers":{"s":{"httpUrl":"https://h/mcp","timeout":600000,"trust":true}}}""", "http", "https://h/mcp")]
    [InlineData("~/.gemini/settings.json", """{"mcpServers":{"s":{"url":"https://h/sse"}}}""", "sse", "https://h/sse")]
    [InlineData("~/.kilocode/cli/global/settings/mcp_settings.json", """{"mcpServers":{"s":{"type":"streamable-http","url":"https://h/mcp","alwaysAllow":[]}}}""", "http", "https://h/mcp")]
    [InlineData("~/.config/zed/settings.json", """{"context_servers":{"s":{"url":"https://h/mcp","headers":{}}}}""", "http", "https://h/mcp")]
    [InlineData("~/.config/opencode/opencode.json", """{"mcp":{"s":{"type":"remote","url":"https://h/mcp"}}}""", "http", "https://h/mcp")]
    [InlineData("~/.codex/config.toml", "[mcp_servers.s]\nurl = \"https://h/mcp\"\nbearer_token_env_var = \"T\"\n", "http", "https://h/mcp")]
    [InlineData("~/.config/goose/config.yaml", "extensions:\n  s: {type: streamable_http, uri: 'https://h/mcp'}\n", "http", "https://h/mcp")]
    [InlineData("~/.claude.json", """{"mcpServers":{"s":{"command":["x","a b"]}}}""", "stdio", "x a b")]
    public async Task Every_way_to_write_a_connection_is_understood(string path, string text, string transport, string target)
    {
        _machine.Write(path, text);
        var server = Assert.Single(await _machine.DiscoverAsync());
        Assert.Equal((transport, target), (server.Transport, server.Target));
    }

    [Theory]
    [InlineData("\"disabled\":true", false)]
    [InlineData("\"enabled\":false", false)]
    [InlineData("\"disabled\":false", true)]
    [InlineData("\"enabled\":true", true)]
    public async Task A_server_that_is_switched_off_is_listed_as_such(string flag, bool enabled)
    {
        _machine.Write("~/.cursor/mcp.json", "{\"mcpServers\":{\"s\":{\"command\":\"x\"," + flag + "}}}");
        Assert.Equal(enabled, Assert.Single(await _machine.DiscoverAsync()).Enabled);
    }

    [Fact]
    public async Task Comments_trailing_commas_and_a_byte_order_mark_are_no_obstacle()
    {
        _machine.Write(".vscode/mcp.json", """
            // the team's servers
            { "inputs": [{ "id": "k", "type": "promptString", "password": true }],
              "servers": { /* one */ "s": { "command": "x", "env": { "K": "${input:k}", }, "envFile": ".env", }, }, }
            """, new UTF8Encoding(true));
        var server = Assert.Single(await _machine.DiscoverAsync());
        Assert.Equal(["${input:k}", "envFile:.env"], server.References);
        Assert.Equal(3, server.Sources[0].Line);
        Assert.Empty(_machine.Notices);
    }

    [Fact]
    public async Task References_stay_unresolved_and_are_reported()
    {
        _machine.Variables["SET"] = "its-value";
        _machine.Write("~/.cursor/mcp.json", """{"mcpServers":{"a":{"command":"${userHome}/x","args":["${env:SET}"],"env":{"B":"${input:tok}"}}}}""");
        _machine.Write(".mcp.json", """{"mcpServers":{"b":{"url":"https://h/${HOST_PATH:-default}","headers":{"X":"Bearer ${TOKEN}"}}}}""");
        _machine.Write("~/.gemini/settings.json", """{"mcpServers":{"c":{"command":"x","env":{"K":"$SET","P":"pa$SWORD1"}}}}""");
        _machine.Write("~/.config/opencode/opencode.json", """{"mcp":{"d":{"command":["x"],"environment":{"K":"{env:SET}"}}}}""");
        _machine.Write("~/.codex/config.toml", "[mcp_servers.e]\nurl=\"https://h\"\nbearer_token_env_var=\"TOK\"\nenv_http_headers={X=\"XV\"}\n");
        _machine.Write("~/.config/goose/config.yaml", "extensions: {f: {type: stdio, cmd: x, env_keys: [GH]}}\n");

        var servers = (await _machine.DiscoverAsync()).ToDictionary(server => server.Name);

        Assert.Equal(["${userHome}", "${env:SET}", "${input:tok}"], servers["a"].References);
        Assert.Equal(Path.Combine(_machine.Home, "x"), servers["a"].Connection.Command!.Replace('/', Path.DirectorySeparatorChar));
        Assert.Equal("${env:SET}", servers["a"].Connection.Arguments[0]);
        Assert.Equal(["${HOST_PATH:-}", "${TOKEN}"], servers["b"].References);
        Assert.Equal("https://h/${env:HOST_PATH:-default}", servers["b"].Connection.Url);
        Assert.Equal(["$SET"], servers["c"].References);
        Assert.Equal(("${env:SET}", "pa$SWORD1"), (servers["c"].Connection.Environment["K"], servers["c"].Connection.Environment["P"]));
        Assert.Equal("${env:SET}", servers["d"].Connection.Environment["K"]);
        Assert.Equal(["${env:XV}", "${env:TOK}"], servers["e"].References);
        Assert.Equal(("Bearer ${env:TOK}", "${env:XV}"), (servers["e"].Connection.Headers["Authorization"], servers["e"].Connection.Headers["X"]));
        Assert.Equal("${env:GH}", servers["f"].Connection.Environment["GH"]);
    }

    [Fact]
    public async Task A_server_in_several_scopes_appears_once_with_the_clients_precedence_and_all_its_sources()
    {
        var user = _machine.Write("~/.claude.json", $$$"""{"mcpServers":{"s":{"command":"user"}},"projects":{"{{{_machine.Project.Replace("\\", "\\\\", StringComparison.Ordinal)}}}":{"mcpServers":{"s":{"command":"local"}} } } }""");
        var project = _machine.Write(".mcp.json", """{"mcpServers":{"s":{"command":"project"}}}""");
        var server = Assert.Single(await _machine.DiscoverAsync());
        Assert.Equal("local", server.Target);
        Assert.Equal([("local", user), ("project", project), ("user", user)], server.Sources.Select(source => (source.Scope, source.Path)));

        var managed = _machine.Write("/etc/claude-code/managed-mcp.json", """{"mcpServers":{"s":{"command":"managed"}}}""");
        server = Assert.Single(await _machine.DiscoverAsync());
        Assert.Equal(("managed", managed, 4), (server.Target, server.Sources[0].Path, server.Sources.Count));
    }

    [Fact]
    public async Task The_nearest_project_file_counts()
    {
        _machine.Write("../.mcp.json", """{"mcpServers":{"s":{"command":"far"},"t":{"command":"far"}}}""");
        _machine.Write(".mcp.json", """{"mcpServers":{"s":{"command":"near"}}}""");
        Assert.Equal(["near", "far"], (await _machine.DiscoverAsync()).Select(server => server.Target));
    }

    [Fact]
    public async Task The_same_server_of_two_clients_is_one_and_a_different_one_gets_another_name()
    {
        _machine.Write("~/.cursor/mcp.json", """{"mcpServers":{"same":{"command":"x","env":{"A":"1"}},"other":{"command":"x"}}}""");
        _machine.Write("~/.lmstudio/mcp.json", """{"mcpServers":{"same":{"command":"x","env":{"A":"1"}},"other":{"command":"y"}}}""");
        var servers = await _machine.DiscoverAsync();
        Assert.Equal(["same", "other", "other@lm-studio"], servers.Select(server => server.Name));
        Assert.Equal(["Cursor", "LM Studio"], servers[0].Sources.Select(source => source.Client));
    }

    [Fact]
    public async Task The_servers_of_other_projects_are_listed_beside()
    {
        _machine.Write("~/.claude.json", """{"mcpServers":{"db":{"command":"x"}},"projects":{"/srv/shop":{"mcpServers":{"db":{"command":"y"}}},"/srv/blog":{"mcpServers":{"db":{"command":"x"}}}}}""");
        Assert.Equal([("db", "x", 2), ("db@shop", "y", 1)], (await _machine.DiscoverAsync()).Select(server => (server.Name, server.Target, server.Sources.Count)));
    }

    [Theory]
    [InlineData("~/.cursor/mcp.json", "{\n\"mcpServers\": {\n\"s\": nonsense\n}}", 3)]
    [InlineData("~/.codex/config.toml", "[mcp_servers.s]\ncommand = \"x\nargs = []", 2)]
    [InlineData("~/.config/goose/config.yaml", "extensions:\n  s: [\n", 3)]
    public async Task A_malformed_file_is_told_with_its_line_and_the_others_are_read(string path, string text, int line)
    {
        var file = _machine.Write(path, text);
        _machine.Write("~/.lmstudio/mcp.json", """{"mcpServers":{"good":{"command":"x"}}}""");

        Assert.Equal("good", Assert.Single(await _machine.DiscoverAsync()).Name);

        var notice = Assert.Single(_machine.Notices);
        Assert.Equal(("ClientConfigMalformed", file), (notice.Id, notice.Target));
        Assert.StartsWith($"{file}:{line}: ", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_entry_is_told_with_its_line_and_the_others_are_read()
    {
        var file = _machine.Write("~/.cursor/mcp.json", "{\"mcpServers\":{\n\"a\":\"npx\",\n\"b\":{\"args\":[]},\n\"c\":{\"command\":\"x\"}}}");
        Assert.Equal("c", Assert.Single(await _machine.DiscoverAsync()).Name);
        Assert.Equal([$"{file}:2:", $"{file}:3:"], _machine.Notices.Select(notice => notice.Message.Split(' ')[0]));
        Assert.All(_machine.Notices, notice => Assert.Equal("ClientConfigInvalid", notice.Id));
    }

    [Theory]
    [InlineData("~/.cursor/mcp.json", "")]
    [InlineData("~/.cursor/mcp.json", " \n")]
    [InlineData("~/.cursor/mcp.json", "{}")]
    [InlineData("~/.cursor/mcp.json", "{\"mcpServers\":null}")]
    [InlineData("~/.config/zed/settings.json", "{\"context_servers\":{\"own\":{\"source\":\"extension\",\"settings\":{}}}}")]
    [InlineData("~/.config/goose/config.yaml", "extensions:\n  developer: {type: builtin, enabled: true}\n")]
    [InlineData("~/.config/opencode/opencode.json", "{\"mcp\":{\"off\":{\"enabled\":false}}}")]
    [InlineData(".mcp.json", "{\"other\":{\"key\":1}}")]
    public async Task A_file_without_servers_is_no_fault(string path, string text)
    {
        _machine.Write(path, text);
        Assert.Empty(await _machine.DiscoverAsync());
        Assert.Empty(_machine.Notices);
    }

    [Fact]
    public async Task The_inventory_wins_over_discovery_and_without_one_the_way_to_begin_is_told()
    {
        _machine.Write("~/.cursor/mcp.json", """{"mcpServers":{"found":{"command":"x"}}}""");
        var catalog = new ServerCatalog(_machine.Context, _machine.Paths);

        var set = await catalog.FindAsync(new ServerQuery(), CancellationToken.None);
        Assert.Equal("found", Assert.Single(set.Servers).Name);
        Assert.Contains("mcpops init", set.Hint, StringComparison.Ordinal);

        _machine.Write("mcpops.json", """{"servers":{"mine":{"command":"x"}}}""");
        set = await catalog.FindAsync(new ServerQuery(), CancellationToken.None);
        Assert.Equal(("mine", null), (Assert.Single(set.Servers).Name, set.Hint));
        set = await catalog.FindAsync(new ServerQuery { Discover = true, Names = ["f*"] }, CancellationToken.None);
        Assert.Equal(("found", null), (Assert.Single(set.Servers).Name, set.Hint));
    }

    [Fact]
    public async Task Where_nothing_is_found_it_is_said_why()
    {
        var catalog = new ServerCatalog(_machine.Context, _machine.Paths);
        Assert.Contains("no MCP client", (await catalog.FindAsync(new ServerQuery(), CancellationToken.None)).Hint, StringComparison.Ordinal);
        Assert.StartsWith("No MCP client", (await catalog.FindAsync(new ServerQuery { Discover = true }, CancellationToken.None)).Hint, StringComparison.Ordinal);

        _machine.Write("mcpops.json", """{"servers":{}}""");
        Assert.Contains("names no server yet", (await catalog.FindAsync(new ServerQuery(), CancellationToken.None)).Hint, StringComparison.Ordinal);

        _machine.Write("mcpops.json", """{"servers":{"mine":{"command":"x"}}}""");
        Assert.StartsWith("No server fits 'x*'", (await catalog.FindAsync(new ServerQuery { Names = ["x*"] }, CancellationToken.None)).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_exist_are_listed_once_for_whoever_saves_them()
    {
        var file = _machine.Write("~/.claude.json", "{}");
        Assert.Equal(file, Assert.Single(ClientFiles.Existing(_machine.Paths)).Path);
    }
}
