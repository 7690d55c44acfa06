using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;

namespace McpOps.Cli.Serve;

/// <summary>Logs and counts each HTTP request to the MCP endpoint.</summary>
internal sealed class RequestLog(ServeLog log, ServeMetrics metrics, TimeProvider time)
{
    private static readonly object Request = new();
    private static readonly object Refusal = new();

    /// <summary>Says what the request asks for, once that is known.</summary>
    public static void Describe(HttpContext context, JsonRpcMessage message) => context.Items[Request] = message switch
    {
        JsonRpcRequest { Method: RequestMethods.ToolsCall, Params: JsonObject parameters } => $"{RequestMethods.ToolsCall} {parameters["name"]}",
        JsonRpcRequest { Method: var method } => method,
        JsonRpcNotification { Method: var method } => method,
        _ => "answer",
    };

    /// <summary>Says why the request is refused.</summary>
    public static void Refuse(HttpContext context, RequestFault fault) => context.Items[Refusal] = $": {fault.Message}";

    public RequestDelegate Around(RequestDelegate handle) => async context =>
    {
        var started = time.GetTimestamp();
        try
        {
            await handle(context);
        }
        catch (Exception) when (!context.Response.HasStarted)
        {
            // What the host will make of it, which is not known yet when it is logged.
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            throw;
        }
        finally
        {
            var status = context.Response.StatusCode;
            metrics.Count(status);
            var level = status >= StatusCodes.Status400BadRequest ? LogLevel.Warning : LogLevel.Information;
            if (log.IsEnabled(level))
            {
                var milliseconds = (long)time.GetElapsedTime(started).TotalMilliseconds;
                log.Write(level, "mcpops.http", $"{context.Connection.RemoteIpAddress} {context.Request.Method} {context.Items[Request] ?? context.Request.Path} {status} in {milliseconds} ms{context.Items[Refusal]}");
            }
        }
    };
}
