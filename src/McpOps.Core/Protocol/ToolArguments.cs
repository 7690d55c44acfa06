using System.Globalization;
using System.Numerics;
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
        using var document = JsonDocument.Parse(tool.InputSchemaText);
        var schema = new ArgumentSchema(document.RootElement);
        var bound = (JsonObject)Json.DeepClone();
        foreach (var (name, text) in Texts)
        {
            bound[name] = Convert(tool.Name, name, text, schema);
        }

        return bound;
    }

    private static JsonNode? Convert(string tool, string name, string text, ArgumentSchema schema)
    {
        var property = schema.Property(name);
        var values = schema.Values(property);
        if (values.Any(value => Protocol.Json.Text(value) == text))
        {
            return JsonValue.Create(text);
        }

        if (schema.Types(property) is not { } types)
        {
            // A schema that says nothing leaves it to the look of the value, where the values that it names do not settle it.
            return TryParse(text, out var any) ? any : JsonValue.Create(text);
        }

        if (types.Contains("null") && text is "null")
        {
            return null;
        }

        // What may be a text stays one: nothing of it is lost so.
        return types.Contains("string") ? JsonValue.Create(text)
            : types.Contains("integer") && Whole(text) is { } whole ? whole
            : types.Contains("number") && Number(text) is { } number ? number
            : types.Contains("boolean") && bool.TryParse(text, out var flag) ? JsonValue.Create(flag)
            : TryParse(text, out var parsed) && ((types.Contains("array") && parsed is JsonArray) || (types.Contains("object") && parsed is JsonObject)) ? parsed
            : throw Invalid($"The tool '{tool}' wants {Words(types)} for '{name}', not '{text}'.");
    }

    // As large as it may be: digits are not counted.
    private static JsonNode? Whole(string text) =>
        BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonNode.Parse(whole.ToString(CultureInfo.InvariantCulture))
        : Number(text) is { } number && Protocol.Json.Whole(number.GetValue<JsonElement>()) is { } equal ? JsonValue.Create(equal)
        : null;

    private static JsonNode? Number(string text) =>
        TryParse(text, out var parsed) && parsed?.GetValueKind() is JsonValueKind.Number ? parsed
        : decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? JsonNode.Parse(number.ToString(CultureInfo.InvariantCulture))
        : null;

    private static string Words(IEnumerable<string> types) => string.Join(" or ", types.Order(StringComparer.Ordinal).Select(type => type switch
    {
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a JSON array",
        "object" => "a JSON object",
        _ => type,
    }));

    private static bool TryParse(string text, out JsonNode? node)
    {
        try
        {
            node = JsonNode.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            node = null;
            return false;
        }
    }

    private static McpOpsException Invalid(string message) => new("InvalidToolArgument", McpErrorCategory.InvalidArgument, message);
}
