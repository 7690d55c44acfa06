using System.Net;
using McpOps.Protocol.Rpc;

namespace McpOps.Protocol.Http;

/// <summary>Speaks MCP over Streamable HTTP: each message is a POST, its reply a JSON body or a stream of events.</summary>
internal sealed class HttpChannel(HttpLine line, TimeProvider time) : IMcpChannel
{
    private const int MaxRedirects = 3;

    // Ending a session is a courtesy: it must not hold up whoever waits for us.
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ResumeDelay = TimeSpan.FromSeconds(1);

    private Task _initializing = Task.CompletedTask;
    private string? _sessionId;
    private string? _legacyVersion;
    private long _lastId;

    public bool LegacyOnly => false;

    public int? ProcessId => null;

    public int Requests => line.Requests;

    public bool SpokeMcp { get; private set; }

    public Task<RpcReply> RequestAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var reply = ExchangeAsync(call, cancellationToken);
        if (call.Method is Methods.Initialize)
        {
            _initializing = reply;
        }

        return reply;
    }

    public async Task NotifyAsync(RpcCall call, CancellationToken cancellationToken)
    {
        _legacyVersion = call.Version;
        try
        {
            using var response = await PostAsync(call, call.Write(id: null), cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw await HttpRefusal.ReadAsync(response, cancellationToken);
            }
        }
        catch (HttpRequestException exception)
        {
            throw HttpDiagnosis.Explain(exception, line, SpokeMcp);
        }
    }

    public (string Verdict, string Message) ExplainSilence(string waitedFor, TimeSpan timeout) => HttpDiagnosis.ExplainSilence(line, waitedFor, timeout);

    public void Abort()
    {
        // Nothing here outlives the connection but the session, and that is ended within its grace.
    }

    public async ValueTask DisposeAsync()
    {
        using var grace = new CancellationTokenSource(EndGrace, time);
        try
        {
            // An initialize that nobody waits for any more may have made a session all the same.
            await _initializing.WaitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_sessionId is not null)
            {
                using var request = CreateRequest(HttpMethod.Delete, line.Url, _legacyVersion ?? ProtocolVersions.LatestLegacy);
                using var response = await line.SendUnbilledAsync(request, grace.Token);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            // A server may refuse to end a session (405), or be gone: there is nothing more to do.
        }
        finally
        {
            line.Dispose();
        }
    }

    private async Task<RpcReply> ExchangeAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        try
        {
            using var response = await PostAsync(call, call.Write(id), cancellationToken);
            if (call.Method is Methods.Initialize && response.IsSuccessStatusCode && response.Headers.TryGetValues("Mcp-Session-Id", out var sessions))
            {
                _sessionId = sessions.FirstOrDefault();
            }

            return await ReadReplyAsync(response, call, id, cancellationToken);
        }
        catch (MessageTooLargeException exception)
        {
            throw exception.ToVerdict();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw HttpDiagnosis.Explain(exception, line, SpokeMcp);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(RpcCall call, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = CreateRequest(HttpMethod.Post, line.Url, call.Version);
            HttpMessages.AddBody(request, message);
            HttpMessages.AddModernHeaders(request, call);
            var response = await line.SendAsync(request, cancellationToken);
            if (redirects == MaxRedirects || HttpMessages.Redirect(response, line.Url) is not { } next)
            {
                return response;
            }

            response.Dispose();
            line.Url = next;
        }
    }

    private async Task<RpcReply> ReadReplyAsync(HttpResponseMessage response, RpcCall call, long id, CancellationToken cancellationToken)
    {
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden))
        {
            if (response.IsSuccessStatusCode && string.Equals(mediaType, HttpMessages.Events, StringComparison.OrdinalIgnoreCase))
            {
                return await ReadEventsAsync(response, call, id, cancellationToken);
            }

            if (HttpMessages.IsJson(mediaType))
            {
                return await ReadJsonAsync(response, call, id, cancellationToken);
            }
        }

        throw await HttpRefusal.ReadAsync(response, cancellationToken);
    }

    private async Task<RpcReply> ReadJsonAsync(HttpResponseMessage response, RpcCall call, long id, CancellationToken cancellationToken)
    {
        var body = await HttpBody.ReadAllAsync(response, line.MaxBytes, cancellationToken);
        if (RpcMessage.TryParse(body.Span, out var messages) && await FindReplyAsync(messages, call, id, cancellationToken) is { } reply)
        {
            return reply;
        }

        throw response.IsSuccessStatusCode && RpcMessage.LooksLikeOne(body.Span) && messages.Count == 0
            ? HttpDiagnosis.Broken(body.Span)
            : HttpRefusal.Of(response, Plain.Text(body.Span));
    }

    private async Task<RpcReply> ReadEventsAsync(HttpResponseMessage response, RpcCall call, long id, CancellationToken cancellationToken)
    {
        string? lastEvent = null;
        var delay = ResumeDelay;
        await foreach (var item in HttpBody.ReadEventsAsync(response, line.MaxBytes, cancellationToken))
        {
            lastEvent = string.IsNullOrEmpty(item.Id) ? lastEvent : item.Id;
            delay = item.Retry ?? delay;
            if (item.IsBroken)
            {
                throw HttpDiagnosis.Broken(System.Text.Encoding.UTF8.GetBytes(item.Text!));
            }

            if (await FindReplyAsync(item.Messages, call, id, cancellationToken) is { } reply)
            {
                return reply;
            }
        }

        // A server may close the stream and go on with the reply on another (2025-11-25, polling): only an event id says so.
        if (lastEvent is null)
        {
            throw HttpDiagnosis.StreamEnded(call.Method);
        }

        await Task.Delay(delay, time, cancellationToken);
        using var request = CreateRequest(HttpMethod.Get, line.Url, call.Version ?? _legacyVersion);
        request.Headers.TryAddWithoutValidation("Accept", HttpMessages.Events);
        request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEvent);
        using var resumed = await line.SendAsync(request, cancellationToken);
        return resumed.IsSuccessStatusCode ? await ReadEventsAsync(resumed, call, id, cancellationToken) : throw HttpDiagnosis.StreamEnded(call.Method);
    }

    private async Task<RpcReply?> FindReplyAsync(IReadOnlyList<RpcMessage> messages, RpcCall call, long id, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            if (message.Method is Methods.Discover or Methods.Initialize)
            {
                throw new McpProtocolException(McpVerdict.NotMcp, "It sends back what it is sent: it is no MCP server. Check the address.");
            }

            SpokeMcp = true;
            if (message.IsReply)
            {
                return message.Id == id || message.IsErrorWithoutId ? message.ToReply() : throw PendingReplies.WrongId(message);
            }

            if (message.HasId)
            {
                using var request = CreateRequest(HttpMethod.Post, line.Url, call.Version ?? _legacyVersion);
                HttpMessages.AddBody(request, RpcCall.Answer(message));
                using var response = await line.SendAsync(request, cancellationToken);
            }
        }

        return null;
    }

    private HttpRequestMessage CreateRequest(HttpMethod method, Uri url, string? version)
    {
        var request = line.CreateRequest(method, url);
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", version);
        }

        if (_sessionId is not null && version is not null && !ProtocolVersions.IsModern(version))
        {
            request.Headers.TryAddWithoutValidation("Mcp-Session-Id", _sessionId);
        }

        return request;
    }
}
