using System.Text.Json;

namespace McpOps.Protocol;

/// <summary>A hash (SHA-256 of RFC 8785) for each thing of a tool that a model or a person relies on: by it a change is known, wherever tools are compared.</summary>
/// <param name="Text">Title and description.</param>
/// <param name="Schema">Both schemas; the order of their members means nothing.</param>
/// <param name="Annotations">The annotations, as the server sent them.</param>
internal sealed record ToolPrint(string Text, string Schema, string Annotations)
{
    /// <summary>The hashes of a tool.</summary>
    public static ToolPrint Of(McpTool tool) => new(
        CanonicalJson.Hash($"{tool.Title}\n{tool.Description}"),
        CanonicalJson.Hash(Json(tool.InputSchemaText) + Json(tool.OutputSchemaText)),
        CanonicalJson.Hash(Json(tool.AnnotationsText)));

    private static string Json(string? json)
    {
        if (json is null)
        {
            return "";
        }

        using var document = JsonDocument.Parse(json);
        return CanonicalJson.Of(document.RootElement);
    }
}
