using System.Management.Automation;
using McpOps.Maintenance;

namespace McpOps.Commands;

/// <summary>Takes away the entries that run plans; nothing else of the scheduler is touched.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "McpSchedule", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Unregister-McpSchedule.md")]
[OutputType(typeof(McpSchedule))]
public sealed class UnregisterMcpScheduleCommand : ScheduleCmdlet
{
    /// <summary>Takes away also what somebody changed by hand.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (paths, options) = (Paths(), Options(Force));
        Run(async pipe =>
        {
            var approved = await pipe.ShouldProcessAsync(Plan.Length > 0 ? string.Join(", ", Plan) : "all that McpOps scheduled", "Take away");
            foreach (var schedule in await new PlanScheduler(pipe.Context, paths).UnregisterAsync(options with { DryRun = !approved }, pipe.CancellationToken))
            {
                pipe.Write(schedule);
            }
        });
    }
}
