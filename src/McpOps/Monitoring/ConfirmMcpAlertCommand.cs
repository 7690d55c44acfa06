using System.Management.Automation;
using McpOps.Monitoring;

namespace McpOps.Commands;

/// <summary>Acknowledges alerts: somebody knows, and reminders and escalation stop.</summary>
[Cmdlet(VerbsLifecycle.Confirm, "McpAlert", DefaultParameterSetName = "Name", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Confirm-McpAlert.md")]
[OutputType(typeof(McpAlert))]
public sealed class ConfirmMcpAlertCommand : MonitoringCmdlet
{
    /// <summary>Names of servers whose alerts are acknowledged; wildcards are understood.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Names of rules; wildcards are understood. All when omitted.</summary>
    [Parameter(ParameterSetName = "Name")]
    [SupportsWildcards]
    public string[] Rule { get; set; } = [];

    /// <summary>Ids of alerts, or alerts as Get-McpAlert writes them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Id", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Id { get; set; } = [];

    /// <summary>What others should know, such as who works on it.</summary>
    [Parameter]
    public string? Comment { get; set; }

    /// <summary>Who acknowledges; the account when omitted.</summary>
    [Parameter]
    public string? By { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (paths, query) = (Paths(), new AlertQuery { Servers = Name, Rules = Rule, Ids = Id, ConfigPath = WholeConfigPath(), History = WholeHistory() });
        Run(async pipe =>
        {
            foreach (var alert in await new AlertDesk(pipe.Context, paths).ConfirmAsync(query, By, Comment, pipe.CancellationToken))
            {
                pipe.Write(alert);
            }
        });
    }
}
