using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using McpOps.Servers;

namespace McpOps.Auditing.Http;

/// <summary>What a server answered to one request.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The first 16 KB of the body.</param>
/// <param name="Headers">The headers, by name.</param>
internal sealed record HttpAnswer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Whether the server did what was asked, instead of refusing.</summary>
    public bool IsAccepted => Status is >= 200 and < 300 && !Body.Contains("\"error\"", StringComparison.Ordinal) && Body.Contains("\"result\"", StringComparison.Ordinal);

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>Makes single requests of a server's HTTP face, each with one thing changed, and ends every session that it made.</summary>
internal sealed class HttpFace : IAsyncDisposable
{
    private const int MaxBody = 16 << 10;

    private const string Hello = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"mcpops-audit","version":"1"}}}""";
    private const string Modern = """{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"mcpops-audit","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}""";
    private const string List = """{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{}}""";

    private readonly HttpClient _client;
    private readonly McpConnection _connection;
    private readonly List<(string Session, bool WithCredentials)> _sessions = [];
    private bool _isModern;

    public HttpFace(McpServer server, TimeSpan timeout)
    {
        _connection = ConnectionResolver.Resolve(server, Environment.GetEnvironmentVariable);
        Url = new Uri(_connection.Url!);
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, AutomaticDecompression = DecompressionMethods.All }) { Timeout = timeout };
    }

    public Uri Url { get; }

    /// <summary>Whether the server has sessions: the legacy era.</summary>
    public bool HasSessions => !_isModern;

    /// <summary>Whether the inventory gives credentials for it.</summary>
    public bool HasCredentials => _connection.Headers.Count > 0;

    /// <summary>Greets the server as a client would, in whichever era it answers; what it says then is what all else is held against.</summary>
    public async Task<HttpAnswer> GreetAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync(Request(Hello), remember: true, cancellationToken);
        if (answer.IsAccepted)
        {
            return answer;
        }

        _isModern = true;
        var modern = await SendAsync(Request(Modern), remember: true, cancellationToken);
        _isModern = modern.IsAccepted;
        return _isModern ? modern : answer;
    }

    /// <summary>The greeting with something changed.</summary>
    public Task<HttpAnswer> GreetAsync(Action<HttpRequestMessage> change, CancellationToken cancellationToken)
    {
        var request = Request(_isModern ? Modern : Hello);
        change(request);
        return SendAsync(request, remember: true, cancellationToken);
    }

    /// <summary>Asks for the tools within a session, with something changed.</summary>
    public Task<HttpAnswer> ListAsync(string? session, Action<HttpRequestMessage> change, CancellationToken cancellationToken)
    {
        var request = Request(List);
        if (session is not null)
        {
            request.Headers.TryAddWithoutValidation("Mcp-Session-Id", session);
        }

        request.Headers.Remove("Mcp-Method");
        request.Headers.TryAddWithoutValidation("Mcp-Method", "tools/list");
        request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", _isModern ? "2026-07-28" : "2025-06-18");
        change(request);
        return SendAsync(request, remember: false, cancellationToken);
    }

    /// <summary>Any other request to the same address.</summary>
    public Task<HttpAnswer> RawAsync(HttpMethod method, string? body, Action<HttpRequestMessage> change, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, Url) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        change(request);
        return SendAsync(request, remember: true, cancellationToken);
    }

    /// <summary>Takes the credentials of the inventory away.</summary>
    public void Anonymous(HttpRequestMessage request)
    {
        foreach (var name in _connection.Headers.Keys)
        {
            request.Headers.Remove(name);
        }
    }

    /// <summary>A token that nobody issued.</summary>
    public static string MadeUpToken() => "mcpops-audit-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Ends the sessions that were made.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (session, _) in _sessions)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, Url);
            Credentials(request);
            request.Headers.TryAddWithoutValidation("Mcp-Session-Id", session);
            try
            {
                using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, grace.Token);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                // A server may refuse to end a session, or be gone.
            }
        }

        _client.Dispose();
    }

    private HttpRequestMessage Request(string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (_isModern)
        {
            request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", "2026-07-28");
            request.Headers.TryAddWithoutValidation("Mcp-Method", "server/discover");
        }

        Credentials(request);
        return request;
    }

    /// <summary>Gives a request the credentials of the inventory, and what a client says it takes.</summary>
    public void AsClient(HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        Credentials(request);
    }

    private void Credentials(HttpRequestMessage request)
    {
        foreach (var (name, value) in _connection.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private async Task<HttpAnswer> SendAsync(HttpRequestMessage request, bool remember, CancellationToken cancellationToken)
    {
        using (request)
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (remember && response.Headers.TryGetValues("Mcp-Session-Id", out var ids) && ids.FirstOrDefault() is { Length: > 0 } id)
            {
                _sessions.Add((id, true));
            }

            var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(pair => pair.Key, pair => string.Join(", ", pair.Value), StringComparer.OrdinalIgnoreCase);
            return new HttpAnswer((int)response.StatusCode, await BodyAsync(response, cancellationToken), headers);
        }
    }

    // A stream of events may never end: what has come when the answer is there is enough.
    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBody];
        var count = 0;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var isEvents = response.Content.Headers.ContentType?.MediaType is "text/event-stream";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(isEvents ? 2 : 10));
        try
        {
            for (int read; count < buffer.Length && (read = await stream.ReadAsync(buffer.AsMemory(count), patience.Token)) > 0;)
            {
                count += read;
                if (isEvents && buffer.AsSpan(0, count).IndexOf("\"jsonrpc\""u8) >= 0 && buffer.AsSpan(0, count).IndexOf("\n\n"u8) >= 0)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It stays open without a word.
        }

        return Encoding.UTF8.GetString(buffer, 0, count);
    }
}
