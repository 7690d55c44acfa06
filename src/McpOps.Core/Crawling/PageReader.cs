using System.Diagnostics;
using System.IO.Compression;
using McpOps.Crawling.Extraction;
using McpOps.Crawling.Fetching;
using McpOps.Crawling.Rendering;

namespace McpOps.Crawling;

/// <summary>Reads pages: fetches them, finds what they say about themselves and their main content.</summary>
/// <remarks>One reader keeps its connections, and its browser once a page had to be rendered, for all pages that it reads.</remarks>
public sealed class PageReader : IAsyncDisposable
{
    private readonly EngineContext _context;
    private readonly PageOptions _options;
    private readonly PageFetcher _fetcher;
    private readonly PageRenderer _renderer;

    /// <summary>Makes a reader.</summary>
    /// <param name="context">The clock and where to report.</param>
    /// <param name="options">How pages are fetched, and the limits; null for the defaults.</param>
    public PageReader(EngineContext context, PageOptions? options = null)
    {
        _context = context;
        _options = options ?? new PageOptions();
        _fetcher = new PageFetcher(_options, context.Time);
        _renderer = new PageRenderer(_options);
    }

    internal PageFetcher Fetcher => _fetcher;

    /// <summary>Fetches and reads a page.</summary>
    /// <param name="uri">Its http or https address.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The page; an answer such as 404 is a page with <see cref="McpPage.Error"/> set.</returns>
    /// <exception cref="McpOpsException">
    /// <c>AddressNotSupported</c>, <c>AddressNotPublic</c>, <c>PageUnreachable</c>, <c>PageTimeout</c>, <c>PageTooLarge</c>, <c>PageNotText</c>,
    /// <c>TooManyRedirects</c>, <c>PageEncodingUnknown</c>, <c>BrowserNotFound</c>, <c>BrowserFailed</c>.
    /// </exception>
    public async Task<McpPage> ReadAsync(Uri uri, CancellationToken cancellationToken = default)
    {
        using var share = await PageBudget.EnterPageAsync(_options.Budget, _options.MaxBytes, cancellationToken);
        return await WithinTimeAsync(uri.AbsoluteUri, token => ReadInTimeAsync(uri, share, token), cancellationToken);
    }

    private async Task<McpPage> ReadInTimeAsync(Uri uri, PageBudget.Share? share, CancellationToken cancellationToken)
    {
        if (_options.Render is PageRender.Always)
        {
            return await RenderAsync(uri, cancellationToken);
        }

        var fetched = await _fetcher.FetchAsync(uri, MediaTypes.IsReadable, cancellationToken);
        share?.Shrink(fetched.Body.Length);
        if (!MediaTypes.IsReadable(fetched.ContentType))
        {
            throw new McpOpsException("PageNotText", McpErrorCategory.InvalidData, $"{uri} is {fetched.ContentType}, which is no page. Give the address of HTML or text.", uri.AbsoluteUri);
        }

        McpPage page;
        using (await PageBudget.EnterReadingAsync(_options.Budget, cancellationToken))
        {
            page = Compose(fetched, cancellationToken);
        }

        return _options.Render is PageRender.Auto && fetched.IsSuccess && PageShell.Is(page, fetched.Body.Length) ? await RenderAsync(uri, cancellationToken) : page;
    }

