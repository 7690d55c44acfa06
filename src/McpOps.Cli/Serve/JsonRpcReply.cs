using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpOps.Cli.Serve;

/// <summary>Reads JSON-RPC messages from requests, and writes errors that fit both HTTP and JSON-RPC.</summary>
internal static class JsonRpcReply
{
    /// <summary>Errors of this server that JSON-RPC has no code for.</summary>
    public const int ServerError = -32000;

    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));

    /// <summary>The message in the body; null when it holds none.</summary>
    public static async Task<JsonRpcMessage?> ReadAsync(HttpContext context)
    {
        try
        {
            return await context.Request.ReadFromJsonAsync(TypeInfo<JsonRpcMessage>(), context.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public static Task ErrorAsync(HttpContext context, int status, int code, string message, RequestId id = default, JsonElement? data = null)
    {
        context.Response.StatusCode = status;
        var error = new JsonRpcError { Id = id, Error = new JsonRpcErrorDetail { Code = code, Message = message, Data = data } };
        return context.Response.WriteAsJsonAsync(error, TypeInfo<JsonRpcError>(), "application/json", context.RequestAborted);
    }
}
