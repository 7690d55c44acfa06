namespace McpOps.Capacity;

/// <summary>A recommendation.</summary>
public sealed record McpCapacityAdvice
{
    /// <summary>Its stable id, such as <c>CpuSaturated</c>; <c>AllIsWell</c> when there is nothing to do.</summary>
    public required string Id { get; init; }

    /// <summary>The figure that caused it.</summary>
    public required string Figure { get; init; }

    /// <summary>The setting to change; empty when there is nothing to change.</summary>
    public required string Setting { get; init; }

    /// <summary>What to do, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>The advice in a line.</summary>
    public override string ToString() => $"{Id}: {Figure}";
}
