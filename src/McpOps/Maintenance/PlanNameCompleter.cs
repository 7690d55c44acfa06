using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Completes the plans of the inventory's servers.</summary>
public sealed class PlanNameCompleter : ServerPartCompleter
{
    private protected override IEnumerable<string> Parts(McpServer server) => server.Plans.Select(plan => plan.Name);
}

/// <summary>Completes the steps of the inventory's plans.</summary>
public sealed class PlanStepCompleter : ServerPartCompleter
{
    private protected override IEnumerable<string> Parts(McpServer server) => server.Plans.SelectMany(plan => plan.Steps).Select(step => step.Id);
}
