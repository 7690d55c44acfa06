namespace McpOps.Crawling.Walking;

/// <summary>A page that waits to be read.</summary>
internal sealed record FrontierEntry
{
    public required Uri Uri { get; init; }

    public int Depth { get; init; }

    public Uri? FoundOn { get; init; }

    /// <summary>How many pages of the same shape, each found on the one before, led here.</summary>
    public int Chain { get; init; }

    /// <summary>What its address and link text promise.</summary>
    public double Promise { get; init; }

    /// <summary>True when it is only asked whether it is there.</summary>
    public bool CheckOnly { get; init; }
}
