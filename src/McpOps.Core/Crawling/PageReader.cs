using System.Diagnostics;
using System.IO.Compression;
using McpOps.Crawling.Extraction;
using McpOps.Crawling.Fetching;

namespace McpOps.Crawling;

/// <summary>Reads pages: finds what they say about themselves and their main content.</summary>
/// <param name="context">The clock and where to report.</param>
public sealed class PageReader(EngineContext context)
{
    private readonly EngineContext _context = context;

    /// <summary>Reads a saved page; a <c>.gz</c> file is unpacked on the way.</summary>
    /// <param name="path">The file.</param>
    /// <param name="baseUri">Where the page came from: relative links are made absolute with it.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="McpOpsException"><c>PageFileNotFound</c>, <c>PageFileUnreadable</c>, <c>PageTooLarge</c>.</exception>
    public async Task<McpPage> ReadFileAsync(string path, Uri? baseUri, PageOptions options, CancellationToken cancellationToken = default)
    {
        if (!File.Exists(path))
        {
            throw new McpOpsException("PageFileNotFound", McpErrorCategory.ObjectNotFound, $"There is no file '{path}'. Give the path of a saved HTML page, or an address that begins with http:// or https://.", path);
        }

        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
            return await ReadStreamAsync(file, baseUri, options, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new McpOpsException("PageFileUnreadable", McpErrorCategory.ReadError, $"Cannot read '{path}': {exception.Message}", path, exception);
        }
    }

    /// <summary>Reads a page from a stream, plain or gzip.</summary>
    /// <param name="stream">The bytes of the page.</param>
    /// <param name="baseUri">Where the page came from.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="McpOpsException"><c>PageTooLarge</c>.</exception>
    public async Task<McpPage> ReadStreamAsync(Stream stream, Uri? baseUri, PageOptions options, CancellationToken cancellationToken = default)
    {
        var body = await LimitedReader.ReadAsync(stream, options.MaxBytes, baseUri?.AbsoluteUri ?? "the page", cancellationToken);
        if (body is [0x1F, 0x8B, ..])
        {
            await using var unpacked = new GZipStream(new MemoryStream(body, writable: false), CompressionMode.Decompress);
            body = await LimitedReader.ReadAsync(unpacked, options.MaxBytes, baseUri?.AbsoluteUri ?? "the page", cancellationToken);
        }

        return Read(PageText.Decode(body, null), baseUri) with { Bytes = body.Length };
    }

    /// <summary>Reads a page that is already text.</summary>
    /// <param name="html">The page.</param>
    /// <param name="baseUri">Where the page came from.</param>
    public McpPage Read(string html, Uri? baseUri)
    {
        var started = Stopwatch.GetTimestamp();
        return PageExtractor.Extract(html, baseUri) with
        {
            FetchedAt = _context.Time.GetUtcNow(),
            ExtractMs = Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 3),
        };
    }
}
