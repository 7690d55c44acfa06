using System.Net.Sockets;

namespace McpOps.Protocol.Http;

/// <summary>Turns what happens on an HTTP connection into one verdict and a message that says what to do.</summary>
internal static class HttpDiagnosis
{
    public static McpProtocolException Broken(ReadOnlySpan<byte> text) => new(
        McpVerdict.ProtocolError, $"It sent a broken message, no valid JSON: \"{Plain.Text(text)}\". This is a fault of the server.");

    public static McpProtocolException StreamEnded(string method) => new(
        McpVerdict.ProtocolError, $"It ended its stream of events without an answer to {method}. Look at the server's log; a proxy that cuts streams does the same.") { MayMeanLegacy = true };

    /// <summary>A connection that could not be made, or broke.</summary>
    public static McpProtocolException Explain(Exception exception, HttpLine line, bool spokeMcp)
    {
        var url = line.Url;
        var kind = Kind(exception);
        return kind switch
        {
            _ when OwnLack.Is(exception) => Verdict(McpVerdict.NotStarted, OwnLack.Message),
            HttpRequestError.NameResolutionError => Verdict(McpVerdict.Unreachable, $"The name '{url.Host}' does not resolve. Check its spelling, and the DNS of this machine."),
            HttpRequestError.ConnectionError => Verdict(McpVerdict.Unreachable, Unconnected(exception, url)),
            HttpRequestError.SecureConnectionError => Verdict(McpVerdict.TlsFailed, line.CertificateFault ?? NoTls(exception, url)),
            HttpRequestError.ProxyTunnelError => Verdict(McpVerdict.Unreachable, $"The proxy of this machine's environment does not lead to {url.Authority}: {Plain.Text(exception.Message)} Check HTTPS_PROXY and NO_PROXY."),
            _ when line.HasAnswered && (spokeMcp || kind is HttpRequestError.ResponseEnded or HttpRequestError.Unknown) && IsHttp(line) => new McpProtocolException(
                McpVerdict.ProtocolError, "It closed the connection in the middle of its answer. Look at the server's log: a crash or a proxy's limit does that.", exception)
            { MayMeanLegacy = !spokeMcp },
            _ when line.HasAnswered => Verdict(McpVerdict.NotMcp, Foreign(line)),
            _ => new McpProtocolException(
                McpVerdict.NotMcp, $"Something on port {url.Port} accepts connections and closes them without an HTTP answer. Is it the right port, and has the server finished starting?", exception)
            { MayMeanLegacy = true },
        };

        McpProtocolException Verdict(string verdict, string message) => new(verdict, message, exception);
    }

    /// <summary>An HTTP answer that is no MCP.</summary>
    /// <param name="refusal">The answer.</param>
    /// <param name="spokeMcp">Whether the server had spoken MCP before.</param>
    public static McpProtocolException Explain(HttpRefusal refusal, bool spokeMcp)
    {
        var url = refusal.Url;
        var status = (int)refusal.Status;
        var said = refusal.Body.Length == 0 ? "" : $" It says: \"{refusal.Body}\".";
        var (verdict, message) = status switch
        {
            401 => (McpVerdict.AuthRequired, $"It is alive and wants credentials (HTTP 401{Scheme(refusal)}). Give them as a header, such as Authorization, in the server's entry."),
            403 => (McpVerdict.AuthRequired, $"It is alive and refuses us (HTTP 403). The credentials may lack a right, or it allows other Host or Origin names only.{said}"),
            407 => (McpVerdict.Unreachable, "A proxy on the way wants credentials (HTTP 407). Check HTTPS_PROXY and NO_PROXY."),
            429 => (McpVerdict.ProtocolError, $"It is alive and has had too many requests (HTTP 429{(refusal.RetryAfter is null ? "" : ", Retry-After " + Plain.Text(refusal.RetryAfter))}). Probe it less often, or raise its limit."),
            502 or 503 or 504 => (McpVerdict.Unreachable, $"A gateway answers for it (HTTP {status}), and the server behind it does not. Start that server, or correct where the gateway sends its requests."),
            >= 500 => (McpVerdict.ProtocolError, $"It failed inside (HTTP {status}). Look at the server's log.{said}"),
            >= 300 and < 400 => (McpVerdict.NotMcp, $"It redirects (HTTP {status}) to {Where(refusal, url)}. If that is the server, use that address; if it is a sign-in page, the server needs credentials."),
            404 when spokeMcp => (McpVerdict.ProtocolError, "It forgot our session in the middle of the conversation (HTTP 404). Several instances behind one address need sticky sessions."),
            _ when spokeMcp => (McpVerdict.ProtocolError, $"It speaks MCP, and refused {refusal.Asked ?? "a request"}, which the protocol requires (HTTP {status}).{said}"),
            404 => (McpVerdict.NotMcp, $"There is nothing at the path '{url.AbsolutePath}' (HTTP 404). Check the address; most servers use /mcp."),
            405 => (McpVerdict.NotMcp, $"It takes no POST at the path '{url.AbsolutePath}' (HTTP 405). Check the address; most servers use /mcp."),
            400 when refusal.Body.Contains("HTTPS", StringComparison.OrdinalIgnoreCase) && url.Scheme is "http" => (McpVerdict.NotMcp, $"The port speaks TLS. Use https: https://{url.Authority}{url.AbsolutePath}"),
            >= 400 => (McpVerdict.NotMcp, $"It answers HTTP {status} and no MCP. Check the address.{said}"),
            _ when refusal.Body.Contains("\"jsonrpc\"", StringComparison.Ordinal) => (McpVerdict.ProtocolError, $"It answers MCP with the content type '{Type(refusal)}'. Clients expect application/json or text/event-stream; this is a fault of the server, or of a proxy that changes it."),
            _ when refusal.Body.Length == 0 => (McpVerdict.NotMcp, $"It answers HTTP {status} with nothing in it. Is it an MCP server, and the right path? Most use /mcp."),
            _ => (McpVerdict.NotMcp, $"It answers '{Type(refusal)}' and no MCP, beginning with \"{refusal.Body}\". Check the address; most servers use /mcp."),
        };
        return new McpProtocolException(verdict, message, refusal);
    }

