#pragma warning disable MCP9006 // See EventStreams.
using System.Net.ServerSentEvents;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Serve;

/// <summary>MCP over Streamable HTTP in both eras: sessions for clients that initialize, none for those of 2026-07-28.</summary>
/// <param name="sessions">The sessions of legacy clients.</param>
/// <param name="server">What the server offers, in every conversation.</param>
/// <param name="loggers">Where the MCP library reports what went wrong.</param>
/// <param name="time">The clock.</param>
/// <param name="stopping">Is cancelled when the host begins to stop.</param>
internal sealed class StreamableHttpEndpoint(HttpSessions sessions, McpServerOptions server, ILoggerFactory loggers, TimeProvider time, CancellationToken stopping)
{
    private const string SessionHeader = "Mcp-Session-Id";

    private readonly EventStreams _streams = new();

    public async Task PostAsync(HttpContext context)
    {
        if (!Accepts(context, "application/json") || !Accepts(context, "text/event-stream"))
        {
            await JsonRpcHttp.RefuseAsync(context, new(StatusCodes.Status406NotAcceptable, "A client accepts both application/json and text/event-stream."));
            return;
        }

        var (message, fault) = await JsonRpcHttp.ReadAsync(context);
        if (message is null)
        {
            await JsonRpcHttp.RefuseAsync(context, fault!);
            return;
        }

        RequestLog.Describe(context, message);
        var id = message is JsonRpcRequest request ? request.Id : default;
        fault = ModernRequest.UnknownVersion(context.Request) ?? ModernRequest.Check(context.Request, message, server.ToolCollection);
        if (fault is not null)
        {
            await JsonRpcHttp.RefuseAsync(context, fault, id);
        }
        else if (ModernRequest.IsModern(context.Request))
        {
            await using var once = new HttpSession(new StreamableHttpServerTransport(loggers) { Stateless = true }, server, loggers, time);
            await AnswerAsync(context, once, message);
        }
        else if (await SessionAsync(context, message, id) is { } session)
        {
            await AnswerAsync(context, session, message);
        }
    }

    public async Task GetAsync(HttpContext context)
    {
        if (ModernRequest.IsModern(context.Request))
        {
            await RefuseMethodAsync(context);
            return;
        }

        if (!Accepts(context, "text/event-stream"))
        {
            await JsonRpcHttp.RefuseAsync(context, new(StatusCodes.Status406NotAcceptable, "A client accepts text/event-stream here."));
            return;
        }

        if (await ExistingAsync(context, default) is not { } session)
        {
            return;
        }

        using var usage = session.Use();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            if (context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } lastEventId)
            {
                await ResumeAsync(context, lastEventId, end.Token);
                return;
            }

