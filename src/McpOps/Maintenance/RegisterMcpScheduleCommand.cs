using System.Management.Automation;
using McpOps.Maintenance;

namespace McpOps.Commands;

/// <summary>Writes the entries that run the inventory's plans into this system's scheduler: shown first, only its own, the same however often it is called.</summary>
[Cmdlet(VerbsLifecycle.Register, "McpSchedule", SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Register-McpSchedule.md")]
[OutputType(typeof(McpSchedule))]
public sealed class RegisterMcpScheduleCommand : ScheduleCmdlet
{
    /// <summary>Writes over what somebody changed by hand.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (paths, options) = (Paths(), Options(Force));
        Run(async pipe =>
        {
            var approved = await pipe.ShouldProcessAsync(Plan.Length > 0 ? string.Join(", ", Plan) : "all plans that have a time", "Schedule");
            var done = await new PlanScheduler(pipe.Context, paths).RegisterAsync(options with { DryRun = !approved }, pipe.CancellationToken);
            foreach (var schedule in done)
            {
                pipe.Write(schedule);
            }

            pipe.WriteErrors([.. done.Select(MaintenanceFault.Of).OfType<McpOpsException>()]);
        });
    }
}