    public static (string Verdict, string Message) ExplainSilence(HttpLine line, string waitedFor, TimeSpan timeout)
    {
        var time = Plain.Seconds(timeout);
        return line switch
        {
            { IsConnected: false } => (McpVerdict.Timeout, $"No connection to {line.Url.Authority} within {time}. A firewall that drops packets, or a machine that is down, looks like this."),
            { HasAnswered: false } => (McpVerdict.Timeout, $"It accepts the connection and gave no answer to {waitedFor} within {time}. The server hangs, or is overloaded; or it is not HTTP that is spoken there."),
            _ when !IsHttp(line) => (McpVerdict.NotMcp, Foreign(line)),
            _ => (McpVerdict.Timeout, $"No complete answer to {waitedFor} within {time}. The server hangs or is slow; a longer time-out tells which."),
        };
    }

    private static bool IsHttp(HttpLine line) => line.Head?.StartsWith("HTTP/", StringComparison.Ordinal) is true;

    private static string Foreign(HttpLine line) => line.Head is { Length: > 0 } head && head[0] is '\x15' or '\x16'
        ? $"The port speaks TLS. Use https: https://{line.Url.Authority}{line.Url.AbsolutePath}"
        : $"The port {line.Url.Port} speaks no HTTP: it begins with \"{Plain.Text(line.Head ?? "")}\". Check the port.";

    // What our own dialer throws comes wrapped in what the handler makes of it.
    private static HttpRequestError Kind(Exception exception) => Chain(exception).Select(one => one switch
    {
        HttpRequestException request => request.HttpRequestError,
        HttpIOException io => io.HttpRequestError,
        _ => HttpRequestError.Unknown,
    }).LastOrDefault(kind => kind is not HttpRequestError.Unknown, HttpRequestError.Unknown);

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var one = exception; one is not null; one = one.InnerException)
        {
            yield return one;
        }
    }

    private static string Unconnected(Exception exception, Uri url) => Chain(exception).OfType<SocketException>().FirstOrDefault()?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"Nothing listens on {url.Authority} (connection refused). Start the server, or correct the port.",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => $"There is no way to {url.Host} in the network. Check the address, the network, and a VPN.",
        SocketError.TimedOut => $"{url.Authority} does not answer. A firewall that drops packets, or a machine that is down, looks like this.",
        _ => $"No connection to {url.Authority}: {Plain.Text(exception.Message)}. Check the address.",
    };

    private static string NoTls(Exception exception, Uri url) => exception.InnerException is System.Security.Authentication.AuthenticationException inner && inner.InnerException is not null
        ? $"The TLS handshake failed: {Plain.Text(inner.InnerException.Message)}. Check which TLS versions the server allows."
        : $"The TLS handshake with {url.Authority} failed: {Plain.Text((exception.InnerException ?? exception).Message)} If the port speaks plain HTTP, use http://.";

    private static string Scheme(HttpRefusal refusal) => refusal.Challenge is null ? "" : ", " + Plain.Text(refusal.Challenge);

    private static string Type(HttpRefusal refusal) => refusal.MediaType is null ? "no content type" : Plain.Text(refusal.MediaType);

    private static string Where(HttpRefusal refusal, Uri url) => refusal.Location is { } location ? Plain.Text(new Uri(url, location).ToString()) : "nowhere";
}
