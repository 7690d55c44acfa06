using System.Text.Json;

namespace McpOps.Cli.Tests.Backups;

/// <summary>The configuration files of MCP clients, which updates are known to wipe: all are saved, and one alone comes back.</summary>
public sealed class ClientConfigurationTests : IDisposable
{
    private readonly Workbench _bench = new();

    public ClientConfigurationTests()
    {
        _bench.Environment["HOME"] = _bench.P("home");
        _bench.Environment["XDG_CONFIG_HOME"] = _bench.P("home/.config");
        _bench.Sh("""
            mkdir -p home/.cursor home/.codeium/windsurf
            echo '{ "mcpServers": { "docs": { "command": "docs" } } }' > home/.cursor/mcp.json
            echo '{ "mcpServers": { "web": { "command": "web" } } }' > home/.codeium/windsurf/mcp_config.json
            """);
    }

    [Fact]
    public async Task One_that_an_update_wiped_is_restored_alone()
    {
        var backup = await _bench.RunAsync("backup", "--client-configuration", "--store", _bench.P("store"), "--output", "json");
        Assert.True(backup.Code == 0, backup.Error);
        var saved = JsonDocument.Parse(backup.Out).RootElement;
        Assert.Equal(2, saved.GetProperty("files").GetInt32());
        _bench.Sh("echo '{}' > home/.cursor/mcp.json; echo '{ \"mcpServers\": {} }' > home/.codeium/windsurf/mcp_config.json");
        Assert.Equal(0, (await _bench.RunAsync("restore", saved.GetProperty("id").GetString()!, "--store", _bench.P("store"), "--include", "mcp.json")).Code);
        Assert.Contains("docs", File.ReadAllText(_bench.P("home/.cursor/mcp.json")), StringComparison.Ordinal);
        Assert.DoesNotContain("web", File.ReadAllText(_bench.P("home/.codeium/windsurf/mcp_config.json")), StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();
}
