using System.Management.Automation;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Tells everything that is wrong with an inventory, without reaching a server.</summary>
[Cmdlet(VerbsDiagnostic.Test, "McpInventory", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Test-McpInventory.md")]
[OutputType(typeof(McpInventoryTest), typeof(bool))]
public sealed class TestMcpInventoryCommand : McpCmdlet
{
    /// <summary>The inventory file; looked for in its usual places when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Path", "PSPath")]
    public string? ConfigPath { get; set; }

    /// <summary>Writes one Boolean instead: true when the inventory can be used.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        var path = string.IsNullOrWhiteSpace(ConfigPath) ? ConfigPath : GetUnresolvedProviderPathFromPSPath(ConfigPath);
        Run(async pipe =>
        {
            var test = await new InventoryCheck(pipe.Context, ServerPaths.FromProcess(folder)).RunAsync(path, pipe.CancellationToken);
            pipe.Write(Quiet ? test.Status is not InventoryStatus.Invalid : test);
        });
    }
}
