using System.Collections;
using System.Management.Automation;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Adds servers to the inventory, whose comments and layout stay.</summary>
[Cmdlet(VerbsCommon.Add, "McpServer", DefaultParameterSetName = ByUri, SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Add-McpServer.md")]
[OutputType(typeof(McpServer))]
public sealed class AddMcpServerCommand : McpCmdlet
{
    private const string ByUri = "Uri";
    private const string ByCommand = "Command";
    private const string ByInput = "Server";
    private readonly List<object> _input = [];

    /// <summary>The name that the server goes by.</summary>
    [Parameter(ParameterSetName = ByUri, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = ByCommand, Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The server's address.</summary>
    [Parameter(ParameterSetName = ByUri, Mandatory = true, Position = 1)]
    [Alias("Url")]
    public Uri? Uri { get; set; }

    /// <summary>Headers that go with each request. What is secret becomes a reference to an environment variable.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public IDictionary? Header { get; set; }

    /// <summary>A program that speaks MCP over its standard streams.</summary>
    [Parameter(ParameterSetName = ByCommand, Mandatory = true)]
    public string Command { get; set; } = "";

    /// <summary>Its arguments.</summary>
    [Parameter(ParameterSetName = ByCommand)]
    public string[] ArgumentList { get; set; } = [];

    /// <summary>Variables that are added to its environment.</summary>
    [Parameter(ParameterSetName = ByCommand)]
    public IDictionary? Environment { get; set; }

    /// <summary>Servers, such as those of Get-McpServer -Discover, or records with a Name and a Uri.</summary>
    [Parameter(ParameterSetName = ByInput, Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    public PSObject[] Server { get; set; } = [];

    /// <summary>What else the server has, by the names of the inventory, such as <c>@{ tags = 'prod'; timeoutSeconds = 5 }</c>.</summary>
    [Parameter]
    public IDictionary? Property { get; set; }

    /// <summary>The inventory file; looked for in its usual places when omitted, and made where there is none.</summary>
    [Parameter]
    public string? ConfigPath { get; set; }

    /// <summary>Replaces a server of the same name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _input.AddRange(Server);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        var config = ConfigPath is null ? null : GetUnresolvedProviderPathFromPSPath(ConfigPath);
        Run(async pipe =>
        {
            var editor = new InventoryEditor(pipe.Context, ServerPaths.FromProcess(folder));
            foreach (var server in await ServersAsync(pipe))
            {
                if (await pipe.ShouldProcessAsync(server.Name, "Add the server to the inventory"))
                {
                    pipe.Write(await editor.AddAsync(server, JsonValues.Of(Property), new InventoryEditOptions { ConfigPath = config, Force = Force }, pipe.CancellationToken));
                }
            }
        });
    }

    private async Task<IReadOnlyList<McpServer>> ServersAsync(Pipe pipe) => ParameterSetName switch
    {
        ByUri => [McpServer.FromUrl(Uri!, ServerInput.TextMap(Header), Name)],
        ByCommand => [McpServer.FromCommand(Command, ArgumentList, ServerInput.TextMap(Environment), name: Name)],
        _ => await new ServerInput(pipe.Context with { Notices = null }, this, configPath: null, discover: false).ServersAsync(_input, all: false, pipe.WriteError, pipe.CancellationToken),
    };
}
