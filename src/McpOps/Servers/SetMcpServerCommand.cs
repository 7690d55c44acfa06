using System.Collections;
using System.Management.Automation;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Changes servers of the inventory, whose comments and layout stay.</summary>
[Cmdlet(VerbsCommon.Set, "McpServer", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Set-McpServer.md")]
[OutputType(typeof(McpServer))]
public sealed class SetMcpServerCommand : McpCmdlet
{
    private readonly List<string> _names = [];

    /// <summary>Names of servers.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Server { get; set; } = [];

    /// <summary>The new values, by the names of the inventory, such as <c>@{ enabled = $false }</c>; <c>$null</c> takes a property away.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public IDictionary Property { get; set; } = new Hashtable();

    /// <summary>The inventory file; looked for in its usual places when omitted.</summary>
    [Parameter]
    public string? ConfigPath { get; set; }

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
                if (await pipe.ShouldProcessAsync(name, $"Change {string.Join(", ", Property.Keys.Cast<object>())} in the inventory"))
                {
                    pipe.Write(await editor.SetAsync(name, JsonValues.Of(Property), options, pipe.CancellationToken));
                }
            }
        });
    }
}