    /// <summary>Reads a saved page; a <c>.gz</c> file is unpacked on the way.</summary>
    /// <param name="path">The file.</param>
    /// <param name="baseUri">Where the page came from: relative links are made absolute with it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="McpOpsException"><c>PageFileNotFound</c>, <c>PageFileUnreadable</c>, <c>PageTooLarge</c>.</exception>
    public async Task<McpPage> ReadFileAsync(string path, Uri? baseUri, CancellationToken cancellationToken = default)
    {
        if (!File.Exists(path))
        {
            throw new McpOpsException("PageFileNotFound", McpErrorCategory.ObjectNotFound, $"There is no file '{path}'. Give the path of a saved HTML page, or an address that begins with http:// or https://.", path);
        }

        try
        {
            await using var file = await NamedInput.OpenAsync(path, cancellationToken);
            return await ReadStreamAsync(file, baseUri, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new McpOpsException("PageFileUnreadable", McpErrorCategory.ReadError, $"Cannot read '{path}': {exception.Message}", path, exception);
        }
    }

    /// <summary>Reads a page from a stream, plain or gzip.</summary>
    /// <param name="stream">The bytes of the page.</param>
    /// <param name="baseUri">Where the page came from.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="McpOpsException"><c>PageTooLarge</c>.</exception>
    public async Task<McpPage> ReadStreamAsync(Stream stream, Uri? baseUri, CancellationToken cancellationToken = default)
    {
        var name = baseUri?.AbsoluteUri ?? "The page";
        var body = await LimitedReader.ReadAsync(stream, _options.MaxBytes, name, cancellationToken);
        if (body is [0x1F, 0x8B, ..])
        {
            await using var unpacked = new GZipStream(new MemoryStream(body, writable: false), CompressionMode.Decompress);
            body = await LimitedReader.ReadAsync(unpacked, _options.MaxBytes, name, cancellationToken);
        }

        return await WithinTimeAsync(name, token => Task.Run(() => Read(PageText.Decode(body, null), baseUri, token), token), cancellationToken) with { Bytes = body.Length };
    }

    /// <summary>Reads a page that is already text.</summary>
    /// <param name="html">The page.</param>
    /// <param name="baseUri">Where the page came from.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="McpOpsException"><c>PageTooLarge</c>: it has more elements, or comes to more text, than any page.</exception>
    public McpPage Read(string html, Uri? baseUri, CancellationToken cancellationToken = default)
    {
        var started = Stopwatch.GetTimestamp();
        return PageExtractor.Extract(html, baseUri, new PageWork(cancellationToken)) with
        {
            FetchedAt = _context.Time.GetUtcNow().LocalDateTime,
            ExtractMs = Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 3),
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _fetcher.Dispose();
        await _renderer.DisposeAsync();
    }

    internal McpPage Compose(FetchedPage fetched, CancellationToken cancellationToken)
    {
        var page = fetched.Body.Length == 0 ? new McpPage { FetchedAt = _context.Time.GetUtcNow().LocalDateTime }
            : MediaTypes.IsHtml(fetched.ContentType) ? Read(PageText.Decode(fetched.Body, fetched.Charset), fetched.FinalUri, cancellationToken)
            : PlainPage(PageText.Decode(fetched.Body, fetched.Charset), fetched.ContentType!);
        return page with
        {
            Uri = fetched.Uri,
            FinalUri = fetched.FinalUri,
            Status = fetched.Status,
            Error = fetched.Status >= 400 ? "PageStatus" : null,
            ErrorMessage = fetched.Status >= 400 ? $"The server answered {fetched.Status}." : null,
            ContentType = fetched.ContentType,
            ETag = fetched.ETag,
            LastModified = fetched.LastModified?.LocalDateTime,
            Bytes = fetched.Body.Length,
            Redirects = fetched.Redirects,
            FetchMs = fetched.FetchMs,
        };
    }

    // The time-out covers the fetching and the reading of what was fetched.
    private async Task<McpPage> WithinTimeAsync(string target, Func<CancellationToken, Task<McpPage>> read, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _context.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await read(both.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new McpOpsException("PageTimeout", McpErrorCategory.OperationTimeout, $"{target} was not fetched and read within {_options.Timeout.TotalSeconds:0.##} s. Raise the time-out if the page is that large, or the site slow.", target);
        }
    }

    private McpPage PlainPage(string text, string type) => new()
    {
        Text = text,
        Markdown = type is "text/markdown" or "text/plain" ? text : "```\n" + text.TrimEnd() + "\n```\n",
        WordCount = Words.CountWords(text),
        Confidence = 1,
        FetchedAt = _context.Time.GetUtcNow().LocalDateTime,
    };

    private async Task<McpPage> RenderAsync(Uri uri, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var rendered = await _renderer.RenderAsync(uri, cancellationToken);
        var fetchMs = Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 3);
        return Read(rendered.Html, rendered.FinalUri, cancellationToken) with
        {
            Uri = uri,
            FinalUri = rendered.FinalUri,
            Status = rendered.Status,
            Error = rendered.Status >= 400 ? "PageStatus" : null,
            ErrorMessage = rendered.Status >= 400 ? $"The server answered {rendered.Status}." : null,
            ContentType = "text/html",
            Bytes = System.Text.Encoding.UTF8.GetByteCount(rendered.Html),
            Rendered = true,
            FetchMs = fetchMs,
        };
    }
}
