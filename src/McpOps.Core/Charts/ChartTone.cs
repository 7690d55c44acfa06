namespace McpOps.Charts;

/// <summary>How good something is, as a page, a mail and a picture show it.</summary>
public enum ChartTone
{
    /// <summary>Neither good nor bad.</summary>
    Plain,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>Bad.</summary>
    Bad,

    /// <summary>Nothing is known.</summary>
    Unknown,
}
