namespace McpOps.Core.Tests.Servers;

/// <summary>Every row of the table of clients, on each platform that it names.</summary>
public sealed class DiscoveryPathTests
{
    private const string Wrapped = """{"mcpServers":{"s":{"command":"x","args":["a"]}}}""";
    private const string Servers = """{"servers":{"s":{"type":"stdio","command":"x","args":["a"]}}}""";
    private const string Toml = "[mcp_servers.s]\ncommand = \"x\"\nargs = [\"a\"]\n";
    private const string Mcp = """{"mcp":{"s":{"type":"local","command":["x","a"],"enabled":true}}}""";
    private const string Context = """{"context_servers":{"s":{"command":"x","args":["a"],"env":{}}}}""";

    public static TheoryData<string, string, string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string, string, string>();
        void Everywhere(string client, string scope, string path, string text)
        {
            foreach (var platform in new[] { "windows", "macos", "linux" })
            {
                rows.Add(platform, client, scope, path, text);
            }
        }

        void Each(string client, string scope, string windows, string macos, string linux, string text)
        {
            rows.Add("windows", client, scope, windows, text);
            rows.Add("macos", client, scope, macos, text);
            rows.Add("linux", client, scope, linux, text);
        }

        void Editor(string client, string scope, string path, string text) =>
            Each(client, scope, "%APPDATA%/" + path, "~/Library/Application Support/" + path, "~/.config/" + path, text);

        Editor("Claude Desktop", "user", "Claude/claude_desktop_config.json", Wrapped);
        rows.Add("windows", "Claude Desktop", "user", "%LOCALAPPDATA%/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude/claude_desktop_config.json", Wrapped);
        rows.Add("linux", "Claude Desktop", "user", "~/.config/claude/claude_desktop_config.json", Wrapped);

        Everywhere("Claude Code", "user", "~/.claude.json", Wrapped);
        Everywhere("Claude Code", "local", "~/.claude.json", """{"projects":{"/elsewhere":{"mcpServers":{"s":{"command":"x","args":["a"]}}}}}""");
        Everywhere("Claude Code", "project", ".mcp.json", Wrapped);
        Everywhere("Claude Code", "project", "../.mcp.json", """{"s":{"type":"stdio","command":"x","args":["a"]}}""");
        Each("Claude Code", "managed", "%ProgramFiles%/ClaudeCode/managed-mcp.json", "/Library/Application Support/ClaudeCode/managed-mcp.json", "/etc/claude-code/managed-mcp.json", Wrapped);

        foreach (var (client, folder) in new[] { ("VS Code", "Code"), ("VS Code Insiders", "Code - Insiders") })
        {
            Editor(client, "user", folder + "/User/mcp.json", Servers);
            Editor(client, "user", folder + "/User/profiles/-1a2b/mcp.json", Servers);
            Editor(client, "user", folder + "/User/settings.json", """{"editor.fontSize":12,"mcp":{"servers":{"s":{"command":"x","args":["a"]}}}}""");
            Editor(client, "user", folder + "/User/settings.json", """{"mcp.servers":{"s":{"command":"x","args":["a"]}}}""");
        }

        Everywhere("VS Code", "project", ".vscode/mcp.json", Servers);
        Everywhere("VS Code", "project", ".devcontainer/devcontainer.json", """{"customizations":{"vscode":{"mcp":{"servers":{"s":{"command":"x","args":["a"]}}}}}}""");
        Everywhere("Copilot CLI", "user", "~/.copilot/mcp-config.json", Wrapped);
        Everywhere("Cursor", "user", "~/.cursor/mcp.json", Wrapped);
        Everywhere("Cursor", "project", ".cursor/mcp.json", Wrapped);
        Everywhere("Windsurf", "user", "~/.codeium/windsurf/mcp_config.json", Wrapped);
        foreach (var name in new[] { "kilo.json", "kilo.jsonc" })
        {
            Everywhere("Kilo Code", "user", "~/.config/kilo/" + name, Mcp);
            Everywhere("Kilo Code", "project", name, Mcp);
            Everywhere("Kilo Code", "project", ".kilo/" + name, Mcp);
        }

