namespace McpOps.Core.Tests.Servers;

/// <summary>The references, switches and folders of clients mean here what they mean to the client.</summary>
public sealed class ClientFormTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData(".mcp.json", "Bearer ${my_token}", "Bearer ${env:my_token}")]
    [InlineData(".mcp.json", "Bearer ${MY_TOKEN:-d}", "Bearer ${env:MY_TOKEN:-d}")]
    [InlineData(".mcp.json", "pa$word", "pa$word")]
    [InlineData(".mcp.json", "$lower", "$lower")]
    [InlineData(".gemini/settings.json", "Bearer $my_token", "Bearer ${env:my_token}")]
    [InlineData(".gemini/settings.json", "k-$set-$unset", "k-${env:set}-$unset")]
    [InlineData(".cursor/mcp.json", "${workspaceFolderBasename}${pathSeparator}x", "project/x")]
    [InlineData(".cursor/mcp.json", "${fileBasename}", "${fileBasename}")]
    public async Task A_reference_of_a_client(string path, string header, string canonical)
    {
        _machine.Variables["set"] = "x";
        _machine.Write(path, """{"mcpServers":{"s":{"type":"http","url":"https://h/mcp","headers":{"X":"@"}}}}""".Replace("@", header, StringComparison.Ordinal));
        Assert.Equal(canonical, Assert.Single(await _machine.DiscoverAsync()).Connection.Headers["X"]);
    }

    [Theory]
    [InlineData("~/.claude.json", """{"mcpServers":{"s":{"command":"x"}},"projects":{"@":{"disabledMcpServers":["s"]}}}""", null)]
    [InlineData(".claude/settings.local.json", """{"disabledMcpjsonServers":["s"]}""", ".mcp.json")]
    [InlineData("~/.claude.json", """{"projects":{"@":{"disabledMcpjsonServers":["s"]}}}""", ".mcp.json")]
    [InlineData("/etc/claude-code/managed-settings.json", """{"deniedMcpServers":[{"serverName":"s"}]}""", ".mcp.json")]
    [InlineData("/etc/claude-code/managed-settings.json", """{"allowedMcpServers":[{"serverName":"t"}]}""", ".mcp.json")]
    [InlineData("~/.gemini/settings.json", """{"mcp":{"excluded":["s"]}}""", ".gemini/settings.json")]
    [InlineData("~/.gemini/settings.json", """{"mcp":{"allowed":["t"]}}""", ".gemini/settings.json")]
    [InlineData("~/.gemini/settings.json", """{"excludeMCPServers":["s"]}""", ".gemini/settings.json")]
    [InlineData("~/.gemini/mcp-server-enablement.json", """{"s":{"enabled":false}}""", ".gemini/settings.json")]
    public async Task A_clients_own_switch_holds(string path, string text, string? entry)
    {
        _machine.Write(path, text.Replace("@", _machine.Project, StringComparison.Ordinal));
        if (entry is not null)
        {
            _machine.Write(entry, """{"mcpServers":{"s":{"command":"x"},"t":{"command":"y"}}}""");
        }

        var servers = (await _machine.DiscoverAsync()).ToDictionary(server => server.Name, server => server.Enabled, StringComparer.Ordinal);
        Assert.False(servers["s"]);
        Assert.True(entry is null || servers["t"]);
        Assert.Empty(_machine.Notices);
    }

    [Fact]
    public async Task A_switch_of_one_client_or_project_says_nothing_about_another()
    {
        _machine.Write("~/.gemini/settings.json", """{"mcp":{"excluded":["s"]},"mcpServers":{"s":{"command":"x"}}}""");
        _machine.Write(".cursor/mcp.json", """{"mcpServers":{"s":{"command":"x"},"u":{"command":"z"}}}""");
        _machine.Write("~/.claude.json", """{"mcpServers":{"u":{"command":"v"}},"projects":{"/elsewhere":{"disabledMcpServers":["u","w"],"mcpServers":{"w":{"command":"w"}}}}}""");
        var servers = (await _machine.DiscoverAsync()).ToDictionary(server => server.Name, server => server.Enabled, StringComparer.Ordinal);
        Assert.True(servers["s"] && servers["u"]);
        Assert.False(servers["w"]);
    }

    [Fact]
    public async Task The_files_of_a_folder_are_found_in_either_format()
    {
        _machine.Write(".continue/mcpServers/a.json", """{"mcpServers":{"a":{"command":"a"}}}""");
        _machine.Write("~/.continue/mcpServers/b.json", """{"b":{"command":"b"}}""");
        _machine.Write("~/.continue/mcpServers/c.yml", "mcpServers:\n  - name: c\n    command: c\n");
        _machine.Write("~/.continue/config.json", """{"experimental":{"modelContextProtocolServers":[{"name":"d","transport":{"type":"stdio","command":"d"}}]}}""");
        _machine.Write("~/.gemini/extensions/e/gemini-extension.json", """{"name":"e","mcpServers":{"e":{"command":"node","args":["${extensionPath}/e.js"]}}}""");
        _machine.Write("~/.aws/amazonq/cli-agents/f.json", """{"mcpServers":{"f":{"command":"f"}}}""");
        var servers = await _machine.DiscoverAsync();
        Assert.Equal(["a", "b", "c", "d", "e", "f"], servers.Select(server => server.Name).Order(StringComparer.Ordinal));
        Assert.Equal(_machine.Whole("~/.gemini/extensions/e/e.js"), servers.Single(server => server.Name is "e").Connection.Arguments[0]);
    }

    [Theory]
    [InlineData(".cursor/mcp.json", "")]
    [InlineData(".cursor/mcp.json", " \n")]
    [InlineData("~/.config/zed/settings.json", "// Zed settings\n/* none */\n")]
    [InlineData("~/.codex/config.toml", "# nothing\n")]
    [InlineData("~/.continue/config.yaml", "# nothing\n")]
    public async Task A_file_with_nothing_in_it_names_no_server_and_is_no_mistake(string path, string text)
    {
        _machine.Write(path, text);
        Assert.Empty(await _machine.DiscoverAsync());
        Assert.Empty(_machine.Notices);
    }

    [Theory]
    [InlineData(".mcp.json")]
    [InlineData(".codex/config.toml")]
    [InlineData("~/.continue/config.yaml")]
    [InlineData(".claude/settings.json")]
    public async Task A_file_that_is_none_is_told_of_and_the_others_are_read(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links to a device.");
        var whole = _machine.Write(path, "");
        File.Delete(whole);
        File.CreateSymbolicLink(whole, "/dev/zero");
        _machine.Write(".cursor/mcp.json", """{"mcpServers":{"s":{"command":"x"}}}""");
        Assert.Single(await _machine.DiscoverAsync());
        Assert.Equal("ClientConfigNotReadable", Assert.Single(_machine.Notices).Id);
    }
}
