using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>One step that is going to be run: checked, and in its place.</summary>
internal sealed record PlannedStep(McpPlanStep Step, IPlanStep Kind, StepWords With, StepCondition? When)
{
    /// <summary>What makes two steps of the host the same.</summary>
    public string Key => $"{Step.Id}\n{Step.Use}\n{Step.With.ToJsonString()}";
}

/// <summary>A plan of a server that is going to be run. Whatever is wrong with it was found before anything is run.</summary>
internal sealed record PlannedRun(McpServer Server, McpPlan Plan, IReadOnlyList<PlannedStep> Steps)
{
    /// <summary>Checks a plan whole.</summary>
    /// <exception cref="McpOpsException"><c>PlanCycle</c>, <c>PlanStepUnknown</c>, <c>PlanUseUnknown</c>, <c>PlanStepInvalid</c> or <c>PlanConditionInvalid</c>.</exception>
    public static PlannedRun Of(McpServer server, McpPlan plan, IReadOnlyList<IPlanStep> kinds, IReadOnlyList<string> chosen)
    {
        if (chosen.FirstOrDefault(id => plan.Steps.All(step => step.Id != id)) is { } unknown)
        {
            throw new McpOpsException("PlanStepUnknown", McpErrorCategory.InvalidArgument,
                $"The plan '{plan.Name}' of '{server.Name}' has no step '{unknown}'.{NearestName.Hint(unknown, plan.Steps.Select(step => step.Id))} It has {string.Join(", ", plan.Steps.Select(step => step.Id))}.", unknown);
        }

        var steps = PlanOrder.Of(plan).Where(step => step.Enabled).Select(step =>
        {
            var kind = PlanSteps.Find(kinds, plan, step);
            var with = new StepWords(plan, step, kind.Words);
            kind.Check(with);
            return new PlannedStep(step, kind, with, step.When is { } when ? StepCondition.Parse(when) : null);
        }).ToList();
        return new PlannedRun(server, plan, [.. steps.Where(step => chosen.Count == 0 || chosen.Contains(step.Step.Id, StringComparer.Ordinal))]);
    }
}
