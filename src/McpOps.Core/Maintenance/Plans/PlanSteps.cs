using McpOps.Maintenance.Plans.Steps;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>What a plan's steps may use.</summary>
internal static class PlanSteps
{
    /// <summary>All kinds of step, by the alphabet.</summary>
    public static IReadOnlyList<IPlanStep> All() =>
    [
        new AuditStep(drift: false), new BackupStep(), new BackupVerifyStep(drill: true), new BackupPruneStep(), new BackupVerifyStep(drill: false), new CapacityStep(), new CommandStep(), new DatabaseStep(retain: false), new DatabaseStep(retain: true), new SlowStep(),
        new EndpointStep(), new CleanStep(), new HealthStep(), new RotateStep(), new LogSummaryStep(), new MetricsExportStep(), new ReportStep(), new RestartStep(), new ToolStep(), new AuditStep(drift: true), new UpdatesStep(),
    ];

    /// <summary>The kind that a step uses.</summary>
    /// <exception cref="McpOpsException"><c>PlanUseUnknown</c>.</exception>
    public static IPlanStep Find(IReadOnlyList<IPlanStep> all, McpPlan plan, McpPlanStep step) =>
        all.FirstOrDefault(one => one.Name == step.Use) ?? throw new McpOpsException("PlanUseUnknown", McpErrorCategory.InvalidData,
            $"{step.At}The step '{step.Id}' of the plan '{plan.Name}' uses '{step.Use}', which is nothing that a plan can do.{NearestName.Hint(step.Use, all.Select(one => one.Name))} There are {string.Join(", ", all.Select(one => one.Name))}.", step.Id);
}
