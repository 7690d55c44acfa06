using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>One kind of duty: what a plan's step may use.</summary>
internal interface IPlanStep
{
    /// <summary>What a plan calls it, such as <c>backup.verify</c>.</summary>
    string Name { get; }

    /// <summary>The words that it takes in <c>with</c>.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>True when it only looks: a dry run leaves it out.</summary>
    bool OnlyLooks { get; }

    /// <summary>True when what it looks for is what a dry run of it is to show.</summary>
    bool LooksInDryRun => false;

    /// <summary>True when it is about the host: what stands alike in the plans of several servers is done once.</summary>
    bool IsOfHost => false;

    /// <summary>True when it tells of what the other steps did: it, and what follows it in its plan, comes after those of every server.</summary>
    bool SumsUp => false;

    /// <summary>Reads all its words once, so that a wrong one is found before the plan begins.</summary>
    void Check(StepWords with);

    /// <summary>Checks names of other parts of the inventory. A plan at the top is for all servers, so what one of them has is known.</summary>
    void CheckNames(StepWords with, IReadOnlyList<McpServer> inventory)
    {
        // Most name nothing.
    }

    /// <summary>Does it; in a dry run it says what it would change.</summary>
    /// <exception cref="McpOpsException">It failed.</exception>
    Task<StepResult> RunAsync(StepScope scope, CancellationToken cancellationToken);
}
