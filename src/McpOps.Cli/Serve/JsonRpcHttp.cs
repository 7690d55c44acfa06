using System.Buffers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpOps.Cli.Serve;

/// <summary>Reads JSON-RPC messages from HTTP requests, and writes errors that fit both HTTP and JSON-RPC.</summary>
internal static class JsonRpcHttp
{
    // Of two properties with one name, one reader takes the first and another the last: a proxy must not see another call than we do.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The message that a POST carries, or why it is none.</summary>
    public static async Task<(JsonRpcMessage? Message, RequestFault? Fault)> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            return (null, new(StatusCodes.Status415UnsupportedMediaType, "The body's content type is application/json."));
        }

        var (json, fault) = await ParseAsync(context);
        using (json)
        {
            return json is null ? (null, fault) : ToMessage(json.RootElement);
        }
    }

    public static Task RefuseAsync(HttpContext context, RequestFault fault, RequestId id = default)
    {
        RequestLog.Refuse(context, fault);
        context.Response.StatusCode = fault.Status;
        var error = new JsonRpcError { Id = id, Error = new JsonRpcErrorDetail { Code = fault.Code, Message = fault.Message, Data = fault.Data } };
        return context.Response.WriteAsJsonAsync(error, TypeInfo<JsonRpcError>(), "application/json", context.RequestAborted);
    }

    private static async Task<(JsonDocument? Json, RequestFault? Fault)> ParseAsync(HttpContext context)
    {
        try
        {
            return (await JsonDocument.ParseAsync(context.Request.Body, Strict, context.RequestAborted), null);
        }
        catch (JsonException exception)
        {
            return (null, new(StatusCodes.Status400BadRequest, McpErrorCode.ParseError, $"The body is not JSON: {exception.Message}"));
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, new(exception.StatusCode, $"The body is larger than {ServeHost.MaxRequestBytes >> 20} MiB."));
        }
    }

    private static (JsonRpcMessage? Message, RequestFault? Fault) ToMessage(JsonElement json)
    {
        if (json.ValueKind is JsonValueKind.Array)
        {
            return (null, NoMessage("batches are no part of MCP; send each message in a request of its own."));
        }

        try
        {
            ReadTexts(json);
            return json.Deserialize(TypeInfo<JsonRpcMessage>()) is { } message ? (message, null) : (null, NoMessage("it is null."));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, NoMessage(exception.Message));
        }
    }

    /// <summary>Writes an event's message; an event that only primes the stream has none.</summary>
    public static void Write(SseItem<JsonRpcMessage?> item, IBufferWriter<byte> buffer)
    {
        if (item.Data is { } message)
        {
            using var writer = new Utf8JsonWriter(buffer);
            JsonSerializer.Serialize(writer, message, TypeInfo<JsonRpcMessage>());
        }
    }

    /// <summary>Whether a message's parameters are of the type that its method has.</summary>
    public static bool Is<T>(JsonNode? parameters)
    {
        try
        {
            return parameters.Deserialize(TypeInfo<T>()) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Half of a surrogate pair is well-formed JSON and no text: whoever reads it later would fail.
    private static void ReadTexts(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                _ = json.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in json.EnumerateObject())
                {
                    _ = property.Name;
                    ReadTexts(property.Value);
                }

                break;
        }
    }

    private static RequestFault NoMessage(string why) =>
        new(StatusCodes.Status400BadRequest, McpErrorCode.InvalidRequest, $"The body is not a JSON-RPC message: {why}");

    private static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));
}
