using System.Text.Json;

namespace McpOps.Protocol;

/// <summary>What a JSON schema allows for one value, as far as the form of a text that a user typed depends on it.</summary>
/// <remarks>
/// Follows <c>type</c> (one or several), <c>enum</c>, <c>const</c>, <c>nullable</c>, <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c> and <c>$ref</c> within the schema (JSON Schema 2020-12 and draft 7).
/// What it cannot follow allows everything.
/// </remarks>
internal sealed class ArgumentSchema
{
    // References may go in circles.
    private const int MostLevels = 32;

    private readonly JsonElement _root;

    /// <summary>Reads a schema.</summary>
    /// <param name="root">The whole of it, within which references lead.</param>
    public ArgumentSchema(JsonElement root) => _root = root;

    /// <summary>The schema of a property of the object that the whole describes; nothing where it describes none of that name.</summary>
    public JsonElement Property(string name) => Property(_root, name, 0);

    /// <summary>The types that a value may have; null when any.</summary>
    public IReadOnlySet<string>? Types(JsonElement schema) => Types(schema, 0);

    /// <summary>The values that a value must be one of; empty when any.</summary>
    public IReadOnlyList<JsonElement> Values(JsonElement schema) => [.. Values(schema, 0)];

    private JsonElement Property(JsonElement schema, string name, int level)
    {
        if (level > MostLevels || schema.ValueKind is not JsonValueKind.Object)
        {
            return default;
        }

        return Json.Member(Json.Member(schema, "properties"), name) is { ValueKind: not JsonValueKind.Undefined } own ? own
            : Parts(schema).Select(part => Property(part, name, level + 1)).FirstOrDefault(one => one.ValueKind is not JsonValueKind.Undefined) is { ValueKind: not JsonValueKind.Undefined } inner ? inner
            : Json.Member(schema, "additionalProperties");
    }

    private HashSet<string>? Types(JsonElement schema, int level)
    {
        if (level > MostLevels || schema.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        var types = Json.Member(schema, "type") switch
        {
            { ValueKind: JsonValueKind.String } one => new HashSet<string>([Json.Text(one) ?? ""], StringComparer.Ordinal),
            { ValueKind: JsonValueKind.Array } several => [.. ProtocolVersions.Read(several)],
            _ => null,
        };
        if (types is not null && Json.Flag(schema, "nullable") is true)
        {
            types.Add("null");
        }

        types = Both(types, Named(schema) is { Count: > 0 } values ? [.. values.Select(TypeOf)] : null);
        types = Both(types, Types(Target(schema), level + 1));
        types = All(schema, "allOf").Aggregate(types, (sofar, part) => Both(sofar, Types(part, level + 1)));
        return Both(Both(types, Any(schema, "anyOf", level)), Any(schema, "oneOf", level));
    }

    private HashSet<string>? Any(JsonElement schema, string name, int level)
    {
        HashSet<string>? any = null;
        foreach (var choice in All(schema, name))
        {
            if (Types(choice, level + 1) is not { } types)
            {
                return null;
            }

            (any ??= []).UnionWith(types);
        }

        return any;
    }

    private IEnumerable<JsonElement> Values(JsonElement schema, int level) => level > MostLevels || schema.ValueKind is not JsonValueKind.Object ? []
        : [.. Named(schema), .. Parts(schema).SelectMany(part => Values(part, level + 1))];

    private IEnumerable<JsonElement> Parts(JsonElement schema) => Target(schema) is { ValueKind: JsonValueKind.Object } target
        ? [target, .. All(schema, "allOf"), .. All(schema, "anyOf"), .. All(schema, "oneOf")]
        : [.. All(schema, "allOf"), .. All(schema, "anyOf"), .. All(schema, "oneOf")];

    // Where a reference leads: a JSON Pointer within the schema (RFC 6901). Others are not followed.
    private JsonElement Target(JsonElement schema)
    {
        if (Json.Text(schema, "$ref") is not ['#', .. var pointer])
        {
            return default;
        }

        var at = _root;
        foreach (var step in Uri.UnescapeDataString(pointer).Split('/').Skip(1))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            at = at.ValueKind is JsonValueKind.Array
                ? int.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength() ? at[index] : default
                : Json.Member(at, name);
        }

        return at;
    }

    private static IReadOnlyList<JsonElement> Named(JsonElement schema) => Json.Member(schema, "enum") is { ValueKind: JsonValueKind.Array } values ? [.. values.EnumerateArray()]
        : schema.TryGetProperty("const", out var only) ? [only]
        : [];

    private static IEnumerable<JsonElement> All(JsonElement schema, string name) => Json.Member(schema, name) is { ValueKind: JsonValueKind.Array } parts ? parts.EnumerateArray() : [];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => Json.Whole(value) is null ? "number" : "integer",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => "null",
    };

    // What both allow; every whole number is a number. Two that exclude each other say nothing that one could go by.
    private static HashSet<string>? Both(HashSet<string>? one, HashSet<string>? other)
    {
        if (one is null || other is null)
        {
            return one ?? other;
        }

        HashSet<string> both = [.. one.Intersect(other)];
        if ((one.Contains("integer") && other.Contains("number")) || (one.Contains("number") && other.Contains("integer")))
        {
            both.Add("integer");
        }

        return both.Count > 0 ? both : null;
    }
}
