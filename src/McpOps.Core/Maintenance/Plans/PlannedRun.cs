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
    /// <summary>True when steps of the plan were left out by whoever asked for it.</summary>
    public bool IsPart => Steps.Count < Plan.Steps.Count(step => step.Enabled);

    /// <summary>Steps that were asked for by name and are switched off: they are not run, and whoever asked is told.</summary>
    public IEnumerable<McpPlanStep> SwitchedOff(IReadOnlyList<string> chosen) => Plan.Steps.Where(step => !step.Enabled && chosen.Contains(step.Id, StringComparer.Ordinal));

    /// <summary>Checks a plan whole.</summary>
    /// <exception cref="McpOpsException"><c>PlanCycle</c>, <c>PlanStepUnknown</c>, <c>PlanUseUnknown</c>, <c>PlanStepInvalid</c> or <c>PlanConditionInvalid</c>.</exception>
    public static PlannedRun Of(McpServer server, McpPlan plan, IReadOnlyList<IPlanStep> kinds, IReadOnlyList<string> chosen, IReadOnlyList<McpServer> inventory)
    {
        if (chosen.FirstOrDefault(id => plan.Steps.All(step => step.Id != id)) is { } unknown)
        {
            throw new McpOpsException("PlanStepUnknown", McpErrorCategory.InvalidArgument,
                $"The plan '{plan.Name}' of '{server.Name}' has no step '{unknown}'.{NearestName.Hint(unknown, plan.Steps.Select(step => step.Id))} It has {string.Join(", ", plan.Steps.Select(step => step.Id))}.", unknown);
        }

        var steps = PlanOrder.Of(plan).Where(step => step.Enabled).Select(step => Step(plan, step, kinds, inventory)).ToList();
        return new PlannedRun(server, plan, [.. steps.Where(step => chosen.Count == 0 || chosen.Contains(step.Step.Id, StringComparer.Ordinal))]);
    }

    /// <summary>Everything that <see cref="Of"/> would refuse a plan for, and not only the first of it.</summary>
    public static IEnumerable<McpOpsException> Problems(McpPlan plan, IReadOnlyList<IPlanStep> kinds, IReadOnlyList<McpServer>? inventory)
    {
        Action[] all = [() => PlanOrder.Of(plan), .. plan.Steps.Where(step => step.Enabled).Select(step => (Action)(() => Step(plan, step, kinds, inventory)))];
        foreach (var check in all)
        {
            McpOpsException? problem = null;
            try
            {
                check();
            }
            catch (McpOpsException exception)
            {
                problem = exception;
            }

            if (problem is not null)
            {
                yield return problem;
            }
        }
    }

    // Names are compared where the whole inventory is known.
    private static PlannedStep Step(McpPlan plan, McpPlanStep step, IReadOnlyList<IPlanStep> kinds, IReadOnlyList<McpServer>? inventory)
    {
        var kind = PlanSteps.Find(kinds, plan, step);
        var with = new StepWords(plan, step, kind.Words);
        kind.Check(with);
        if (inventory is not null)
        {
            kind.CheckNames(with, inventory);
        }

        return new PlannedStep(step, kind, with, step.When is { } when ? StepCondition.Parse(when, step.At) : null);
    }
}
