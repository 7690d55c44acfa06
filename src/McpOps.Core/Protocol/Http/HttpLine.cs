using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace McpOps.Protocol.Http;

/// <summary>The HTTP connections of one conversation. They are its own, so that its phases are measured, and closed with it.</summary>
internal sealed class HttpLine : IDisposable
{
    private const int HeadBytes = 48;
    private const int MaxRedirects = 3;

    private readonly SocketsHttpHandler _handler;
    private readonly HttpMessageInvoker _invoker;
    private readonly IReadOnlyDictionary<string, string> _headers;
    private readonly PhaseClock _clock;
    private int _requests;

    public HttpLine(Uri url, IReadOnlyDictionary<string, string> headers, PhaseClock clock, long maxBytes)
    {
        Url = url;
        MaxBytes = maxBytes;
        _headers = headers;
        _clock = clock;
        _handler = new SocketsHttpHandler
        {
            // A redirect is decided on by us, a cookie is no part of MCP, and a proxy has no business with this machine's own servers.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !url.IsLoopback,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate | DecompressionMethods.Brotli,
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, cancellationToken),
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(Watch(context.PlaintextStream)),
        };
        if (url.Scheme is "https")
        {
            _handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = Validate };
        }

        _invoker = new HttpMessageInvoker(_handler, disposeHandler: true);
    }

    /// <summary>The address; another one after a redirect that was followed.</summary>
    public Uri Url { get; set; }

    /// <summary>The most bytes of one message.</summary>
    public long MaxBytes { get; }

    /// <summary>What is wrong with the certificate, in words; null when nothing is.</summary>
    public string? CertificateFault { get; private set; }

    /// <summary>The first bytes that came back, such as another protocol's greeting.</summary>
    public string? Head { get; private set; }

    public int Requests => _requests;

    public bool IsConnected => _clock.Has(Moment.ConnectEnded);

    /// <summary>Whether a byte came back yet.</summary>
    public bool HasAnswered => _clock.Has(Moment.FirstByte);

    /// <summary>A request with the server's own headers and our name.</summary>
    public HttpRequestMessage CreateRequest(HttpMethod method, Uri url)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.TryAddWithoutValidation("User-Agent", ClientName);
        foreach (var (name, value) in _headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>A request for a stream of events.</summary>
    public HttpRequestMessage CreateEventRequest(Uri url)
    {
        var request = CreateRequest(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept", HttpMessages.Events);
        return request;
    }

    /// <summary>The sessions that the server made, whatever it answered and at whichever address.</summary>
    public HttpSessions Sessions { get; } = new();

    /// <summary>Sends, follows the redirects that may be followed, and returns as soon as the head of the answer is there.</summary>
    /// <param name="create">Makes the request to an address: once for each redirect.</param>
    /// <param name="url">The address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="isBilled">False for what ends a session: it is counted nowhere.</param>
    public async Task<HttpResponseMessage> SendAsync(Func<Uri, HttpRequestMessage> create, Uri url, CancellationToken cancellationToken, bool isBilled = true)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = create(url);
            if (isBilled)
            {
                Interlocked.Increment(ref _requests);
            }

            var response = await _invoker.SendAsync(request, cancellationToken);
            Sessions.Note(response, url);
            if (redirects == MaxRedirects || HttpMessages.Redirect(response, request.Method, url) is not { } next)
            {
                return response;
            }

            response.Dispose();
            url = next;
        }
    }

    public void Dispose() => _invoker.Dispose();

    private static string ClientName { get; } = $"{Rpc.ClientIdentity.Name}/{Rpc.ClientIdentity.Version}";

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellationToken)
    {
        var stream = await Dialer.DialAsync(endPoint, _clock, cancellationToken);
        if (Url.Scheme is "https")
        {
            _clock.Note(Moment.TlsBegan);
        }

        return stream;
    }

    private FirstByteStream Watch(Stream stream)
    {
        if (stream is SslStream)
        {
            _clock.Note(Moment.TlsEnded);
        }

        return new FirstByteStream(stream, _clock, bytes => Head ??= Encoding.Latin1.GetString(bytes.Span[..Math.Min(bytes.Length, HeadBytes)]));
    }

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        CertificateFault = errors is SslPolicyErrors.None ? null : Http.CertificateFault.Describe(certificate, chain, errors, Url.Host);
        return errors is SslPolicyErrors.None;
    }
}
