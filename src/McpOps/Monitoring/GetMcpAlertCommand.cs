using System.Management.Automation;
using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>Lists what is wrong, and who was told.</summary>
[Cmdlet(VerbsCommon.Get, "McpAlert", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpAlert.md")]
[OutputType(typeof(McpAlert))]
public sealed class GetMcpAlertCommand : ServerHistoryCmdlet
{
    /// <summary>Names of rules; wildcards are understood. All when omitted.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Rule { get; set; } = [];

    /// <summary>The states; all but Pending and Resolved when omitted.</summary>
    [Parameter]
    [ValidateSet("Pending", "Firing", "Recovering", "Flapping", "Acknowledged", "Muted", "Resolved", "DeadLetter")]
    public string[] State { get; set; } = [];

    /// <inheritdoc/>
    private protected override void Ask()
    {
        var (paths, query) = (Paths(), new AlertQuery { Servers = Server, Rules = Rule, States = State, ConfigPath = WholeConfigPath(), History = WholeHistory() });
        Run(async pipe =>
        {
            foreach (var alert in await new AlertDesk(pipe.Context, paths).FindAsync(query, pipe.CancellationToken))
            {
                pipe.Write(alert);
            }
        });
    }
}
