using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>The order of a plan's steps: as they are written, but each after those that it needs.</summary>
internal static class PlanOrder
{
    /// <summary>Orders the steps.</summary>
    /// <exception cref="McpOpsException"><c>PlanStepUnknown</c>: a step needs one that there is not; <c>PlanCycle</c>: steps need each other in a circle.</exception>
    public static IReadOnlyList<McpPlanStep> Of(McpPlan plan)
    {
        var byId = plan.Steps.ToDictionary(step => step.Id, StringComparer.Ordinal);
        var (ordered, done, open) = (new List<McpPlanStep>(), new HashSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var step in plan.Steps)
        {
            Add(step);
        }

        return ordered;

        // As deep as a chain of needs is long; an inventory is no place for thousands.
        void Add(McpPlanStep step)
        {
            if (done.Contains(step.Id))
            {
                return;
            }

            if (open.IndexOf(step.Id) is >= 0 and var at)
            {
                throw new McpOpsException("PlanCycle", McpErrorCategory.InvalidData,
                    $"{step.At}The steps of the plan '{plan.Name}' need each other in a circle: {string.Join(" → ", open.Skip(at).Append(step.Id))}. Take one of these out of \"needs\".", plan.Name);
            }

            open.Add(step.Id);
            foreach (var need in step.Needs)
            {
                Add(byId.GetValueOrDefault(need) ?? throw new McpOpsException("PlanStepUnknown", McpErrorCategory.InvalidData,
                    $"{step.At}The step '{step.Id}' of the plan '{plan.Name}' needs '{need}', which is no step of it.{NearestName.Hint(need, byId.Keys)}", plan.Name));
            }

            open.RemoveAt(open.Count - 1);
            done.Add(step.Id);
            ordered.Add(step);
        }
    }
}
