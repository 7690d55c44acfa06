using System.Management.Automation;
using McpOps.Maintenance;

namespace McpOps.Commands;

/// <summary>Does the duties of a day, a week, a month: the plans of servers, step by step, each with a record.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "McpMaintenance", DefaultParameterSetName = ByRun, SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Invoke-McpMaintenance.md")]
[OutputType(typeof(McpMaintenanceStep), typeof(McpPlanStatus))]
public sealed class InvokeMcpMaintenanceCommand : CollectingCmdlet
{
    private const string ByRun = "Run";
    private const string ByStatus = "Status";

    /// <summary>The plan, such as daily. With -Status all when omitted.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = ByRun)]
    [Parameter(Position = 0, ParameterSetName = ByStatus)]
    [ArgumentCompleter(typeof(PlanNameCompleter))]
    public string? Plan { get; set; }

    /// <summary>Names of servers; wildcards are understood. All that have the plan when omitted.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ServerNameCompleter))]
    public string[] Server { get; set; } = [];

    /// <summary>Only servers with one of these tags.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] Tag { get; set; } = [];

    /// <summary>Only these steps of the plan; all when omitted. What they need is not run with them.</summary>
    [Parameter(ParameterSetName = ByRun)]
    [ArgumentCompleter(typeof(PlanStepCompleter))]
    public string[] Step { get; set; } = [];

    /// <summary>How long to wait while another run is at work here, in seconds. From 0 to 86400; not at all when omitted.</summary>
    [Parameter(ParameterSetName = ByRun)]
    [ValidateRange(0.0, 86400.0)]
    [Seconds]
    public double LockWait { get; set; }

    /// <summary>Says of each plan when it ran last, what it came to, and when it is due.</summary>
    [Parameter(ParameterSetName = ByStatus, Mandatory = true)]
    public SwitchParameter Status { get; set; }

    /// <inheritdoc/>
    private protected override string[] Named => Server;

    /// <inheritdoc/>
    private protected override void Work(IReadOnlyList<string> names)
    {
        var options = new MaintenanceOptions { Plan = Plan ?? "*", Names = names, Tags = Tag, Steps = Step, LockWait = TimeSpan.FromSeconds(LockWait), ConfigPath = WholeConfigPath(), History = WholeHistory() };
        var paths = Paths();
        Run(async pipe =>
        {
            var engine = new MaintenanceEngine(pipe.Context, paths);
            if (Status)
            {
                foreach (var status in await engine.StatusAsync(options, pipe.CancellationToken))
                {
                    pipe.Write(status);
                }

                return;
            }

            var servers = options.Names.Count > 0 ? string.Join(", ", options.Names) : "all servers that have it";
            var approved = await pipe.ShouldProcessAsync($"{Plan} of {servers}", "Run the plan");
            await pipe.WriteAllAsync(engine.RunAsync(options with { DryRun = !approved }, pipe.CancellationToken), MaintenanceFault.OfPlan);
        });
    }
}
