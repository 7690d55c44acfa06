using System.Management.Automation;
using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>Lists what is wrong, and who was told.</summary>
[Cmdlet(VerbsCommon.Get, "McpAlert")]
[OutputType(typeof(McpAlert))]
public sealed class GetMcpAlertCommand : MonitoringCmdlet
{
    /// <summary>Names of servers; wildcards are understood. All when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Server")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Name { get; set; } = [];

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
        var (paths, query) = (Paths(), new AlertQuery { Servers = Name, Rules = Rule, States = State, ConfigPath = WholeConfigPath(), History = WholeHistory() });
        Run(async pipe =>
        {
            foreach (var alert in await new AlertDesk(pipe.Context, paths).FindAsync(query, pipe.CancellationToken))
            {
                pipe.Write(alert);
            }
        });
    }
}
