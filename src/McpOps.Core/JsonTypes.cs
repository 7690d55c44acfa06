using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace McpOps;

/// <summary>JSON by what the compiler worked out: reflection costs a good part of a short run, and a program that was compiled ahead has none.</summary>
internal static class JsonTypes
{
    /// <summary>How a type is written under these options, of the context that they name as their resolver.</summary>
    public static JsonTypeInfo<T> Of<T>(this JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));

    /// <summary>A node as an element.</summary>
    public static JsonElement ToElement(this JsonNode node)
    {
        using var document = JsonDocument.Parse(node.ToJsonString());
        return document.RootElement.Clone();
    }
}
