using System.Text.Json;

namespace McpOps.Protocol;

/// <summary>What a server and we agreed on.</summary>
internal sealed record Handshake(string Version)
{
    private const string ServerInfoKey = "io.modelcontextprotocol/serverInfo";

    public bool IsModern => ProtocolVersions.IsModern(Version);

    public string? ServerName { get; private init; }

    public string? ServerVersion { get; private init; }

    /// <summary>What the server tells a model about itself.</summary>
    public string? Instructions { get; private init; }

    /// <summary>Whether it declares tools.</summary>
    public bool DeclaresTools { get; private init; }

    /// <summary>Whether it declares resources.</summary>
    public bool DeclaresResources { get; private init; }

    /// <summary>Whether it declares prompts.</summary>
    public bool DeclaresPrompts { get; private init; }

    public static Handshake OfInitialize(string version, JsonElement result) => Of(version, result, Member(result, "serverInfo"));

    public static Handshake OfDiscover(JsonElement result) => Of(ProtocolVersions.Modern, result, Member(Member(result, "_meta"), ServerInfoKey));

    private static Handshake Of(string version, JsonElement result, JsonElement serverInfo) => new(version)
    {
        ServerName = Json.Text(serverInfo, "name"),
        ServerVersion = Json.Text(serverInfo, "version"),
        Instructions = Json.Text(result, "instructions"),
        DeclaresTools = Declares(result, "tools"),
        DeclaresResources = Declares(result, "resources"),
        DeclaresPrompts = Declares(result, "prompts"),
    };

    private static bool Declares(JsonElement result, string capability) => Member(Member(result, "capabilities"), capability).ValueKind is JsonValueKind.Object;

    private static JsonElement Member(JsonElement element, string name) => Json.Member(element, name);
}

/// <summary>Reads members of JSON that may hold anything.</summary>
internal static class Json
{
    /// <summary>A member; nothing (<see cref="JsonValueKind.Undefined"/>) where it is not there or null, which many serializers write for what is not there.</summary>
    public static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : default;

    /// <summary>A whole number however it is written: JSON knows one kind of number, so 1, 1.0 and 1e0 are equal. Null for anything else.</summary>
    public static long? Whole(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Number)
        {
            return null;
        }

        return value.TryGetInt64(out var whole) ? whole
            : value.TryGetDecimal(out var number) && decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue ? (long)number : null;
    }

    public static string? Text(JsonElement element, string name) => Text(Member(element, name));

    /// <summary>The text; null for anything else, and for half a surrogate pair, which JSON can write and no text can hold.</summary>
    public static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static bool? Flag(JsonElement element, string name) => Member(element, name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
