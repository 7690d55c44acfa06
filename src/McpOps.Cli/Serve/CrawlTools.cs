using System.ComponentModel;
using System.Diagnostics;
using McpOps.Crawling;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Serve;

/// <summary>The tools of the embedded server; their names, parameters and answers are those of crawl4ai-mcp-server, so that its clients work unchanged.</summary>
internal sealed class CrawlTools : IAsyncDisposable
{
    private const int MostPages = 500;
    private const int MostDepth = 10;
    private const long BytesAtOnce = 160L << 20;
    private static readonly TimeSpan LongestCrawl = TimeSpan.FromMinutes(5);
    private readonly PageBudget _budget = new(BytesAtOnce, Math.Max(2, Environment.ProcessorCount));
    private readonly AnswerBudget _answers = new();
    private readonly PageOptions _options;
    private readonly PageReader _reader;
    private readonly ServeLog _log;
    private readonly TimeProvider _time;

    /// <summary>Makes the tools.</summary>
    /// <param name="fetchHosts">Hosts that are fetched although their address is not public.</param>
    /// <param name="log">Where each call is noted.</param>
    /// <param name="time">The clock.</param>
    public CrawlTools(IReadOnlyCollection<string> fetchHosts, ServeLog log, TimeProvider time)
    {
        (_log, _time) = (log, time);
        _options = new PageOptions { PublicOnly = true, AllowedHosts = fetchHosts, Budget = _budget };
        _reader = new PageReader(Context(null), _options);
    }

