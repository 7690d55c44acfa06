using System.Diagnostics;
using System.IO.Compression;
using System.Net;

namespace McpOps.Crawling.Fetching;

/// <summary>Fetches pages over one pool of connections, within the limits of its options.</summary>
internal sealed class PageFetcher : IDisposable
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(1);
    private readonly PageOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public PageFetcher(PageOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        Gate = new HostGate(options, time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            // A proxy would connect where the guard cannot see.
            UseProxy = !options.PublicOnly,
            MaxConnectionsPerServer = Math.Max(1, options.HostConcurrency),
            MaxResponseHeadersLength = 64,
            MaxResponseDrainSize = 1 << 16,
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(200),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            EnableMultipleHttp2Connections = true,
            ConnectCallback = (connection, cancellationToken) => GuardedConnection.OpenAsync(connection.DnsEndPoint, options, cancellationToken),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    public HostGate Gate { get; }

    public void Dispose()
    {
        _http.Dispose();
        Gate.Dispose();
    }

    /// <summary>Fetches a page.</summary>
    /// <param name="uri">Its address.</param>
    /// <param name="acceptable">Which media types are read; the body of others is left alone.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="McpOpsException">
    /// <c>AddressNotSupported</c>, <c>AddressNotPublic</c>, <c>PageUnreachable</c>, <c>PageTimeout</c>, <c>PageTooLarge</c>, <c>TooManyRedirects</c>, <c>PageEncodingUnknown</c>.
    /// </exception>
    public async Task<FetchedPage> FetchAsync(Uri uri, Func<string?, bool> acceptable, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var page = await FollowAsync(uri, acceptable, both.Token);
            return page with { FetchMs = Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 3) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new McpOpsException("PageTimeout", McpErrorCategory.OperationTimeout, $"{uri} did not come within {_options.Timeout.TotalSeconds:0.##} s. Raise the time-out if the site is slow.", uri.AbsoluteUri);
        }
        catch (HttpRequestException exception) when (exception.InnerException is McpOpsException refused)
        {
            throw new McpOpsException(refused.ErrorId, refused.Category, refused.Message, uri.AbsoluteUri, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw new McpOpsException("PageUnreachable", McpErrorCategory.ConnectionError, $"{uri} cannot be fetched: {exception.Message}", uri.AbsoluteUri, exception);
        }
    }

    private async Task<FetchedPage> FollowAsync(Uri uri, Func<string?, bool> acceptable, CancellationToken cancellationToken)
    {
        var redirects = new List<Uri>();
        var at = Checked(uri, uri);
        while (true)
        {
            using var response = await SendAsync(at, cancellationToken);
            if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location)
            {
                if (redirects.Count >= _options.MaxRedirects)
                {
                    throw new McpOpsException("TooManyRedirects", McpErrorCategory.LimitsExceeded, $"{uri} redirects more than {_options.MaxRedirects} times, last to {location}.", uri.AbsoluteUri);
                }

                redirects.Add(at);
                at = Checked(new Uri(at, location), uri);
                continue;
            }

            var type = response.Content.Headers.ContentType;
            return new FetchedPage
            {
                Uri = uri,
                FinalUri = at,
                Status = (int)response.StatusCode,
                ContentType = type?.MediaType?.ToLowerInvariant(),
                Charset = type?.CharSet,
                ETag = response.Headers.ETag?.ToString(),
                LastModified = response.Content.Headers.LastModified,
                Body = acceptable(type?.MediaType) ? await ReadAsync(response, at, cancellationToken) : [],
                Redirects = [.. redirects],
            };
        }
    }

    private static Uri Checked(Uri uri, Uri asked) => uri.Scheme is "http" or "https" && uri.Host.Length > 0 ? uri
        : throw new McpOpsException("AddressNotSupported", McpErrorCategory.InvalidArgument, $"'{uri}' begins with neither http:// nor https://; nothing else is fetched.", asked.OriginalString);

    /// <summary>Asks, and asks again when the answer says that it helps to wait (RFC 9110, 10.2.3).</summary>
    private async Task<HttpResponseMessage> SendAsync(Uri uri, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var turn = await Gate.EnterAsync(uri, cancellationToken);
            using var request = CreateRequest(uri);
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || attempt >= _options.MaxRetries || RetryAfter.Of(response, _time.GetUtcNow()) is not { } wait || wait > LongestRetryAfter)
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    private HttpRequestMessage CreateRequest(Uri uri)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, uri) { Version = _http.DefaultRequestVersion, VersionPolicy = _http.DefaultVersionPolicy };
        request.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,text/*;q=0.9,*/*;q=0.5");
        if (_options.ETag is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        request.Headers.IfModifiedSince = _options.ModifiedSince;
        return request;
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, Uri uri, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var encodings = response.Content.Headers.ContentEncoding;
        if (encodings.Count == 0)
        {
            return await LimitedReader.ReadAsync(body, _options.MaxBytes, uri.AbsoluteUri, cancellationToken);
        }

        // The handler takes off one encoding; some servers apply two. How many there are is the other side's to say, and each costs us a decoder.
        var further = encodings.Where(encoding => encoding.ToLowerInvariant() is not ("identity" or "none")).ToList();
        if (further.Count > (further is [.., var last] && last.ToLowerInvariant() is "gzip" or "br" or "deflate" ? 1 : 2))
        {
            throw new McpOpsException("PageEncodingUnknown", McpErrorCategory.InvalidData, $"{uri} came in more than two content encodings, one around the other: nobody asked for that, and it was not unpacked.", uri.AbsoluteUri);
        }

        await using var decoded = Decode(body, further, uri);
        return await LimitedReader.ReadAsync(decoded, _options.MaxBytes, uri.AbsoluteUri, cancellationToken);
    }

    private static Stream Decode(Stream body, IEnumerable<string> encodings, Uri uri)
    {
        foreach (var encoding in encodings.Reverse())
        {
            body = encoding.ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
                "br" => new BrotliStream(body, CompressionMode.Decompress),
                "deflate" => new ZLibStream(body, CompressionMode.Decompress),
                _ => throw new McpOpsException("PageEncodingUnknown", McpErrorCategory.InvalidData, $"{uri} came in the content encoding '{encoding}', which nobody asked for and which cannot be read.", uri.AbsoluteUri),
            };
        }

        return body;
    }
}
