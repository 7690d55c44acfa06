using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpOps.Protocol;

/// <summary>A JSON object as a map that pipelines can walk (<c>$tool.InputSchema.properties.city.type</c>); as text it is the JSON itself.</summary>
[JsonConverter(typeof(McpJsonConverter))]
public sealed class McpJson : Dictionary<string, object?>
{
    private readonly string _text;

    private McpJson(JsonElement element)
        : base(StringComparer.Ordinal)
    {
        _text = element.GetRawText();
        foreach (var member in element.EnumerateObject())
        {
            this[member.Name] = Value(member.Value);
        }
    }

    /// <summary>The JSON, as the server sent it.</summary>
    /// <param name="json">The object; null gives null.</param>
    public static implicit operator string?(McpJson? json) => json?.ToString();

    /// <summary>The JSON, as the server sent it.</summary>
    public override string ToString() => _text;

    /// <summary>Reads an object; null for anything else.</summary>
    internal static McpJson? Of(JsonElement element) => element.ValueKind is JsonValueKind.Object ? new McpJson(element) : null;

    /// <summary>Reads a text that holds an object; null for anything else.</summary>
    internal static McpJson? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 256 });
        return Of(document.RootElement);
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new McpJson(element),
        JsonValueKind.Array => new McpJsonList(element.GetRawText(), element.EnumerateArray().Select(Value)),
        JsonValueKind.String => Json.Text(element) ?? "",
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : double.Parse(element.GetRawText(), CultureInfo.InvariantCulture),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private sealed class McpJsonList(string text, IEnumerable<object?> items) : List<object?>(items)
    {
        public override string ToString() => text;
    }
}
