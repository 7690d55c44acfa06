using System.Management.Automation;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Lists the resources that MCP servers offer, and reads them.</summary>
[Cmdlet(VerbsCommon.Get, "McpResource", DefaultParameterSetName = ByName, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpResource.md")]
[OutputType(typeof(McpServerResource), typeof(McpContent))]
public sealed class GetMcpResourceCommand : ContentCmdlet
{
    /// <summary>Addresses of resources, or their names; a star stands for any text. All when omitted. With -Read an address.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    public string[] Resource { get; set; } = [];

    /// <inheritdoc/>
    private protected override Task WorkAsync(Pipe pipe, IReadOnlyList<(PSObject? Record, McpServer Server)> chosen)
    {
        var (client, options) = (new ContentClient(pipe.Context), Options);
        return Read
            ? ReadAsync(pipe, chosen, Resource, nameof(Resource), (server, one) => client.ReadResourceAsync(server, one, options, pipe.CancellationToken))
            : ListAsync(pipe, client.ListResourcesAsync([.. chosen.Select(one => one.Server).Distinct()], options, pipe.CancellationToken), one => Resource.Length == 0 || Resource.Any(pattern => ContentClient.IsMeant(pattern, one.Resource) || ContentClient.IsMeant(pattern, one.Name)));
    }
}
