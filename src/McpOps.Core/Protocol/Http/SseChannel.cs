using McpOps.Protocol.Rpc;

namespace McpOps.Protocol.Http;

/// <summary>Speaks MCP over the older HTTP+SSE transport (2024-11-05): replies come on one stream of events, requests go to the address that it names.</summary>
internal sealed class SseChannel : IMcpChannel
{
    private readonly HttpLine _line;
    private readonly PendingReplies _pending = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource<Uri> _endpoint = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private Uri? _redirected;

    public SseChannel(HttpLine line)
    {
        _line = line;
        _reading = ReadAsync();
    }

    public bool LegacyOnly => true;

    public int? ProcessId => null;

    public int Requests => _line.Requests;

    public bool SpokeMcp => _pending.SpokeMcp;

    public Task<RpcReply> RequestAsync(RpcCall call, CancellationToken cancellationToken) => _pending.AskAsync(call, PostAsync, cancellationToken);

    public Task NotifyAsync(RpcCall call, CancellationToken cancellationToken)
    {
        _pending.Notified();
        return PostAsync(call.Write(id: null), cancellationToken);
    }

    public (string Verdict, string Message) ExplainSilence(string waitedFor, TimeSpan timeout) => _line.HasAnswered && !_endpoint.Task.IsCompleted
        ? (McpVerdict.ProtocolError, $"It opened a stream of events and did not name the address for requests (event 'endpoint') within {Plain.Seconds(timeout)}. Is it the older HTTP+SSE transport? Streamable HTTP is the transport 'http'.")
        : HttpDiagnosis.ExplainSilence(_line, waitedFor, timeout) is var (verdict, message) ? (verdict, message + _pending.Stray) : default;

    public void Abort()
    {
        // Closing the stream ends the session.
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _reading;
        _ = _endpoint.Task.Exception;
        _ending.Dispose();
        _line.Dispose();
    }

    private async Task PostAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var endpoint = await _endpoint.Task.WaitAsync(cancellationToken);
        try
        {
            using var response = await _line.SendAsync(Create, _redirected ?? endpoint, cancellationToken);
            _redirected = response.RequestMessage!.RequestUri;
            if (!response.IsSuccessStatusCode)
            {
                throw await HttpRefusal.ReadAsync(response, cancellationToken);
            }

            await TakeBodyAsync(response, cancellationToken);
        }
        catch (MessageTooLargeException exception)
        {
            throw exception.ToVerdict();
        }
        catch (HttpRequestException exception)
        {
            throw HttpDiagnosis.Explain(exception, _line, SpokeMcp);
        }

        HttpRequestMessage Create(Uri url)
        {
            var request = _line.CreateRequest(HttpMethod.Post, url);
            HttpMessages.AddBody(request, message);
            return request;
        }
    }

    // The reply belongs on the stream; some servers give it here, some in both places.
    private async Task TakeBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!HttpMessages.IsJson(response.Content.Headers.ContentType?.MediaType))
        {
            return;
        }

        var body = await HttpBody.ReadAllAsync(response, _line.MaxBytes, cancellationToken);
        foreach (var message in RpcMessage.TryParse(body.Span, out var messages) ? messages.Where(message => message.IsReply) : [])
        {
            _pending.Take(message);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            using var response = await _line.SendAsync(_line.CreateEventRequest, _line.Url, _ending.Token);
            _line.Url = response.RequestMessage!.RequestUri!;
            if (!response.IsSuccessStatusCode || !string.Equals(response.Content.Headers.ContentType?.MediaType, HttpMessages.Events, StringComparison.OrdinalIgnoreCase))
            {
                _endpoint.TrySetException(await HttpRefusal.ReadAsync(response, _ending.Token));
                return;
            }

            await foreach (var item in HttpBody.ReadEventsAsync(response, _line.MaxBytes, _ending.Token))
            {
                await TakeAsync(item);
            }

            Fail(HttpDiagnosis.StreamEnded(_endpoint.Task.IsCompletedSuccessfully ? "a request" : "the greeting"));
        }
        catch (MessageTooLargeException exception)
        {
            Fail(exception.ToVerdict());
        }
        catch (McpProtocolException exception)
        {
            Fail(exception);
        }
        catch (HttpRefusal refusal)
        {
            Fail(HttpDiagnosis.Explain(refusal, SpokeMcp));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            Fail(HttpDiagnosis.Explain(exception, _line, SpokeMcp));
        }
    }

    private async Task TakeAsync(SseEvent item)
    {
        if (item.Type is "endpoint")
        {
            _endpoint.TrySetResult(Endpoint(item.Text ?? ""));
            return;
        }

        if (item.IsBroken)
        {
            throw HttpDiagnosis.Broken(System.Text.Encoding.UTF8.GetBytes(item.Text!));
        }

        foreach (var message in item.Messages)
        {
            if (_pending.Take(message) is { } answer)
            {
                await PostAsync(answer, _ending.Token);
            }
        }
    }

    // Credentials go with each request: the stream must not be able to send them elsewhere.
    private Uri Endpoint(string text) => Uri.TryCreate(_line.Url, text.Trim(), out var endpoint) && endpoint.Scheme == _line.Url.Scheme && endpoint.Authority == _line.Url.Authority
        ? endpoint
        : throw new McpProtocolException(McpVerdict.ProtocolError, $"It wants requests sent to '{Plain.Text(text)}', which is not on {_line.Url.Authority}. That is refused: credentials would go there.");

    private void Fail(McpProtocolException failure)
    {
        _endpoint.TrySetException(failure);
        _pending.Fail(failure);
    }
}
