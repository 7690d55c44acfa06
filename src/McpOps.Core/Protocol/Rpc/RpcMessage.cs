using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpOps.Protocol.Rpc;

/// <summary>One JSON-RPC 2.0 message as it came over the wire.</summary>
internal readonly record struct RpcMessage(JsonElement Root)
{
    // Deeper than any honest schema, and far from the stack's end.
    private const int MaxDepth = 256;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    public string? Method => Json.Text(Root, "method");

    /// <summary>Whether the sender wants an answer: an id that is null asks for none.</summary>
    public bool HasId => Json.Member(Root, "id").ValueKind is not JsonValueKind.Undefined;

    /// <summary>The id of a reply; null when it is none of ours (we count from 1, as numbers).</summary>
    public long? Id => Json.Whole(Json.Member(Root, "id"));

    public bool IsError => IsReply && Json.Member(Root, "error").ValueKind is not JsonValueKind.Undefined;

    /// <summary>A result that says nothing: all that a server can have to say to a notification, which wants no answer.</summary>
    public bool IsEmptyResult => IsReply && !IsError && Json.Member(Root, "result") is var result
        && (result.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) || result.GetRawText().Trim('{', '}', '[', ']', ' ', '\n', '\r', '\t').Length == 0);

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
        WithoutColors(utf8).TrimStart(" \t\r\n["u8).StartsWith("{"u8) && utf8[..Math.Min(utf8.Length, 512)].IndexOf("\"jsonrpc\""u8) >= 0;

    // A server that believes itself at a terminal puts a sequence before the message: ESC [ numbers letter.
    private static ReadOnlySpan<byte> WithoutColors(ReadOnlySpan<byte> utf8)
    {
        while (utf8.StartsWith("\x1b["u8) && utf8[2..].IndexOfAnyExceptInRange((byte)' ', (byte)'?') is >= 0 and var end)
        {
            utf8 = utf8[(end + 3)..];
        }

        return utf8;
    }

    /// <summary>The answer in it.</summary>
    /// <exception cref="McpProtocolException">It holds a result and an error: nobody knows which counts.</exception>
    public RpcReply ToReply()
    {
        var (result, error) = (Json.Member(Root, "result"), Json.Member(Root, "error"));
        return error.ValueKind is JsonValueKind.Undefined ? new RpcReply(result, Error: null)
            : result.ValueKind is JsonValueKind.Undefined ? new RpcReply(default, RpcError.Read(error))
            : throw new McpProtocolException(McpVerdict.ProtocolError, $"It answered with both a result and an error ({RpcError.Read(error)}): JSON-RPC allows one of them. This is a fault of the server.");
    }

    private bool IsMessage => Root.ValueKind is JsonValueKind.Object && (Method is not null || IsReply);
}

/// <summary>What a request was answered with: a result, or an error.</summary>
internal sealed record RpcReply(JsonElement Result, RpcError? Error);

/// <summary>A JSON-RPC error.</summary>
internal sealed partial record RpcError(int Code, string Message, JsonElement Data)
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

        var code = Json.Whole(Json.Member(error, "code")) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : 0;
        return new RpcError(code, Json.Text(error, "message") ?? "", Json.Member(error, "data"));
    }

    /// <summary>The versions that an error over the protocol version offers instead.</summary>
    public IReadOnlyList<string> SupportedVersions =>
        ProtocolVersions.Read(Json.Member(Data, "supported"));

    /// <summary>The verdict on a request that the protocol requires and the server refuses with this. It may be about credentials: a status of HTTP as its code, or the words that servers use.</summary>
    /// <param name="what">What it refuses, as the beginning of a sentence.</param>
    public McpProtocolException Refusal(string what) => Code is 401 or 403 || Credentials().IsMatch(Message)
        ? new(McpVerdict.AuthRequired, $"It is alive and wants credentials: {what[..1].ToLowerInvariant()}{what[1..]}: {this}. Give them as a header, such as Authorization, or in the environment of the server's entry.")
        : new(McpVerdict.ProtocolError, $"{what}: {this}. Look at the server's log.");

    [GeneratedRegex(@"\b(unauthori[sz]ed|unauthenticated|not authenticated|(authentication|authorization|api[ _-]?key|access token|bearer token) (is )?(required|missing|failed)|(missing|invalid|expired) (or (missing|invalid) )?(authentication|authorization|credentials?|api[ _-]?key|access token|bearer token))\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Credentials();

    public override string ToString() => Message.Length == 0 ? $"JSON-RPC error {Code}" : $"JSON-RPC error {Code}: {Plain.Text(Message)}";
}
