using System.Management.Automation;
using McpOps.Protocol;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Lists the tools that MCP servers offer, with their size and an estimate of their tokens.</summary>
[Cmdlet(VerbsCommon.Get, "McpTool", DefaultParameterSetName = ByName, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpTool.md")]
[OutputType(typeof(McpTool))]
public sealed class GetMcpToolCommand : McpServerCmdlet
{
    /// <summary>Names of tools; wildcards are understood. All when omitted.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ToolNameCompleter))]
    public string[] Tool { get; set; } = [];

    /// <summary>The time that one server may take, in seconds; 10 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400)]
    [Seconds]
    public double Timeout { get; set; } = 10;

    /// <summary>Starts stdio servers that were merely found in the configuration of an MCP client. Those of an inventory are always started.</summary>
    [Parameter]
    public SwitchParameter Launch { get; set; }

    private SeenTools _seen = new();

    /// <inheritdoc/>
    protected override void BeginProcessing() => _seen = SeenTools.OfSession();

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, IReadOnlyList<McpServer> servers)
    {
        var wanted = Tool.Select(name => new WildcardPattern(name, WildcardOptions.IgnoreCase)).ToList();
        var options = new ConnectOptions { Timeout = TimeSpan.FromSeconds(Timeout), Launch = Launch };
        await foreach (var listing in new ToolClient(pipe.Context).ListAsync(servers, options, pipe.CancellationToken))
        {
            if (listing.Failure is { } failure)
            {
                pipe.WriteError(failure);
            }

            foreach (var tool in listing.Tools)
            {
                _seen.Add(listing.Server, tool.Name);
            }

            foreach (var tool in listing.Tools.Where(tool => wanted.Count == 0 || wanted.Exists(pattern => pattern.IsMatch(tool.Name))))
            {
                pipe.Write(tool);
            }
        }
    }
}
