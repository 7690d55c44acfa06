using System.Management.Automation;
using McpOps.Maintenance;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Removes old files that the inventory names: by handles, never through a link, never outside; what is open, locked or another's stays.</summary>
[Cmdlet(VerbsCommon.Clear, "McpFile", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Clear-McpFile.md")]
[OutputType(typeof(McpCleanedFile))]
public sealed class ClearMcpFileCommand : MaintenanceCmdlet
{
    /// <summary>Only these rules below "clean"; all when omitted.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CleanRuleCompleter))]
    public string[] Rule { get; set; } = [];

    /// <summary>Removes more than a rule's limits allow.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, Subjects subjects)
    {
        var approved = await pipe.ShouldProcessAsync($"old files of {subjects.Text}", "Remove");
        var options = new CleanOptions { Servers = subjects.Servers, Inventory = subjects.Inventory, Rules = Rule, Force = Force, DryRun = !approved };
        await pipe.WriteAllAsync(new FileCleaner(pipe.Context, subjects.Paths).RunAsync(options, pipe.CancellationToken), MaintenanceFault.Of);
    }
}

/// <summary>Completes the rules by which files of servers are cleaned.</summary>
public sealed class CleanRuleCompleter : ServerPartCompleter
{
    private protected override IEnumerable<string> Parts(McpServer server) => server.Clean.Select(rule => rule.Name);
}
