using System.Text.Json;

namespace McpOps.Replicas;

/// <summary>The answers of the server.</summary>
internal static class Answers
{
    /// <summary>The answer to a message; null for a notification.</summary>
    public static byte[]? To(ReadOnlyMemory<byte> message)
    {
        using var request = JsonDocument.Parse(message);
        if (!request.RootElement.TryGetProperty("id"u8, out var id))
        {
            return null;
        }

        using var stream = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            json.WritePropertyName("id"u8);
            id.WriteTo(json);
            Body(json, request.RootElement);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Body(Utf8JsonWriter json, JsonElement request)
    {
        switch (request.GetProperty("method"u8).GetString())
        {
            case "tools/call":
                json.WritePropertyName("result"u8);
                json.WriteRawValue("""{"content":[{"type":"text","text":"ok"}]}"""u8, skipInputValidation: true);
                break;
            case "tools/list":
                json.WritePropertyName("result"u8);
                json.WriteRawValue("""{"tools":[{"name":"echo","description":"Says ok","inputSchema":{"type":"object","properties":{"message":{"type":"string"}}},"annotations":{"readOnlyHint":true}}]}"""u8);
                break;
            case "resources/list":
                json.WritePropertyName("result"u8);
                json.WriteRawValue("""{"resources":[{"uri":"note:///today","name":"today","description":"A note","mimeType":"text/plain"}]}"""u8);
                break;
            case "resources/read":
                json.WritePropertyName("result"u8);
                json.WriteRawValue("""{"contents":[{"uri":"note:///today","mimeType":"text/plain","text":"It rains."}]}"""u8);
                break;
            case "prompts/list":
                json.WritePropertyName("result"u8);
                json.WriteRawValue("""{"prompts":[{"name":"summary","description":"Asks for a summary","arguments":[{"name":"city","required":true}]}]}"""u8);
                break;
            case "prompts/get":
                json.WritePropertyName("result"u8);
                json.WriteRawValue("""{"messages":[{"role":"user","content":{"type":"text","text":"Sum up the weather."}}]}"""u8);
                break;
            case "initialize":
                json.WritePropertyName("result"u8);
                json.WriteStartObject();
                json.WriteString("protocolVersion"u8, request.GetProperty("params"u8).GetProperty("protocolVersion"u8).GetString());
                json.WritePropertyName("capabilities"u8);
                json.WriteRawValue("""{"tools":{},"resources":{},"prompts":{}}"""u8);
                json.WritePropertyName("serverInfo"u8);
                json.WriteRawValue("""{"name":"minimal","version":"1"}"""u8);
                json.WriteEndObject();
                break;
            case "ping":
                json.WritePropertyName("result"u8);
                json.WriteRawValue("{}"u8);
                break;
            default:
                json.WritePropertyName("error"u8);
                json.WriteRawValue("""{"code":-32601,"message":"Method not found"}"""u8);
                break;
        }
    }
}
