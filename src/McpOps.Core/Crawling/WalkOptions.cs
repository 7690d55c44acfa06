namespace McpOps.Crawling;

/// <summary>How a site is walked.</summary>
public sealed record WalkOptions
{
    /// <summary>How each page is fetched and read.</summary>
    public PageOptions Page { get; init; } = new();

    /// <summary>In which order pages are taken; breadth first by default.</summary>
    public WalkOrder Order { get; init; }

    /// <summary>How many links away from the start pages are read; 3 by default, 0 for the start alone.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>Most pages that are read; 1000 by default.</summary>
    public int MaxPages { get; init; } = 1000;

    /// <summary>The longest time that the walk may take; null for no limit.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>Which links are followed; those to the same host by default.</summary>
    public WalkScope Scope { get; init; }

    /// <summary>Only addresses that match one of these are read, but for the start; <c>*</c> stands for any text. None: all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Addresses that match one of these are not read.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Words that make a link worth more, for <see cref="WalkOrder.BestFirst"/>.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>False to read what robots.txt forbids: only for sites of one's own.</summary>
    public bool ObeyRobots { get; init; } = true;

    /// <summary>True to start from the site's sitemaps too.</summary>
    public bool UseSitemap { get; init; }

    /// <summary>True to ask for linked pages outside the scope too, only to tell whether they are there.</summary>
    public bool CheckExternal { get; init; }

    /// <summary>Pages that are worked on at a time; 8 by default.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>The file that the walk is noted in, to go on after an interruption; null keeps no notes.</summary>
    public string? StatePath { get; init; }
}

/// <summary>The order of a walk.</summary>
public enum WalkOrder
{
    /// <summary>Near pages first.</summary>
    BreadthFirst,

    /// <summary>The last found page first.</summary>
    DepthFirst,

    /// <summary>The page first whose address and link text promise most.</summary>
    BestFirst,
}

/// <summary>Which links a walk follows.</summary>
public enum WalkScope
{
    /// <summary>To the same host and port.</summary>
    SameHost,

    /// <summary>To the same registered domain.</summary>
    SameSite,

    /// <summary>To anywhere.</summary>
    Any,
}
