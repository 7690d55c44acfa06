using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpOps.Protocol;

/// <summary>The arguments of a tool call, as a user gives them.</summary>
public sealed record ToolArguments
{
    /// <summary>Arguments as JSON, sent as they are.</summary>
    public JsonObject Json { get; init; } = [];

    /// <summary>Arguments as texts, name by name: the tool's schema says whether <c>5</c> is a number or a text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Texts { get; init; } = [];

    /// <summary>Reads <c>name=value</c>.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <exception cref="McpOpsException"><c>InvalidToolArgument</c>: one has no equals sign.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(IEnumerable<string> pairs) => [.. pairs.Select(pair => pair.IndexOf('=', StringComparison.Ordinal) switch
    {
        <= 0 => throw Invalid($"'{pair}' is no argument. Write it as name=value."),
        var equals => KeyValuePair.Create(pair[..equals], pair[(equals + 1)..]),
    })];

    /// <summary>Reads a JSON object.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="McpOpsException"><c>InvalidToolArgument</c>: it is none.</exception>
    public static JsonObject Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }) as JsonObject
                ?? throw Invalid("The arguments are no JSON object. Write them as {\"name\": value}.");
        }
        catch (JsonException exception)
        {
            throw Invalid($"The arguments are no valid JSON (line {exception.LineNumber + 1}, character {exception.BytePositionInLine + 1}). Write them as {{\"name\": value}}, in single quotes on most shells.");
        }
    }

    /// <summary>All arguments in the form that the tool wants.</summary>
    /// <param name="tool">The tool.</param>
    /// <exception cref="McpOpsException"><c>InvalidToolArgument</c>: a text does not fit the tool's schema.</exception>
    internal JsonObject Bind(McpTool tool)
    {
        var properties = Protocol.Json.Member(JsonDocument.Parse(tool.InputSchemaText).RootElement, "properties");
        var bound = (JsonObject)Json.DeepClone();
        foreach (var (name, text) in Texts)
        {
            bound[name] = Convert(tool.Name, name, text, Protocol.Json.Member(properties, name));
        }

        return bound;
    }

    private static JsonNode? Convert(string tool, string name, string text, JsonElement schema)
    {
        var kind = Protocol.Json.Text(schema, "type");
        var parsed = TryParse(text);
        var (fits, wanted) = kind switch
        {
            "integer" => (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _), "a whole number"),
            "number" => (parsed?.GetValueKind() is JsonValueKind.Number, "a number"),
            "boolean" => (parsed?.GetValueKind() is JsonValueKind.True or JsonValueKind.False, "true or false"),
            "array" => (parsed is JsonArray, "a JSON array"),
            "object" => (parsed is JsonObject, "a JSON object"),
            _ => (true, ""),
        };
        if (!fits)
        {
            throw Invalid($"The tool '{tool}' wants {wanted} for '{name}', not '{text}'.");
        }

        // A schema that says nothing, or several types, leaves it to the look of the value; what it calls a text stays one.
        return kind is "string" || (parsed is null && text is not "null") ? JsonValue.Create(text) : parsed;
    }

    private static JsonNode? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static McpOpsException Invalid(string message) => new("InvalidToolArgument", McpErrorCategory.InvalidArgument, message);
}
