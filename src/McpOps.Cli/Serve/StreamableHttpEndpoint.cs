using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpOps.Cli.Serve;

/// <summary>MCP over Streamable HTTP in both eras: sessions for clients that initialize, none for those of 2026-07-28.</summary>
/// <param name="sessions">The sessions of legacy clients.</param>
/// <param name="createOptions">Makes the server's options for each conversation.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamableHttpEndpoint(HttpSessions sessions, Func<McpServerOptions> createOptions, TimeProvider time)
{
    private const string SessionHeader = "Mcp-Session-Id";

    public async Task PostAsync(HttpContext context)
    {
        var accept = context.Request.Headers.Accept.ToString();
        if (!Accepts(accept, "application/json") || !Accepts(accept, "text/event-stream"))
        {
            await JsonRpcReply.ErrorAsync(context, StatusCodes.Status406NotAcceptable, JsonRpcReply.ServerError, "A client accepts both application/json and text/event-stream.");
            return;
        }

        if (!context.Request.HasJsonContentType())
        {
            await JsonRpcReply.ErrorAsync(context, StatusCodes.Status415UnsupportedMediaType, JsonRpcReply.ServerError, "The body's content type is application/json.");
            return;
        }

        if (await JsonRpcReply.ReadAsync(context) is not { } message)
        {
            await JsonRpcReply.ErrorAsync(context, StatusCodes.Status400BadRequest, (int)McpErrorCode.ParseError, "The body is not a JSON-RPC message.");
            return;
        }

        var id = message is JsonRpcRequest request ? request.Id : default;
        if ((ModernRequest.UnknownVersion(context.Request) ?? ModernRequest.Check(context.Request, message)) is { } fault)
        {
            await JsonRpcReply.ErrorAsync(context, fault.Status, fault.Code, fault.Message, id, fault.Data);
            return;
        }

        if (ModernRequest.IsModern(context.Request))
        {
            await using var once = new HttpSession(new StreamableHttpServerTransport { Stateless = true }, createOptions(), time);
            await AnswerAsync(context, once, message);
            return;
        }

        if (await SessionAsync(context, message, id) is { } session)
        {
            await AnswerAsync(context, session, message);
        }
    }

    public async Task GetAsync(HttpContext context)
    {
        if (ModernRequest.IsModern(context.Request))
        {
            context.Response.Headers.Allow = "POST";
            await JsonRpcReply.ErrorAsync(context, StatusCodes.Status405MethodNotAllowed, JsonRpcReply.ServerError, $"Version {ModernRequest.Version} has no GET stream.");
            return;
        }

        if (!Accepts(context.Request.Headers.Accept.ToString(), "text/event-stream"))
        {
            await JsonRpcReply.ErrorAsync(context, StatusCodes.Status406NotAcceptable, JsonRpcReply.ServerError, "A client accepts text/event-stream here.");
            return;
        }

        if (await ExistingAsync(context, default) is not { } session)
        {
            return;
        }

        StartEvents(context);
        try
        {
            await session.Transport.HandleGetRequestAsync(context.Response.Body, context.RequestAborted);
        }
        catch (InvalidOperationException) when (!context.Response.HasStarted)
        {
            await JsonRpcReply.ErrorAsync(context, StatusCodes.Status409Conflict, JsonRpcReply.ServerError, "This session has a stream already.");
        }
        catch (OperationCanceledException)
        {
            // The client hung up, which is how a stream ends.
        }
    }

    public async Task DeleteAsync(HttpContext context)
    {
        if (ModernRequest.IsModern(context.Request))
        {
            context.Response.Headers.Allow = "POST";
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        context.Response.StatusCode = await sessions.EndAsync(context.Request.Headers[SessionHeader].ToString()) ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
    }

    private static async Task AnswerAsync(HttpContext context, HttpSession session, JsonRpcMessage message)
    {
        StartEvents(context);
        try
        {
            if (!await session.Transport.HandlePostRequestAsync(message, context.Response.Body, context.RequestAborted))
            {
                context.Response.Headers.ContentType = default;
                context.Response.StatusCode = StatusCodes.Status202Accepted;
            }
        }
        catch (OperationCanceledException)
        {
            // The client hung up, or the server is stopping.
        }
    }

    private async Task<HttpSession?> SessionAsync(HttpContext context, JsonRpcMessage message, RequestId id)
    {
        if (context.Request.Headers[SessionHeader].ToString().Length > 0)
        {
            return await ExistingAsync(context, id);
        }

        if (message is not JsonRpcRequest { Method: RequestMethods.Initialize })
        {
            await JsonRpcReply.ErrorAsync(context, StatusCodes.Status400BadRequest, JsonRpcReply.ServerError, "A session begins with initialize; other requests carry Mcp-Session-Id.", id);
            return null;
        }

        var sessionId = HttpSessions.NewId();
        var session = new HttpSession(new StreamableHttpServerTransport { SessionId = sessionId }, createOptions(), time);
        await sessions.AddAsync(sessionId, session);
        context.Response.Headers[SessionHeader] = sessionId;
        return session;
    }

    private async Task<HttpSession?> ExistingAsync(HttpContext context, RequestId id)
    {
        var sessionId = context.Request.Headers[SessionHeader].ToString();
        if (sessionId.Length == 0)
        {
            await JsonRpcReply.ErrorAsync(context, StatusCodes.Status400BadRequest, JsonRpcReply.ServerError, "The header Mcp-Session-Id is missing.", id);
            return null;
        }

        var session = sessions.Find(sessionId);
        if (session is null)
        {
            await JsonRpcReply.ErrorAsync(context, StatusCodes.Status404NotFound, JsonRpcReply.ServerError, "There is no such session (any more): initialize again.", id);
        }

        return session;
    }

    private static void StartEvents(HttpContext context)
    {
        context.Response.Headers.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache,no-store";
        // A proxy such as nginx must pass events on as they come.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private static bool Accepts(string accept, string mediaType)
    {
        var slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        return accept.Contains(mediaType, StringComparison.OrdinalIgnoreCase)
            || accept.Contains("*/*", StringComparison.Ordinal)
            || accept.Contains(string.Concat(mediaType.AsSpan(0, slash), "/*"), StringComparison.OrdinalIgnoreCase);
    }
}
