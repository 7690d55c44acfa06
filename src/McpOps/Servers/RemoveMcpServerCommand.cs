using System.Management.Automation;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Removes servers from the inventory, whose comments and layout stay.</summary>
[Cmdlet(VerbsCommon.Remove, "McpServer", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Remove-McpServer.md")]
[OutputType(typeof(McpServer))]
public sealed class RemoveMcpServerCommand : McpCmdlet
{
    private readonly List<string> _names = [];

    /// <summary>Names of servers.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Server { get; set; } = [];

    /// <summary>The inventory file; looked for in its usual places when omitted.</summary>
    [Parameter]
    public string? ConfigPath { get; set; }

    /// <summary>Writes the servers that were removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _names.AddRange(Server);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        var options = new InventoryEditOptions { ConfigPath = ConfigPath is null ? null : GetUnresolvedProviderPathFromPSPath(ConfigPath) };
        Run(async pipe =>
        {
            var editor = new InventoryEditor(pipe.Context, ServerPaths.FromProcess(folder));
            foreach (var name in _names.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (await pipe.ShouldProcessAsync(name, "Remove the server from the inventory"))
                {
                    var removed = await editor.RemoveAsync(name, options, pipe.CancellationToken);
                    if (PassThru)
                    {
                        pipe.Write(removed);
                    }
                }
            }
        });
    }
}