            StartEvents(context);
            await session.Transport.HandleGetRequestAsync(context.Response.Body, end.Token);
        }
        catch (InvalidOperationException) when (!context.Response.HasStarted)
        {
            // The library opens one stream a session; 405 is how a server says that it offers none, which every client understands.
            context.Response.Headers.Allow = "POST, DELETE";
            await JsonRpcHttp.RefuseAsync(context, new(StatusCodes.Status405MethodNotAllowed, "This session had its stream already."));
        }
        catch (OperationCanceledException)
        {
            // The client hung up, which is how a stream ends, or the server is stopping.
        }
    }

    public async Task DeleteAsync(HttpContext context)
    {
        if (ModernRequest.IsModern(context.Request))
        {
            await RefuseMethodAsync(context);
            return;
        }

        context.Response.StatusCode = await sessions.EndAsync(context.Request.Headers[SessionHeader].ToString()) ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
    }

    private async Task ResumeAsync(HttpContext context, string lastEventId, CancellationToken cancellationToken)
    {
        var reader = await _streams.GetStreamReaderAsync(lastEventId, cancellationToken);
        if (reader?.SessionId != context.Request.Headers[SessionHeader].ToString())
        {
            await JsonRpcHttp.RefuseAsync(context, new(StatusCodes.Status400BadRequest, "Last-Event-ID names no event of this session (any more)."));
            return;
        }

        StartEvents(context);
        await context.Response.Body.FlushAsync(cancellationToken);
        await SseFormatter.WriteAsync(reader.ReadEventsAsync(cancellationToken), context.Response.Body, JsonRpcHttp.Write, cancellationToken);
    }

    private static async Task AnswerAsync(HttpContext context, HttpSession session, JsonRpcMessage message)
    {
        var isModern = ModernRequest.IsModern(context.Request);

        // Without the version the library sends the headers before it asks for the status. In a session, what initialize agreed on counts.
        message.Context = Caller.Note(new JsonRpcMessageContext { ProtocolVersion = isModern ? ModernRequest.Version : null }, new Caller(context.RequestAborted, session));
        using var usage = session.Use();
        StartEvents(context);
        try
        {
            var starting = isModern ? SetStatus : (Func<JsonRpcMessage?, ValueTask>?)null;
            if (!await session.Transport.HandlePostRequestAsync(message, context.Response.Body, starting, context.RequestAborted))
            {
                context.Response.Headers.ContentType = default;
                context.Response.StatusCode = StatusCodes.Status202Accepted;
            }
        }
        catch (OperationCanceledException)
        {
            // The client hung up, or the server is stopping.
        }
        catch (Exception exception) when (exception is ObjectDisposedException or ChannelClosedException && !context.Response.HasStarted)
        {
            await JsonRpcHttp.RefuseAsync(context, NoSession, message is JsonRpcRequest { Id: var id } ? id : default);
        }

        ValueTask SetStatus(JsonRpcMessage? first)
        {
            if (first is JsonRpcError { Error.Code: var code } && !context.Response.HasStarted)
            {
                context.Response.StatusCode = ModernRequest.Status(code);
            }

            return ValueTask.CompletedTask;
        }
    }

    private async Task<HttpSession?> SessionAsync(HttpContext context, JsonRpcMessage message, RequestId id)
    {
        if (context.Request.Headers[SessionHeader].ToString().Length > 0)
        {
            return await ExistingAsync(context, id);
        }

        if (message is not JsonRpcRequest { Method: RequestMethods.Initialize, Params: var parameters })
        {
            await JsonRpcHttp.RefuseAsync(context, new(StatusCodes.Status400BadRequest, "A session begins with initialize; other requests carry Mcp-Session-Id."), id);
            return null;
        }

        // The library reads these before it dispatches, and would leave a session behind that never began.
        if (!JsonRpcHttp.Is<InitializeRequestParams>(parameters))
        {
            await JsonRpcHttp.RefuseAsync(context, new(StatusCodes.Status400BadRequest, McpErrorCode.InvalidParams, "The parameters are not those of initialize."), id);
            return null;
        }

        var sessionId = HttpSessions.NewId();
        var session = new HttpSession(new StreamableHttpServerTransport(loggers) { SessionId = sessionId, EventStreamStore = _streams }, server, loggers, time);
        if (!await sessions.AddAsync(sessionId, session))
        {
            await session.DisposeAsync();
            context.Response.Headers.RetryAfter = "1";
            await JsonRpcHttp.RefuseAsync(context, new(StatusCodes.Status503ServiceUnavailable, "Busy: there are as many sessions as may be, and all are in use."), id);
            return null;
        }

        context.Response.Headers[SessionHeader] = sessionId;
        return session;
    }

    private async Task<HttpSession?> ExistingAsync(HttpContext context, RequestId id)
    {
        var sessionId = context.Request.Headers[SessionHeader].ToString();
        var session = sessions.Find(sessionId);
        if (session is null)
        {
            var fault = sessionId.Length == 0 ? new(StatusCodes.Status400BadRequest, "The header Mcp-Session-Id is missing.") : NoSession;
            await JsonRpcHttp.RefuseAsync(context, fault, id);
        }

        return session;
    }

    private static RequestFault NoSession => new(StatusCodes.Status404NotFound, "There is no such session (any more): initialize again.");

    private static Task RefuseMethodAsync(HttpContext context)
    {
        context.Response.Headers.Allow = "POST";
        return JsonRpcHttp.RefuseAsync(context, new(StatusCodes.Status405MethodNotAllowed, $"Version {ModernRequest.Version} knows only POST."));
    }

    private static void StartEvents(HttpContext context)
    {
        context.Response.Headers.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache,no-store";
        // A proxy such as nginx must pass events on as they come.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private static bool Accepts(HttpContext context, string mediaType)
    {
        var accept = context.Request.Headers.Accept.ToString();
        var slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        return accept.Contains(mediaType, StringComparison.OrdinalIgnoreCase)
            || accept.Contains("*/*", StringComparison.Ordinal)
            || accept.Contains(string.Concat(mediaType.AsSpan(0, slash), "/*"), StringComparison.OrdinalIgnoreCase);
    }
}
