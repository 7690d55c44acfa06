using System.Buffers;
using System.Text.Json;

namespace McpOps.Protocol.Rpc;

/// <summary>A request that is to be made.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Version">The protocol version under which it is made; null before there is one.</param>
internal sealed record RpcCall(string Method, string? Version)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes the members of <c>params</c>.</summary>
    public Action<Utf8JsonWriter>? Params { get; init; }

    /// <summary>What it is about (a tool, a prompt, the address of a resource), for the header <c>Mcp-Name</c> of the modern era.</summary>
    public string? Name { get; init; }

    /// <summary>Arguments that the tool's schema wants repeated as headers <c>Mcp-Param-…</c> (modern era).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ParamHeaders { get; init; } = [];

    public bool IsModern => Version is not null && ProtocolVersions.IsModern(Version);

    /// <summary>The message; a notification when there is no id.</summary>
    public ReadOnlyMemory<byte> Write(long? id)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, Relaxed);
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        if (id is { } number)
        {
            json.WriteNumber("id"u8, number);
        }

        json.WriteString("method"u8, Method);
        if (Params is not null || IsModern)
        {
            json.WriteStartObject("params"u8);
            Params?.Invoke(json);
            if (IsModern)
            {
                WriteMeta(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The answer to what a server asks of us: <c>ping</c> is granted, everything else is beyond a client that declares no capability.</summary>
    public static ReadOnlyMemory<byte> Answer(RpcMessage request)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(buffer, Relaxed);
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WritePropertyName("id"u8);
        request.Root.GetProperty("id").WriteTo(json);
        if (request.Method is "ping")
        {
            json.WriteStartObject("result"u8);
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartObject("error"u8);
            json.WriteNumber("code"u8, RpcError.MethodNotFound);
            json.WriteString("message"u8, "Method not found"u8);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    // SEP-2575: in the modern era every request says for itself who makes it and under which version.
    private void WriteMeta(Utf8JsonWriter json)
    {
        json.WriteStartObject("_meta"u8);
        json.WriteString("io.modelcontextprotocol/protocolVersion"u8, Version);
        json.WriteStartObject("io.modelcontextprotocol/clientInfo"u8);
        ClientIdentity.Write(json);
        json.WriteEndObject();
        json.WriteStartObject("io.modelcontextprotocol/clientCapabilities"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

/// <summary>What we tell servers about ourselves.</summary>
internal static class ClientIdentity
{
    public const string Name = "mcpops";

    public static readonly string Version = typeof(ClientIdentity).Assembly.GetName().Version?.ToString(3) ?? "0";

    public static void Write(Utf8JsonWriter json)
    {
        json.WriteString("name"u8, Name);
        json.WriteString("version"u8, Version);
    }
}
