using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpOps.Protocol;

/// <summary>Checks a tool's arguments against its input schema before it is called.</summary>
/// <remarks>
/// The part of JSON Schema that tools use: type, required, properties, additionalProperties false, enum, const, items and the bounds of
/// numbers and lengths. What a schema says beyond that is left to the server.
/// </remarks>
public static class ArgumentCheck
{
    /// <summary>The arguments with texts turned into numbers and truth values where the schema asks for them.</summary>
    /// <param name="arguments">What is given; left as it is.</param>
    /// <param name="schema">The tool's input schema, as JSON.</param>
    public static JsonObject Convert(JsonObject arguments, string schema)
    {
        var converted = (JsonObject)arguments.DeepClone();
        if (JsonNode.Parse(schema) is not JsonObject root || root["properties"] is not JsonObject properties)
        {
            return converted;
        }

        foreach (var (name, value) in arguments)
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var written) && properties[name] is JsonObject property && !Types(property).Contains("string"))
            {
                converted[name] = FromText(written, Types(property)) ?? value.DeepClone();
            }
        }

        return converted;
    }

    /// <summary>What breaks the schema, in sentences; empty when nothing does.</summary>
    /// <param name="arguments">What is given.</param>
    /// <param name="schema">The tool's input schema, as JSON.</param>
    public static IReadOnlyList<string> Violations(JsonObject arguments, string schema)
    {
        var violations = new List<string>();
        if (JsonNode.Parse(schema) is JsonObject root)
        {
            Check(arguments, root, "the arguments", violations);
        }

        return violations;
    }

    private static void Check(JsonNode? value, JsonObject schema, string name, List<string> violations)
    {
        var types = Types(schema);
        if (types.Count > 0 && !types.Any(type => IsOf(value, type)))
        {
            violations.Add($"{name} must be of type {string.Join(" or ", types)}");
            return;
        }

        if (schema["enum"] is JsonArray allowed && !allowed.Any(each => JsonNode.DeepEquals(each, value)))
        {
            violations.Add($"{name} must be one of {string.Join(", ", allowed.Select(each => each?.ToJsonString() ?? "null"))}");
        }

        if (schema.TryGetPropertyValue("const", out var only) && !JsonNode.DeepEquals(only, value))
        {
            violations.Add($"{name} must be {only?.ToJsonString() ?? "null"}");
        }

        switch (value)
        {
            case JsonObject members:
                CheckMembers(members, schema, violations);
                break;
            case JsonArray items when schema["items"] is JsonObject item:
                for (var index = 0; index < items.Count; index++)
                {
                    Check(items[index], item, $"{name}[{index}]", violations);
                }

                break;
            case JsonValue scalar:
                CheckBounds(scalar, schema, name, violations);
                break;
        }
    }

    private static void CheckMembers(JsonObject members, JsonObject schema, List<string> violations)
    {
        var properties = schema["properties"] as JsonObject ?? [];
        violations.AddRange((schema["required"] as JsonArray ?? []).Select(each => each!.ToString()).Where(each => !members.ContainsKey(each)).Select(each => $"'{each}' is missing"));
        foreach (var (name, value) in members)
        {
            if (properties[name] is JsonObject property)
            {
                Check(value, property, $"'{name}'", violations);
            }
            else if (!properties.ContainsKey(name) && schema["additionalProperties"] is JsonValue closed && closed.GetValueKind() == JsonValueKind.False && schema["patternProperties"] is null)
            {
                violations.Add($"'{name}' is not an argument of the tool");
            }
        }
    }

    private static void CheckBounds(JsonValue value, JsonObject schema, string name, List<string> violations)
    {
        double? Bound(string keyword) => schema[keyword] is JsonValue bound && bound.GetValueKind() == JsonValueKind.Number ? bound.GetValue<double>() : null;
        var kind = value.GetValueKind();
        var measured = kind == JsonValueKind.Number ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : kind == JsonValueKind.String ? value.ToString().EnumerateRunes().Count() : (double?)null;
        var (low, high, what) = kind == JsonValueKind.Number ? ("minimum", "maximum", "") : ("minLength", "maxLength", " characters long");
        if (measured < Bound(low))
        {
            violations.Add(FormattableString.Invariant($"{name} must be at least {Bound(low)}{what}"));
        }

        if (measured > Bound(high))
        {
            violations.Add(FormattableString.Invariant($"{name} must be at most {Bound(high)}{what}"));
        }
    }

    private static List<string> Types(JsonObject schema) => schema["type"] switch
    {
        JsonValue one => [one.ToString()],
        JsonArray several => [.. several.Select(each => each?.ToString() ?? "")],
        _ => [],
    };

    private static bool IsOf(JsonNode? value, string type) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) or ("boolean", JsonValueKind.True or JsonValueKind.False)
            or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("null", JsonValueKind.Null) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger(double.Parse(value!.ToJsonString(), CultureInfo.InvariantCulture)),
        ("string" or "number" or "integer" or "boolean" or "object" or "array" or "null", _) => false,
        _ => true,
    };

    private static JsonNode? FromText(string text, List<string> types)
    {
        try
        {
            var node = JsonNode.Parse(text);
            return types.Count == 0 || types.Any(type => IsOf(node, type)) ? node : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
