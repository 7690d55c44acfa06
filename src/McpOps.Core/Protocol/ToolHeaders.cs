using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpOps.Protocol;

/// <summary>Arguments that a tool's schema marks with <c>x-mcp-header</c> (SEP-2243, modern era): they are repeated as HTTP headers.</summary>
internal sealed class ToolHeaders
{
    private readonly Dictionary<string, List<(string[] Path, string Header)>> _byTool = new(StringComparer.Ordinal);

    /// <summary>The marks of a tool list; null when it has none, as is the rule.</summary>
    public static ToolHeaders? Of(IEnumerable<JsonElement> definitions)
    {
        var headers = new ToolHeaders();
        foreach (var definition in definitions)
        {
            var marks = new List<(string[], string)>();
            Collect(Json.Member(definition, "inputSchema"), [], marks);
            if (marks.Count > 0)
            {
                headers._byTool[Json.Text(definition, "name")!] = marks;
            }
        }

        return headers._byTool.Count > 0 ? headers : null;
    }

    public IReadOnlyList<KeyValuePair<string, string>> For(string tool, JsonObject arguments)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var (path, header) in _byTool.GetValueOrDefault(tool, []))
        {
            if (Find(arguments, path) is JsonValue value && McpHeaderEncoder.ConvertToHeaderValue(value) is { } text)
            {
                headers.Add(new(header, text));
            }
        }

        return headers;
    }

    private static void Collect(JsonElement schema, string[] path, List<(string[] Path, string Header)> marks)
    {
        if (Json.Member(schema, "properties") is not { ValueKind: JsonValueKind.Object } properties)
        {
            return;
        }

        foreach (var property in properties.EnumerateObject())
        {
            string[] inner = [.. path, property.Name];
            if (Json.Text(property.Value, "x-mcp-header") is { Length: > 0 } header)
            {
                marks.Add((inner, header));
            }

            Collect(property.Value, inner, marks);
        }
    }

    private static JsonNode? Find(JsonNode? node, string[] path) => path.Aggregate(node, (inner, name) => (inner as JsonObject)?[name]);
}
