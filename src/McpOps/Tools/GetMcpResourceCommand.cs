using System.Management.Automation;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Lists the resources that MCP servers offer, and reads them.</summary>
[Cmdlet(VerbsCommon.Get, "McpResource", DefaultParameterSetName = ByName, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpResource.md")]
[OutputType(typeof(McpServerResource), typeof(McpContent))]
public sealed class GetMcpResourceCommand : McpServerCmdlet
{
    /// <summary>Addresses of resources, or their names; a star stands for any text. All when omitted. With -Read an address.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    public string[] Resource { get; set; } = [];

    /// <summary>Reads them, and writes what they hold.</summary>
    [Parameter]
    public SwitchParameter Read { get; set; }

    /// <summary>The time that one server may take, in seconds; 10 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400)]
    [Seconds]
    public double Timeout { get; set; } = 10;

    /// <summary>Starts stdio servers that were merely found in the configuration of an MCP client. Those of an inventory are always started.</summary>
    [Parameter]
    public SwitchParameter Launch { get; set; }

    /// <inheritdoc/>
    private protected override Task WorkAsync(Pipe pipe, IReadOnlyList<(PSObject? Record, McpServer Server)> chosen)
    {
        var options = new ConnectOptions { Timeout = TimeSpan.FromSeconds(Timeout), Launch = Launch };
        return Read ? ReadAsync(pipe, chosen, options) : ListAsync(pipe, [.. chosen.Select(one => one.Server).Distinct()], options);
    }

    private async Task ListAsync(Pipe pipe, IReadOnlyList<McpServer> servers, ConnectOptions options)
    {
        await foreach (var listing in new ContentClient(pipe.Context).ListResourcesAsync(servers, options, pipe.CancellationToken))
        {
            if (listing.Failure is { } failure)
            {
                pipe.WriteError(failure);
            }

            foreach (var one in listing.Records.Where(one => Resource.Length == 0 || Resource.Any(pattern => ContentClient.IsMeant(pattern, one.Resource) || ContentClient.IsMeant(pattern, one.Name))))
            {
                pipe.Write(one);
            }
        }
    }

    private async Task ReadAsync(Pipe pipe, IReadOnlyList<(PSObject? Record, McpServer Server)> chosen, ConnectOptions options)
    {
        var client = new ContentClient(pipe.Context);
        foreach (var (record, server) in chosen)
        {
            // What the user names, else what the record of the pipeline is about.
            string[] wanted = Resource.Length > 0 ? Resource : record is not null && ServerRecordReader.Text(record, nameof(Resource)) is { } only ? [only] : throw new McpOpsException("NothingToRead", McpErrorCategory.InvalidArgument,
                "Nothing is named that could be read. Name it by -Resource, or give what Get-McpResource writes.", server.Name);
            foreach (var one in wanted)
            {
                try
                {
                    pipe.WriteBatch(await client.ReadResourceAsync(server, one, options, pipe.CancellationToken));
                }
                catch (McpOpsException exception)
                {
                    pipe.WriteError(exception);
                }
            }
        }
    }
}
