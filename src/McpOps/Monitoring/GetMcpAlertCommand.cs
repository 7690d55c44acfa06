using System.Management.Automation;
using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>Lists what is wrong, and who was told.</summary>
[Cmdlet(VerbsCommon.Get, "McpAlert", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpAlert.md")]
[OutputType(typeof(McpAlert))]
public sealed class GetMcpAlertCommand : MonitoringCmdlet
{
    /// <summary>Names of servers; wildcards are understood. All when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Server { get; set; } = [];

    /// <summary>Names of rules; wildcards are understood. All when omitted.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Rule { get; set; } = [];

    /// <summary>The states; all but Pending and Resolved when omitted.</summary>
    [Parameter]
    [ValidateSet("Pending", "Firing", "Recovering", "Flapping", "Acknowledged", "Muted", "Resolved", "DeadLetter")]
    public string[] State { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (NamesNoServer(Server))
        {
            return;
        }

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
