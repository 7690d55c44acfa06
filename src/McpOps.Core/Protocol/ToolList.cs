using System.Text;
using System.Text.Json;

namespace McpOps.Protocol;

/// <summary>Reads what a server says of its tools.</summary>
internal static class ToolList
{
    // JSON schemas in English come to about 3.9 bytes a token (157 tools: 336 KB, 86,000 tokens); four is the field's rule of thumb.
    private const int BytesPerToken = 4;

    public static McpTool Describe(string server, JsonElement definition)
    {
        var schema = Json.Member(definition, "inputSchema");
        var annotations = Json.Member(definition, "annotations");
        var bytes = Encoding.UTF8.GetByteCount(definition.GetRawText());
        return new McpTool
        {
            Server = server,
            Name = Json.Text(definition, "name")!,
            Title = Json.Text(definition, "title") ?? Json.Text(annotations, "title"),
            Description = Json.Text(definition, "description"),
            ReadOnly = Json.Flag(annotations, "readOnlyHint"),
            Destructive = Json.Flag(annotations, "destructiveHint"),
            Required = ProtocolVersions.Read(Json.Member(schema, "required")),
            InputSchemaText = schema.ValueKind is JsonValueKind.Undefined ? "{}" : schema.GetRawText(),
            OutputSchemaText = Json.Member(definition, "outputSchema") is { ValueKind: not JsonValueKind.Undefined } output ? output.GetRawText() : null,
            AnnotationsText = annotations.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : annotations.GetRawText(),
            Bytes = bytes,
            Tokens = (bytes + BytesPerToken - 1) / BytesPerToken,
        };
    }
}
