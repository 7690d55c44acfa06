using System.Text.Json;

namespace McpOps.Protocol;

/// <summary>A hash (SHA-256 of RFC 8785) of what a model reads of a prompt, a resource or a template.</summary>
internal static class OfferedPrint
{
    // Sizes and times of resources change with what is in them.
    private static readonly string[] Read = ["name", "title", "description", "mimeType", "arguments"];

    /// <summary>The hash of a definition.</summary>
    public static string Of(JsonElement definition) => CanonicalJson.Hash(string.Join('\n', Read.Select(name => definition.TryGetProperty(name, out var value) ? CanonicalJson.Of(value) : "")));
}
