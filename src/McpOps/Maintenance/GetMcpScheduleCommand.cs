using System.Management.Automation;
using McpOps.Maintenance;

namespace McpOps.Commands;

/// <summary>Says how the entries that run the inventory's plans stand in this system's scheduler.</summary>
[Cmdlet(VerbsCommon.Get, "McpSchedule", HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpSchedule.md")]
[OutputType(typeof(McpSchedule))]
public sealed class GetMcpScheduleCommand : ScheduleCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (paths, options) = (Paths(), Options());
        Run(async pipe =>
        {
            foreach (var schedule in await new PlanScheduler(pipe.Context, paths).ListAsync(options, pipe.CancellationToken))
            {
                pipe.Write(schedule);
            }
        });
    }
}
