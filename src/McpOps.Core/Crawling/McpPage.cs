namespace McpOps.Crawling;

/// <summary>One page: what was fetched, what it says about itself, and its main content.</summary>
public sealed record McpPage
{
    /// <summary>The address that was asked for, or the base address given for a saved page; null when there is none.</summary>
    public Uri? Uri { get; init; }

    /// <summary>The address that answered after redirects.</summary>
    public Uri? FinalUri { get; init; }

    /// <summary>The HTTP status; null for a saved page, or when no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>The stable id of what went wrong, such as <c>PageTimeout</c>; null when the page was read.</summary>
    public string? Error { get; init; }

    /// <summary>What went wrong, in words.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The title, without the name of the site.</summary>
    public string? Title { get; init; }

    /// <summary>Who wrote it.</summary>
    public string? Byline { get; init; }

    /// <summary>When it was published, as the page says.</summary>
    public DateTime? Published { get; init; }

    /// <summary>When it was last changed, as the page says.</summary>
    public DateTime? Modified { get; init; }

    /// <summary>The language as a BCP 47 tag, such as <c>en-GB</c>.</summary>
    public string? Language { get; init; }

    /// <summary>The name of the site.</summary>
    public string? SiteName { get; init; }

    /// <summary>The address that the page names as its own.</summary>
    public Uri? CanonicalUri { get; init; }

    /// <summary>The summary that the page gives of itself.</summary>
    public string? Description { get; init; }

    /// <summary>The picture that the page names for previews.</summary>
    public Uri? ImageUri { get; init; }

    /// <summary>The main content as GitHub-flavoured Markdown.</summary>
    public string Markdown { get; init => field = value ?? ""; } = "";

    /// <summary>The main content as plain text; a line for each block.</summary>
    public string Text { get; init => field = value ?? ""; } = "";

    /// <summary>Number of words in <see cref="Text"/>.</summary>
    public int WordCount { get; init; }

    /// <summary>How sure the extraction is of its choice: 0 (nothing found) to 1.</summary>
    public double Confidence { get; init; }

    /// <summary>The links of the whole page, in their order, each target once.</summary>
    public IReadOnlyList<PageLink> Links { get; init => field = Readable.List(value); } = Readable.List<PageLink>([]);

    /// <summary>The pictures of the whole page, in their order, each address once.</summary>
    public IReadOnlyList<PageImage> Images { get; init => field = Readable.List(value); } = Readable.List<PageImage>([]);

    /// <summary>Open Graph properties (<c>og:*</c>, <c>article:*</c>), by name.</summary>
    public IReadOnlyDictionary<string, string> OpenGraph { get; init => field = Readable.Map(value, StringComparer.Ordinal); } = Readable.NoMap<string>();

    /// <summary>The JSON-LD blocks, as they stand in the page.</summary>
    public IReadOnlyList<string> JsonLd { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>What the page asks of robots, such as <c>noindex,nofollow</c>; null when it asks nothing.</summary>
    public string? Robots { get; init; }

    /// <summary>The addresses that redirected, in their order.</summary>
    public IReadOnlyList<Uri> Redirects { get; init => field = Readable.List(value); } = Readable.List<Uri>([]);

    /// <summary>The page that links here, when the page was found by a walk.</summary>
    public Uri? FoundOn { get; init; }

    /// <summary>How many links from the start, in a walk: 0 for the start.</summary>
    public int Depth { get; init; }

    /// <summary>A page of the same walk that was read earlier and says nearly the same.</summary>
    public Uri? DuplicateOf { get; init; }

    /// <summary>True when a browser ran the scripts of the page.</summary>
    public bool Rendered { get; init; }

    /// <summary>The media type of the answer, such as <c>text/html</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>The entity tag of the answer, for a conditional request later.</summary>
    public string? ETag { get; init; }

    /// <summary>When the page was last changed, as the server says, for a conditional request later.</summary>
    public DateTime? LastModified { get; init; }

    /// <summary>Size of the decoded body in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Time to fetch the page in milliseconds, redirects and retries included; 0 for a saved page.</summary>
    public double FetchMs { get; init; }

    /// <summary>Time to parse and extract the page in milliseconds.</summary>
    public double ExtractMs { get; init; }

    /// <summary>When the page was read.</summary>
    public DateTime FetchedAt { get; init; }

    /// <summary>True when the page runs scripts: one with little text may be a shell that they fill.</summary>
    internal bool HasScripts { get; init; }
}

/// <summary>A link of a page.</summary>
public sealed record PageLink
{
    /// <summary>Where it leads, absolute, without fragment.</summary>
    public required Uri Uri { get; init; }

    /// <summary>Its text; the alternative text of a picture where there is no text.</summary>
    public string Text { get; init => field = value ?? ""; } = "";

    /// <summary>Its <c>rel</c> words, such as <c>nofollow</c>.</summary>
    public string Rel { get; init => field = value ?? ""; } = "";

    /// <summary>True when it leads to the same host as the page.</summary>
    public bool Internal { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Uri.ToString();
}

/// <summary>A picture of a page.</summary>
public sealed record PageImage
{
    /// <summary>Where it lies, absolute.</summary>
    public required Uri Uri { get; init; }

    /// <summary>Its alternative text.</summary>
    public string Alt { get; init => field = value ?? ""; } = "";

    /// <inheritdoc/>
    public override string ToString() => Uri.ToString();
}
