namespace McpOps.Capacity.Resources;

/// <summary>Names the resource that gave out where the load alone only shows that the server did.</summary>
internal static class ResourceVerdict
{
    /// <summary>The result, limited by memory where that was full when the rate rose no more.</summary>
    public static McpCapacity Apply(McpCapacity result)
    {
        var full = result.Resources.FirstOrDefault(resource => resource is { Name: "memory" or "swap", Status: "Unhealthy" });
        return full is null || result.LimitedBy is not (CapacityLimit.Server or CapacityLimit.Died) ? result : result with
        {
            LimitedBy = result.LimitedBy == CapacityLimit.Server ? CapacityLimit.Memory : result.LimitedBy,
            Message = FormattableString.Invariant($"{result.Message} This machine's {full.Name} peaked at {full.Peak:0.#} %."),
        };
    }
}
