namespace McpOps.Crawling;

/// <summary>How pages are fetched and read.</summary>
public sealed record PageOptions
{
    /// <summary>Most bytes of a page after decoding; by default 10 MiB. What is larger is refused, and no more of it is read.</summary>
    public long MaxBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>The time that one page may take, redirects, retries and reading included; 30 seconds by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most redirects that are followed for one page; 10 by default, 0 follows none.</summary>
    public int MaxRedirects { get; init; } = 10;

    /// <summary>How often a page is asked for again after 429 or 503 with <c>Retry-After</c>; 2 by default.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>Most requests to one host at a time; 8 by default.</summary>
    public int HostConcurrency { get; init; } = 8;

    /// <summary>The least time between two requests to one host; none by default.</summary>
    public TimeSpan HostDelay { get; init; }

    /// <summary>What readers share of the machine: how many bytes of pages they may hold at a time; null for no limit of their own.</summary>
    public PageBudget? Budget { get; init; }

    /// <summary>What the requests say they come from.</summary>
    public string UserAgent { get; init; } = DefaultUserAgent;

    /// <summary>True to refuse addresses that are not public: for whoever fetches on behalf of others.</summary>
    public bool PublicOnly { get; init; }

    /// <summary>Hosts that are fetched although their address is not public, by name or address; <c>NAME:PORT</c> opens that port alone.</summary>
    public IReadOnlyCollection<string> AllowedHosts { get; init; } = [];

    /// <summary>The entity tag of the copy at hand: a page that has not changed answers 304 and brings no content.</summary>
    public string? ETag { get; init; }

    /// <summary>When the copy at hand was last changed, for the same purpose.</summary>
    public DateTimeOffset? ModifiedSince { get; init; }

    /// <summary>When a browser renders a page; never by default.</summary>
    public PageRender Render { get; init; }

    /// <summary>The browser to render with; null looks for an installed Chromium, Chrome or Edge.</summary>
    public string? BrowserPath { get; init; }

    /// <summary>Most pages that are rendered at a time; 4 by default.</summary>
    public int RenderConcurrency { get; init; } = 4;

    /// <summary>What requests say they come from unless told otherwise; robots.txt knows the crawler by its first word.</summary>
    public static string DefaultUserAgent { get; } = $"McpOps/{typeof(PageOptions).Assembly.GetName().Version?.ToString(3)}";
}

/// <summary>When a browser renders a page.</summary>
public enum PageRender
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>When the fetched page is a shell that scripts fill.</summary>
    Auto,

    /// <summary>Always.</summary>
    Always,
}
