using System.Management.Automation;
using McpOps.Crawling;

namespace McpOps.Commands;

/// <summary>Reads web pages: what they say about themselves and their main content; walks a site with -Depth.</summary>
[Cmdlet(VerbsCommon.Get, "McpPage", DefaultParameterSetName = ByUri, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Get-McpPage.md")]
[OutputType(typeof(McpPage))]
public sealed class GetMcpPageCommand : McpCmdlet
{
    private const string ByUri = "Uri";
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private readonly List<Uri> _uris = [];
    private readonly List<string> _files = [];

    /// <summary>The http or https addresses of the pages.</summary>
    [Parameter(ParameterSetName = ByUri, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Url")]
    public Uri[] Uri { get; set; } = [];

    /// <summary>Saved HTML pages, also .gz; wildcards are understood.</summary>
    [Parameter(ParameterSetName = ByPath, Mandatory = true)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Saved HTML pages, taken as they are written.</summary>
    [Parameter(ParameterSetName = ByLiteralPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Where the saved pages came from: their relative links are made absolute with it.</summary>
    [Parameter(ParameterSetName = ByPath)]
    [Parameter(ParameterSetName = ByLiteralPath)]
    [Alias("BaseUrl")]
    public Uri? BaseUri { get; set; }

    /// <summary>When a browser renders a page: Never, Auto (when the page is a shell that scripts fill) or Always.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public PageRender Render { get; set; }

    /// <summary>The Chromium, Chrome or Edge to render with; an installed one is found when omitted.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public string? BrowserPath { get; set; }

    /// <summary>The entity tag of the copy at hand: a page that has not changed answers 304 and brings no content.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public string? ETag { get; set; }

    /// <summary>When the copy at hand was last changed, for the same purpose.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public DateTimeOffset? ModifiedSince { get; set; }

    /// <summary>What the requests say they come from; McpOps and its version when omitted.</summary>
    [Parameter(ParameterSetName = ByUri)]
    [ValidateNotNullOrEmpty]
    public string? UserAgent { get; set; }

    /// <summary>Refuses addresses that are not public.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public SwitchParameter PublicOnly { get; set; }

    /// <summary>Walks the site: how many links away from the given pages are read, 0 to 1000. Without it only the pages themselves are read.</summary>
    [Parameter(ParameterSetName = ByUri)]
    [ValidateRange(0, 1000)]
    public int Depth { get; set; } = -1;

    /// <summary>Most pages that a walk reads, by default 1000.</summary>
    [Parameter(ParameterSetName = ByUri)]
    [ValidateRange(1, int.MaxValue)]
    public int MaxPages { get; set; } = 1000;

    /// <summary>The time that a walk may take, in seconds; no limit when omitted.</summary>
    [Parameter(ParameterSetName = ByUri)]
    [ValidateRange(0.001, int.MaxValue)]
    [Seconds]
    public double? MaxTime { get; set; }

    /// <summary>How many pages a walk works on at a time: 1 to 256, by default 8.</summary>
    [Parameter(ParameterSetName = ByUri)]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>The least time between two requests of a walk to one host, in seconds; none by default.</summary>
    [Parameter(ParameterSetName = ByUri)]
    [ValidateRange(0.0, 3600.0)]
    [Seconds]
    public double Delay { get; set; }

    /// <summary>A walk reads only addresses that match one of these; * stands for any text.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public string[] Include { get; set; } = [];

    /// <summary>A walk does not read addresses that match one of these.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public string[] Exclude { get; set; } = [];

    /// <summary>The order of a walk: BreadthFirst, DepthFirst or BestFirst (with -Keyword).</summary>
    [Parameter(ParameterSetName = ByUri)]
    public WalkOrder Order { get; set; }

    /// <summary>Words that make a link worth more to a walk that takes the best first.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public string[] Keyword { get; set; } = [];

    /// <summary>Which links a walk follows: SameHost, SameSite or Any.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public WalkScope Scope { get; set; }

    /// <summary>A walk reads what robots.txt forbids: only for sites of your own.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public SwitchParameter IgnoreRobots { get; set; }

    /// <summary>A walk starts from the site's sitemaps too.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public SwitchParameter UseSitemap { get; set; }

    /// <summary>A walk asks for linked pages of other sites too, only to report those that are not there.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public SwitchParameter CheckExternal { get; set; }

    /// <summary>The file that a walk is noted in; the same command goes on from there after an interruption.</summary>
    [Parameter(ParameterSetName = ByUri)]
    public string? StatePath { get; set; }

    /// <summary>The time that one page may take, in seconds; by default 30.</summary>
    [Parameter(ParameterSetName = ByUri)]
    [ValidateRange(0.001, 86400)]
    [Seconds]
    public double Timeout { get; set; } = 30;

    /// <summary>Most bytes of one page after decoding; by default 10 MiB.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 10 << 20;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var uri in Uri)
        {
            if (uri.IsAbsoluteUri)
            {
                _uris.Add(uri);
            }
            else
            {
                WriteError(Errors.Record(new McpOpsException("InvalidUrl", McpErrorCategory.InvalidArgument, $"'{uri}' is not a whole http or https address. A saved page is read with -Path.", uri.ToString())));
            }
        }

        if (ParameterSetName == ByPath)
        {
            foreach (var path in Path)
            {
                AddMatching(path);
            }
        }

        _files.AddRange(LiteralPath.Select(GetUnresolvedProviderPathFromPSPath));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(pipe => Depth >= 0 && ParameterSetName == ByUri ? pipe.WriteAllAsync(new SiteWalker(pipe.Context, WalkOptions()).WalkAsync(_uris, pipe.CancellationToken)) : ReadAllAsync(pipe));

    private async Task ReadAllAsync(Pipe pipe)
    {
        await using var reader = new PageReader(pipe.Context, PageOptions());
        foreach (var uri in _uris)
        {
            await WriteOneAsync(pipe, () => reader.ReadAsync(uri, pipe.CancellationToken));
        }

        foreach (var file in _files)
        {
            await WriteOneAsync(pipe, () => reader.ReadFileAsync(file, BaseUri, pipe.CancellationToken));
        }
    }

    // One page that cannot be read does not keep the others.
    private static async Task WriteOneAsync(Pipe pipe, Func<Task<McpPage>> read)
    {
        try
        {
            pipe.Write(await read());
        }
        catch (McpOpsException exception)
        {
            pipe.WriteError(exception);
        }
    }

    private void AddMatching(string path)
    {
        try
        {
            _files.AddRange(GetResolvedProviderPathFromPSPath(path, out _));
        }
        catch (ItemNotFoundException)
        {
            WriteError(Errors.Record(new McpOpsException("PageFileNotFound", McpErrorCategory.ObjectNotFound, $"There is no file '{path}'. Give the path of a saved HTML page.", path)));
        }
    }

    private PageOptions PageOptions() => new()
    {
        Timeout = TimeSpan.FromSeconds(Timeout),
        MaxBytes = MaxBytes,
        Render = Render,
        BrowserPath = BrowserPath,
        UserAgent = UserAgent ?? Crawling.PageOptions.DefaultUserAgent,
        PublicOnly = PublicOnly,
        ETag = ETag,
        ModifiedSince = ModifiedSince,
    };

    private WalkOptions WalkOptions() => new()
    {
        Page = PageOptions() with { HostConcurrency = ThrottleLimit, HostDelay = TimeSpan.FromSeconds(Delay) },
        Depth = Depth,
        MaxPages = MaxPages,
        MaxTime = MaxTime is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        ThrottleLimit = ThrottleLimit,
        Include = Include,
        Exclude = Exclude,
        Order = Order,
        Keywords = Keyword,
        Scope = Scope,
        ObeyRobots = !IgnoreRobots,
        UseSitemap = UseSitemap,
        CheckExternal = CheckExternal,
        StatePath = StatePath is null ? null : GetUnresolvedProviderPathFromPSPath(StatePath),
    };
}
