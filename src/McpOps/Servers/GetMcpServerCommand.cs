using System.Management.Automation;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Lists the MCP servers of the inventory, or those that MCP clients on this machine name.</summary>
[Cmdlet(VerbsCommon.Get, "McpServer", DefaultParameterSetName = ByName, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpServer.md")]
[OutputType(typeof(McpServer))]
public sealed class GetMcpServerCommand : McpServerCmdlet
{
    /// <inheritdoc/>
    private protected override Task WorkAsync(Pipe pipe, IReadOnlyList<McpServer> servers)
    {
        foreach (var server in servers)
        {
            pipe.Write(server);
        }

        return Task.CompletedTask;
    }
}