        Editor("Kilo Code", "user", "Code/User/globalStorage/kilocode.kilo-code/settings/mcp_settings.json", Wrapped);
        Everywhere("Kilo Code", "project", ".kilocode/mcp.json", Wrapped);
        Everywhere("Kilo Code", "user", "~/.kilocode/cli/global/settings/mcp_settings.json", Wrapped);
        Editor("Cline", "user", "Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json", Wrapped);
        Editor("Cline", "user", "Cursor/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json", Wrapped);
        Everywhere("Cline", "user", "~/.cline/data/settings/cline_mcp_settings.json", Wrapped);
        Everywhere("Cline", "user", "~/.cline/mcp.json", Wrapped);
        Each("Zed", "user", "%APPDATA%/Zed/settings.json", "~/.config/zed/settings.json", "~/.config/zed/settings.json", Context);
        Everywhere("Zed", "project", ".zed/settings.json", """{"context_servers":{"s":{"command":{"path":"x","args":["a"]},"settings":{}}}}""");
        Everywhere("Gemini CLI", "user", "~/.gemini/settings.json", Wrapped);
        Everywhere("Gemini CLI", "project", ".gemini/settings.json", Wrapped);
        Each("Gemini CLI", "managed", "%ProgramData%/gemini-cli/settings.json", "/Library/Application Support/GeminiCli/settings.json", "/etc/gemini-cli/settings.json", Wrapped);
        Everywhere("Codex", "user", "~/.codex/config.toml", Toml);
        Everywhere("Codex", "project", ".codex/config.toml", Toml);
        rows.Add("macos", "Codex", "machine", "/etc/codex/config.toml", Toml);
        rows.Add("linux", "Codex", "machine", "/etc/codex/config.toml", Toml);
        Everywhere("LM Studio", "user", "~/.lmstudio/mcp.json", Wrapped);
        Everywhere("Kiro", "user", "~/.kiro/settings/mcp.json", Wrapped);
        Everywhere("OpenCode", "user", "~/.config/opencode/opencode.json", Mcp);
        Each("Goose", "user", "%APPDATA%/Block/goose/config/config.yaml", "~/.config/goose/config.yaml", "~/.config/goose/config.yaml", "extensions:\n  s:\n    type: stdio\n    cmd: x\n    args: [a]\n");
        Everywhere("Continue", "user", "~/.continue/config.yaml", "mcpServers:\n  - name: s\n    command: x\n    args:\n      - a\n");
        Everywhere("Amazon Q", "user", "~/.aws/amazonq/mcp.json", Wrapped);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_clients_file_is_found_and_read(string platform, string client, string scope, string path, string text)
    {
        using var machine = new FakeMachine(platform);
        var file = Path.GetFullPath(machine.Write(path, text));

        var server = Assert.Single(await machine.DiscoverAsync());

        Assert.Empty(machine.Notices);
        Assert.Equal(("s", "Discovered", "stdio", "x a", true), (server.Name, server.Origin, server.Transport, server.Target, server.Enabled));
        var source = Assert.Single(server.Sources);
        Assert.Equal((client, scope, file), (source.Client, source.Scope, source.Path));
        Assert.InRange(source.Line!.Value, 1, 3);
    }

    [Theory]
    [InlineData("CLAUDE_CONFIG_DIR", "~/moved", ".claude.json", "Claude Code", Wrapped)]
    [InlineData("CODEX_HOME", "~/moved", "config.toml", "Codex", Toml)]
    [InlineData("XDG_CONFIG_HOME", "~/moved", "zed/settings.json", "Zed", Context)]
    [InlineData("CLINE_MCP_SETTINGS_PATH", "~/moved/cline.json", "", "Cline", Wrapped)]
    public async Task A_variable_moves_a_clients_file(string variable, string value, string path, string client, string text)
    {
        using var machine = new FakeMachine();
        machine.Variables[variable] = machine.Whole(value);
        machine.Write((value + "/" + path).TrimEnd('/'), text);
        Assert.Equal(client, Assert.Single(Assert.Single(await machine.DiscoverAsync()).Sources).Client);
    }
}
