using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using McpOps.Servers;

namespace McpOps.Capacity.Load;

/// <summary>Calls over Streamable HTTP in either era: requests serialised once, every answer checked, JSON or an event stream.</summary>
internal sealed class HttpLoadTarget : ILoadTarget
{
    private readonly LoadPlan _plan;
    private readonly Uri _address;
    private readonly KeyValuePair<string, string>[] _headers;
    private readonly HttpMessageInvoker _http;
    private readonly ConcurrentDictionary<long, string> _rpcKinds = new();
    private readonly ConcurrentDictionary<long, string> _httpKinds = new();
    private readonly List<string?> _sessions = [];
    private long _lastId = -1;
    private long _connects;

    public HttpLoadTarget(McpConnection connection, LoadPlan plan)
    {
        _plan = plan;
        _address = new Uri(connection.Url!);
        _headers =
        [
            .. connection.Headers,
            new("Accept", "application/json, text/event-stream"),
            .. plan.ProtocolVersion.Length > 0 ? [new KeyValuePair<string, string>("MCP-Protocol-Version", plan.ProtocolVersion)] : Array.Empty<KeyValuePair<string, string>>(),
        ];
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            ConnectTimeout = plan.CallTimeout,
            ConnectCallback = ConnectAsync,
        });
    }

    public long Connects => Volatile.Read(ref _connects);

    public int? ProcessId => null;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_plan.OpensSessions || _plan.IsModern)
        {
            _sessions.Add(null);
            return;
        }

        for (var number = 0; number < _plan.Sessions; number++)
        {
            using var slot = new LoadSlot(number);
            using var cancel = cancellationToken.Register(slot.Cancel);
            var (outcome, session) = await HandshakeAsync(slot);
            if (outcome.Error is not null)
            {
                throw new McpOpsException("SessionRefused", McpErrorCategory.ConnectionError,
                    $"The server gave {number} of {_plan.Sessions} sessions and then answered '{outcome.Error}'. Ask for fewer sessions, or raise the server's limit.");
            }

            _sessions.Add(session);
        }
    }

    public async ValueTask<CallOutcome> CallAsync(LoadSlot slot)
    {
        if (!_plan.OpensSessions)
        {
            return await PostAsync(slot, _plan.Next(slot), _sessions[slot.Number % _sessions.Count]);
        }

        var (outcome, session) = await HandshakeAsync(slot);
        if (outcome.Error is null && _plan.Workload == LoadWorkload.Churn)
        {
            var call = await PostAsync(slot, _plan.Next(slot), session);
            outcome = call with { Sent = call.Sent + outcome.Sent, Received = call.Received + outcome.Received };
        }

        await EndSessionAsync(session, slot.Token);
        return outcome;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Parallel.ForEachAsync(_sessions, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (session, _) => await EndSessionAsync(session, limit.Token));
        _http.Dispose();
    }

    // The handshake of the era: initialize and its notification, or server/discover.
    private async ValueTask<(CallOutcome Outcome, string? Session)> HandshakeAsync(LoadSlot slot)
    {
        string? session = null;
        var outcome = await PostAsync(slot, LoadPlan.HandshakeIndex, session: null, response =>
            session = response.Headers.TryGetValues("Mcp-Session-Id", out var values) ? values.FirstOrDefault() : null);
        if (outcome.Error is not null || _plan.IsModern)
        {
            return (outcome, session);
        }

        try
        {
            using var request = NewRequest(HttpMethod.Post, session);
            request.Content = Json("""{"jsonrpc":"2.0","method":"notifications/initialized"}"""u8.ToArray());
            using var response = await _http.SendAsync(request, slot.Token);
            return (response.IsSuccessStatusCode ? outcome : outcome with { Error = HttpKind(response.StatusCode) }, session);
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            return (Failure(slot, exception, outcome.Sent), session);
        }
    }

    private async Task EndSessionAsync(string? session, CancellationToken cancellationToken)
    {
        if (session is null)
        {
            return;
        }

        try
        {
            using var request = NewRequest(HttpMethod.Delete, session);
            request.Headers.ConnectionClose = _plan.OpensSessions;
            using var response = await _http.SendAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            // A server that is gone has no session to end.
        }
    }

    private async ValueTask<CallOutcome> PostAsync(LoadSlot slot, int template, string? session, Action<HttpResponseMessage>? seen = null)
    {
        var body = _plan.Body(slot, template);
        var id = RequestTemplate.Id(Interlocked.Increment(ref _lastId));
        RequestTemplate.WriteId(body, id);
        try
        {
            var request = NewRequest(HttpMethod.Post, session);
            if (_plan.IsModern)
            {
                AddRouting(request.Headers, _plan.Template(template));
            }

            request.Content = Json(body);
            using var response = await _http.SendAsync(request, slot.Token);
            seen?.Invoke(response);
            return await JudgeAsync(slot, response, id, body.Length);
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            return Failure(slot, exception, body.Length);
        }
    }

    private async ValueTask<CallOutcome> JudgeAsync(LoadSlot slot, HttpResponseMessage response, long id, int sent)
    {
        var stream = await response.Content.ReadAsStreamAsync(slot.Token);
        if (IsEventStream(response))
        {
            var events = new EventStreamAnswer(slot, id, _rpcKinds);
            var (error, answeredAt) = await events.ReadAsync(stream);
            return new CallOutcome(response.IsSuccessStatusCode ? error : HttpKind(response.StatusCode), sent, events.Received) { AnsweredAt = answeredAt };
        }

        var length = await ReadAllAsync(slot, stream);
        if (!response.IsSuccessStatusCode)
        {
            return new CallOutcome(HttpKind(response.StatusCode), sent, length) { RetryAfterSeconds = RetryAfter.Of(response, TimeProvider.System.GetUtcNow())?.TotalSeconds };
        }

        return new CallOutcome(AnswerCheck.Judge(slot.Buffer.AsSpan(0, length), id, _rpcKinds), sent, length);
    }

    // Read as it stands: the parsed header would be the dearest part of a small answer's check.
    private static bool IsEventStream(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var types) && types.ToString().AsSpan().TrimStart().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private static async ValueTask<int> ReadAllAsync(LoadSlot slot, Stream stream)
    {
        var length = 0;
        while (true)
        {
            if (length == slot.Buffer.Length)
            {
                slot.Grow();
            }

            var read = await stream.ReadAsync(slot.Buffer.AsMemory(length), slot.Token);
            if (read == 0)
            {
                return length;
            }

            length += read;
        }
    }

    private static bool IsFailure(Exception exception) =>
        exception is OperationCanceledException or HttpRequestException or IOException or SocketException or InvalidOperationException;

    private static CallOutcome Failure(LoadSlot slot, Exception exception, int sent) =>
        new(slot.TimedOut ? CallError.Timeout : exception is OperationCanceledException ? CallError.Cancelled : Kind(exception), sent, 0);

    private static string Kind(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket)
            {
                return socket.SocketErrorCode switch
                {
                    SocketError.ConnectionRefused => CallError.Refused,
                    SocketError.TooManyOpenSockets or SocketError.AddressNotAvailable or SocketError.NoBufferSpaceAvailable => CallError.LocalSockets,
                    _ => CallError.Connection,
                };
            }
        }

        return CallError.Connection;
    }

    private HttpRequestMessage NewRequest(HttpMethod method, string? session)
    {
        var request = new HttpRequestMessage(method, _address);
        foreach (var (name, value) in _headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (session is not null)
        {
            request.Headers.TryAddWithoutValidation("Mcp-Session-Id", session);
        }

        return request;
    }

    private static void AddRouting(HttpRequestHeaders headers, RequestTemplate template)
    {
        headers.TryAddWithoutValidation("Mcp-Method", template.Method);
        if (template.Name is not null)
        {
            headers.TryAddWithoutValidation("Mcp-Name", template.Name);
        }

        foreach (var (name, value) in template.ParameterHeaders)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }

    private static ByteArrayContent Json(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        return content;
    }

    private string HttpKind(HttpStatusCode status) => status == HttpStatusCode.TooManyRequests
        ? CallError.RateLimited
        : _httpKinds.GetOrAdd((long)status, code => "http " + code.ToString(CultureInfo.InvariantCulture));

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            Interlocked.Increment(ref _connects);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
