using System.Management.Automation;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Writes a first inventory of the servers that MCP clients on this machine name.</summary>
[Cmdlet(VerbsCommon.New, "McpInventory", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/New-McpInventory.md")]
[OutputType(typeof(McpInventory))]
public sealed class NewMcpInventoryCommand : McpCmdlet
{
    private readonly List<object> _servers = [];

    /// <summary>The file to write; $env:MCPOPS_CONFIG when omitted, else mcpops.json in the current folder.</summary>
    [Parameter(Position = 0)]
    [Alias("ConfigPath")]
    public string? Path { get; set; }

    /// <summary>Which of the discovered servers; wildcards are understood. All when omitted.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DiscoveredNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Servers to write instead of those that are discovered, such as those of Get-McpServer -Discover or -Uri, or records with a Name and a Uri.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("InputObject")]
    public PSObject[] Server { get; set; } = [];

    /// <summary>Profiles that ship with McpOps, whose services are written instead of what is discovered, with comments that say what each brings.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string[] Profile { get; set; } = [];

    /// <summary>Writes over a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _servers.AddRange(Server);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var creator = default(InventoryCreator);
        var plan = default(McpInventory);
        var isNamed = MyInvocation.ExpectingInput || _servers.Count > 0;
        var folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        var options = new InventoryOptions
        {
            Path = Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path),
            Names = Name,
            Profiles = Profile,
            Force = Force,
        };
        Run(async pipe =>
        {
            creator = new InventoryCreator(pipe.Context, ServerPaths.FromProcess(folder));
            var servers = isNamed ? await new ServerInput(pipe.Context, this, configPath: null, discover: false).ServersAsync(_servers, all: false, pipe.WriteError, pipe.CancellationToken) : null;
            plan = await creator.PlanAsync(options with { Servers = servers }, pipe.CancellationToken);
        });

        // PowerShell asks on its own thread, between the two runs.
        if (plan is not null && ShouldProcess(plan.Path, $"Write an inventory of {plan.Servers.Count} servers"))
        {
            Run(async pipe => pipe.Write(await creator!.WriteAsync(plan, Force, pipe.CancellationToken)));
        }
    }
}
