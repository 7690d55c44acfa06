using System.Text.Json;

namespace McpOps.Protocol.Rpc;

/// <summary>One JSON-RPC 2.0 message as it came over the wire.</summary>
internal readonly record struct RpcMessage(JsonElement Root)
{
    // Deeper than any honest schema, and far from the stack's end.
    private const int MaxDepth = 256;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    public string? Method => Json.Text(Root, "method");

    public bool HasId => Root.TryGetProperty("id", out _);

    /// <summary>The id of a reply; null when it is none of ours (we count from 1, as numbers).</summary>
    public long? Id => Root.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.Number && id.TryGetInt64(out var value) ? value : null;

    /// <summary>An error reply to a message whose id the server could not read.</summary>
    public bool IsErrorWithoutId => Method is null && Root.TryGetProperty("error", out _) && (!Root.TryGetProperty("id", out var id) || id.ValueKind is JsonValueKind.Null);

    public bool IsReply => Method is null && (Root.TryGetProperty("result", out _) || Root.TryGetProperty("error", out _));

    /// <summary>Reads a text that holds one message or a batch of them; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out IReadOnlyList<RpcMessage> messages)
    {
        messages = [];
        utf8 = utf8.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8;
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            var root = JsonElement.ParseValue(ref reader);
            if (!utf8[(int)reader.BytesConsumed..].Trim(" \t\r\n"u8).IsEmpty)
            {
                return false;
            }

            messages = root.ValueKind is JsonValueKind.Array ? [.. root.EnumerateArray().Select(element => new RpcMessage(element))] : [new RpcMessage(root)];
            return messages.Count > 0 && messages.All(message => message.IsMessage);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether a text that does not parse was meant as a message: half of one, or a broken one.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> utf8) =>
        utf8.TrimStart(" \t\r\n["u8).StartsWith("{"u8) && utf8[..Math.Min(utf8.Length, 512)].IndexOf("\"jsonrpc\""u8) >= 0;

    public RpcReply ToReply() => Root.TryGetProperty("error", out var error)
        ? new RpcReply(default, RpcError.Read(error))
        : new RpcReply(Root.GetProperty("result"), Error: null);

    private bool IsMessage => Root.ValueKind is JsonValueKind.Object && (Method is not null || IsReply);
}

/// <summary>What a request was answered with: a result, or an error.</summary>
internal sealed record RpcReply(JsonElement Result, RpcError? Error);

/// <summary>A JSON-RPC error.</summary>
internal sealed record RpcError(int Code, string Message, JsonElement Data)
{
    public const int HeaderMismatch = -32020;
    public const int MissingClientCapability = -32021;
    public const int UnsupportedVersion = -32022;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;

    public static RpcError Read(JsonElement error)
    {
        if (error.ValueKind is not JsonValueKind.Object)
        {
            return new RpcError(0, error.ToString(), default);
        }

        var code = error.TryGetProperty("code", out var number) && number.ValueKind is JsonValueKind.Number && number.TryGetInt32(out var value) ? value : 0;
        return new RpcError(code, Json.Text(error, "message") ?? "", error.TryGetProperty("data", out var data) ? data : default);
    }

    /// <summary>The versions that an error over the protocol version offers instead.</summary>
    public IReadOnlyList<string> SupportedVersions =>
        Data.ValueKind is JsonValueKind.Object && Data.TryGetProperty("supported", out var supported) ? ProtocolVersions.Read(supported) : [];

    public override string ToString() => Message.Length == 0 ? $"JSON-RPC error {Code}" : $"JSON-RPC error {Code}: {Plain.Text(Message)}";
}