    /// <summary>The options of a server that offers the tools.</summary>
    public McpServerOptions CreateOptions() => new()
    {
        ServerInfo = new Implementation { Name = "mcpops", Version = typeof(CrawlTools).Assembly.GetName().Version?.ToString(3) ?? "0" },
        ToolCollection =
        [
            McpServerTool.Create(ExtractAsync, ReadOnly("web_content_extract", "Extract a page's content", CrawlSchemas.Extract)),
            McpServerTool.Create(DeepCrawlAsync, ReadOnly("domain_deep_crawl_tool", "Read the pages of a site", CrawlSchemas.Pages)),
            McpServerTool.Create(PreviewAsync, ReadOnly("domain_link_preview_tool", "List the links of a page", CrawlSchemas.Links)),
        ],
    };

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        _budget.Dispose();
    }

    private static McpServerToolCreateOptions ReadOnly(string name, string title, System.Text.Json.JsonElement schema) => new()
    {
        Name = name,
        Title = title,
        ReadOnly = true,
        Destructive = false,
        Idempotent = true,
        OpenWorld = true,
        OutputSchema = schema,
        UseStructuredContent = true,
    };

    [Description("Fetches a web page and returns its main content as Markdown.")]
    private Task<CallToolResult> ExtractAsync([Description("The page's http or https address.")] string url, CancellationToken cancellationToken = default) => RunAsync(url, async () =>
    {
        _log.Info($"Extracting content from URL: {url}");
        var started = Stopwatch.GetTimestamp();
        var page = await ReadAsync(url, cancellationToken);
        _log.Info($"Successfully extracted {page.Markdown.Length} characters from {url} in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        using var answer = _answers.Begin();
        return CrawlAnswers.Content(page, answer);
    });

    [Description("Reads the pages of a site, beginning with one, and returns their main content as Markdown.")]
    private Task<CallToolResult> DeepCrawlAsync(
        [Description("Where to begin: an http or https address, or a domain.")] string domain_url,
        [Description("How many links away from the start pages are read.")] int max_depth = 1,
        [Description("Most pages that are read.")] int max_pages = 10,
        [Description("bfs (near pages first), dfs (last found first) or best_first.")] string crawl_strategy = "bfs",
        [Description("True to follow links to other sites too.")] bool include_external = false,
        [Description("Only addresses that match one of these are read; * stands for any text.")] string[]? url_patterns = null,
        [Description("Addresses that match one of these are not read.")] string[]? exclude_patterns = null,
        IProgress<ProgressNotificationValue>? progress = null,
        CancellationToken cancellationToken = default) => RunAsync(domain_url, async () =>
    {
        _log.Info($"Crawling domain: {domain_url} (depth {max_depth}, at most {max_pages} pages, {crawl_strategy})");
        var options = new WalkOptions
        {
            Page = _options,
            Depth = Within(nameof(max_depth), max_depth, 0, MostDepth),
            MaxPages = Within(nameof(max_pages), max_pages, 1, MostPages),
            MaxTime = LongestCrawl,
            Order = Strategy(crawl_strategy),
            Scope = include_external ? WalkScope.Any : WalkScope.SameHost,
            Include = url_patterns ?? [],
            Exclude = exclude_patterns ?? [],
        };
        var pages = new List<McpPage>();
        using var answer = _answers.Begin();
        await foreach (var page in new SiteWalker(Context(progress), options).WalkAsync([Address(domain_url)], cancellationToken))
        {
            // What stands in the answer, and nothing more, is kept.
            pages.Add(new McpPage { Uri = page.Uri, FinalUri = page.FinalUri, Title = answer.Title(page.Title), Markdown = answer.Take(page.Markdown), Depth = page.Depth, WordCount = page.WordCount, Error = page.Error, ErrorMessage = page.ErrorMessage });
            if (answer.IsCut)
            {
                _log.Warning($"The answer about {domain_url} was cut after {pages.Count} pages: {answer.Why}");
                break;
            }
        }

        _log.Info($"Successfully crawled {pages.Count} pages of {domain_url}");
        return pages is [{ Error: not null } only] ? CrawlAnswers.Failure(only.ErrorMessage!) : CrawlAnswers.Pages(pages, answer.IsCut);
    });

    [Description("Fetches a page and returns the links on it.")]
    private Task<CallToolResult> PreviewAsync(
        [Description("The page: an http or https address, or a domain.")] string domain_url,
        [Description("True to list links to other sites too.")] bool include_external = false,
        CancellationToken cancellationToken = default) => RunAsync(domain_url, async () =>
    {
        _log.Info($"Previewing links of: {domain_url}");
        var page = await ReadAsync(domain_url, cancellationToken);
        using var answer = _answers.Begin();
        return CrawlAnswers.Links(page, include_external, answer);
    });

    private static int Within(string name, int value, int least, int most) => value >= least && value <= most ? value
        : throw new McpOpsException("ArgumentOutOfRange", McpErrorCategory.InvalidArgument, $"{name} is a number from {least} to {most}, not {value}.", name);

    private static WalkOrder Strategy(string name) => name.ToLowerInvariant() switch
    {
        "bfs" => WalkOrder.BreadthFirst,
        "dfs" => WalkOrder.DepthFirst,
        "best_first" or "best-first" or "bestfirst" => WalkOrder.BestFirst,
        _ => throw new McpOpsException("ArgumentOutOfRange", McpErrorCategory.InvalidArgument, $"crawl_strategy is bfs, dfs or best_first, not '{name}'.", name),
    };

    private static Uri Address(string text) =>
        Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
        : throw new McpOpsException("AddressNotSupported", McpErrorCategory.InvalidArgument, $"'{text}' is not an http or https address.", text);

    private async Task<McpPage> ReadAsync(string url, CancellationToken cancellationToken)
    {
        var page = await _reader.ReadAsync(Address(url), cancellationToken);
        return page.Error is null ? page : throw new McpOpsException(page.Error, McpErrorCategory.ConnectionError, $"{page.ErrorMessage} ({url})", url);
    }

    // What goes wrong with a page is an answer that the caller's model can read.
    private async Task<CallToolResult> RunAsync(string target, Func<Task<CallToolResult>> work)
    {
        try
        {
            return await work();
        }
        catch (McpOpsException exception)
        {
            _log.Error($"Failed for {target}: {exception.ErrorId}: {exception.Message}");
            return CrawlAnswers.Failure(exception.Message);
        }
    }

    private EngineContext Context(IProgress<ProgressNotificationValue>? progress) => new()
    {
        Time = _time,
        Notices = new Sink<McpNotice>(notice => _log.Warning($"{notice.Id}: {notice.Message}")),
        Progress = progress is null ? null : new Sink<McpProgress>(at => progress.Report(new ProgressNotificationValue { Progress = at.Done, Total = at.Total, Message = at.Status })),
    };

    private sealed class Sink<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}
