using System.Net;
using McpOps.Protocol.Rpc;

namespace McpOps.Protocol.Http;

/// <summary>Speaks MCP over Streamable HTTP: each message is a POST, its reply a JSON body or a stream of events.</summary>
internal sealed class HttpChannel(HttpLine line, TimeProvider time) : IMcpChannel
{
    // Ending a session is a courtesy: it must not hold up whoever waits for us.
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ResumeDelay = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _greetings = [];
    private string? _sessionId;
    private string? _legacyVersion;
    private long _lastId;

    public bool LegacyOnly => false;

    public int? ProcessId => null;

    public int Requests => line.Requests;

    public bool SpokeMcp { get; private set; }

    public Task<RpcReply> RequestAsync(RpcCall call, CancellationToken cancellationToken)
    {
        if (call.Method is not (Methods.Discover or Methods.Initialize))
        {
            return ExchangeAsync(call, cancellationToken);
        }

        // A greeting goes on when nobody waits for it any more, until the end: it may make a session all the same.
        var greeting = ExchangeAsync(call, _ending.Token);
        _greetings.Add(greeting);
        return greeting.WaitAsync(cancellationToken);
    }

    public async Task NotifyAsync(RpcCall call, CancellationToken cancellationToken)
    {
        _legacyVersion = call.Version;
        try
        {
            using var response = await PostAsync(call, call.Write(id: null), cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw await HttpRefusal.ReadAsync(response, cancellationToken, call.Method);
            }
        }
        catch (HttpRequestException exception)
        {
            throw HttpDiagnosis.Explain(exception, line, SpokeMcp);
        }
    }

    public (string Verdict, string Message) ExplainSilence(string waitedFor, TimeSpan timeout) => HttpDiagnosis.ExplainSilence(line, waitedFor, timeout);

    public void Abort() => _ending.Cancel();

    public async ValueTask DisposeAsync()
    {
        using var grace = new CancellationTokenSource(EndGrace, time);
        try
        {
            // A greeting that nobody waits for any more may have made a session all the same.
            await Task.WhenAll(_greetings).WaitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _ending.CancelAsync();
            await Task.WhenAll(line.Sessions.Made.Select(session => EndAsync(session.Key, session.Value, grace.Token)));
        }
        finally
        {
            line.Dispose();
            _ending.Dispose();
        }
    }

    private async Task EndAsync(string session, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await line.SendAsync(to => CreateRequest(HttpMethod.Delete, to, _legacyVersion ?? ProtocolVersions.LatestLegacy, session), url, cancellationToken, isBilled: false);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            // A server may refuse to end a session (405), or be gone: there is nothing more to do.
        }
    }

    private async Task<RpcReply> ExchangeAsync(RpcCall call, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        try
        {
            using var response = await PostAsync(call, call.Write(id), cancellationToken);
            if (call.Method is Methods.Initialize && response.IsSuccessStatusCode)
            {
                _sessionId = HttpSessions.Of(response);
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
        var response = await line.SendAsync(Create, line.Url, cancellationToken);
        line.Url = response.RequestMessage!.RequestUri!;
        return response;

        HttpRequestMessage Create(Uri url)
        {
            var request = CreateRequest(HttpMethod.Post, url, call.Version, _sessionId);
            HttpMessages.AddBody(request, message);
            HttpMessages.AddModernHeaders(request, call);
            return request;
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
        if (RpcMessage.TryParse(body.Span, out var messages) && (await FindReplyAsync(messages, call, id, cancellationToken) ?? Stray(messages)) is { } reply)
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
        IReadOnlyList<RpcMessage> strays = [];
        var delay = ResumeDelay;
        await foreach (var item in HttpBody.ReadEventsAsync(response, line.MaxBytes, cancellationToken))
        {
            lastEvent = string.IsNullOrEmpty(item.Id) ? lastEvent : item.Id;
            delay = item.Retry ?? delay;
            if (item.IsBroken)
            {
                throw HttpDiagnosis.Broken(System.Text.Encoding.UTF8.GetBytes(item.Text!));
            }

            if (item.Type is "endpoint")
            {
                throw new McpProtocolException(McpVerdict.WrongTransport, "It speaks the older HTTP+SSE transport. Set the server's transport to sse.") { SpeaksSse = true };
            }

            if (await FindReplyAsync(item.Messages, call, id, cancellationToken) is { } reply)
            {
                return reply;
            }

            strays = strays.Count == 0 ? [.. item.Messages.Where(message => message.IsReply)] : strays;
        }

        if (Stray(strays) is { } refusal)
        {
            return refusal;
        }

        // A server may close the stream and go on with the reply on another (2025-11-25, polling): only an event id says so.
        if (lastEvent is null)
        {
            throw HttpDiagnosis.StreamEnded(call.Method);
        }

        await Task.Delay(delay, time, cancellationToken);
        using var resumed = await line.SendAsync(Resume, line.Url, cancellationToken);
        return resumed.IsSuccessStatusCode ? await ReadEventsAsync(resumed, call, id, cancellationToken) : throw HttpDiagnosis.StreamEnded(call.Method);

        HttpRequestMessage Resume(Uri url)
        {
            var request = CreateRequest(HttpMethod.Get, url, call.Version ?? _legacyVersion, _sessionId);
            request.Headers.TryAddWithoutValidation("Accept", HttpMessages.Events);
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEvent);
            return request;
        }
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
            if (message.IsReply && message.Id == id)
            {
                return message.ToReply();
            }

            if (message.IsReply && !message.IsError && !message.IsEmptyResult)
            {
                throw PendingReplies.WrongId(message);
            }

            if (!message.IsReply && message.HasId)
            {
                using var response = await line.SendAsync(url => Answer(url, message), line.Url, cancellationToken);
            }
        }

        return null;

        HttpRequestMessage Answer(Uri url, RpcMessage message)
        {
            var request = CreateRequest(HttpMethod.Post, url, call.Version ?? _legacyVersion, _sessionId);
            HttpMessages.AddBody(request, RpcCall.Answer(message));
            return request;
        }
    }

    // An error under an id that is not ours, in the answer to our request, is about the request unless its own answer comes too: servers refuse so what
    // they could not read, or what they know no session for.
    private RpcReply? Stray(IReadOnlyList<RpcMessage> messages)
    {
        var replies = messages.Where(message => message.IsReply).ToList();
        return replies.Find(message => message.IsError) is { Root.ValueKind: System.Text.Json.JsonValueKind.Object } error ? error.ToReply()
            : replies.Count > 0 ? throw PendingReplies.WrongId(replies[0])
            : null;
    }

    private HttpRequestMessage CreateRequest(HttpMethod method, Uri url, string? version, string? session)
    {
        var request = line.CreateRequest(method, url);
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", version);
        }

        if (session is not null && version is not null && !ProtocolVersions.IsModern(version))
        {
            request.Headers.TryAddWithoutValidation(HttpSessions.Header, session);
        }

        return request;
    }
}
