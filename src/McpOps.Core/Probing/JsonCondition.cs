using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpOps.Probing;

/// <summary>A condition on a JSON document, such as <c>$.checks.database == "ok"</c>, <c>$.count &gt; 3</c> or <c>$.version exists</c>.</summary>
/// <remarks>
/// <code>
/// condition = path ( comparison value | "contains" value | "exists" )
/// path      = "$" *( "." name | "." "*" | "[" index "]" | "[" quoted "]" | "[*]" )
/// comparison = "==" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;="
/// value     = quoted | number | "true" | "false" | "null"
/// </code>
/// Where a path leads to several values, the condition must hold for each; where it leads to none, it does not hold.
/// <c>&lt;</c> and <c>&gt;</c> compare numbers only. <c>contains</c> looks in a text, or among the members of an array.
/// </remarks>
public sealed class JsonCondition
{
    // The longer first, so that >= is not taken for >.
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">", "contains", "exists"];

    private readonly string _operator;
    private readonly JsonElement _wanted;

    private JsonCondition(JsonPath path, string @operator, JsonElement wanted, string text)
    {
        Path = path;
        Text = text;
        _operator = @operator;
        _wanted = wanted;
    }

    /// <summary>Where it looks.</summary>
    public JsonPath Path { get; }

    /// <summary>The condition as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a condition.</summary>
    /// <param name="text">The condition.</param>
    /// <exception cref="McpOpsException"><c>InvalidCondition</c>: says what is wrong and shows an example.</exception>
    public static JsonCondition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var path = JsonPath.Read(text.Trim(), out var rest);
            var tail = rest.Trim().ToString();
            var found = Array.Find(Operators, tail.StartsWith) ?? throw new FormatException($"after the path comes one of {string.Join(' ', Operators)}");
            var value = tail[found.Length..].Trim();
            return found == "exists" && value.Length > 0
                ? throw new FormatException("nothing may follow 'exists'")
                : new JsonCondition(path, found, found == "exists" ? default : ReadValue(value), text.Trim());
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            var reason = exception is JsonException ? "the value is no number, text in quotes, true, false or null" : exception.Message;
            throw new McpOpsException("InvalidCondition", McpErrorCategory.InvalidArgument,
                $"The condition '{text}' cannot be read: {reason}. Write it like $.status == \"healthy\".", text, exception);
        }
    }

    /// <summary>Whether it holds, and what was found in its place.</summary>
    /// <param name="document">The document.</param>
    public JsonConditionResult Test(JsonElement document)
    {
        var found = Path.Select(document).ToList();
        if (found.Count == 0)
        {
            return new JsonConditionResult(false, "nothing");
        }

        var failing = found.FindIndex(value => !Holds(value));
        return failing < 0 ? new JsonConditionResult(true, Show(found[0])) : new JsonConditionResult(false, Show(found[failing]));
    }

    private bool Holds(JsonElement value) => _operator switch
    {
        "exists" => true,
        "==" => Same(value, _wanted),
        "!=" => !Same(value, _wanted),
        "contains" => Contains(value),
        _ => value.ValueKind is JsonValueKind.Number && _wanted.ValueKind is JsonValueKind.Number && Compare(value.GetDouble(), _wanted.GetDouble()),
    };

    private bool Compare(double value, double wanted) => _operator switch
    {
        "<" => value < wanted,
        "<=" => value <= wanted,
        ">" => value > wanted,
        _ => value >= wanted,
    };

    private bool Contains(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => _wanted.ValueKind is JsonValueKind.String && value.GetString()!.Contains(_wanted.GetString()!, StringComparison.Ordinal),
        JsonValueKind.Array => value.EnumerateArray().Any(member => Same(member, _wanted)),
        _ => false,
    };

    private static bool Same(JsonElement one, JsonElement other) => one.ValueKind == other.ValueKind && one.ValueKind switch
    {
        JsonValueKind.String => one.ValueEquals(other.GetString()),
        JsonValueKind.Number => one.GetDouble().Equals(other.GetDouble()),
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => true,
        _ => false,
    };

    private static JsonElement ReadValue(string text)
    {
        if (text.Length > 0 && text[0] is '\'' or '"')
        {
            var position = 0;
            var quoted = JsonPath.ReadQuoted(text, ref position);
            return position == text.Length ? JsonValue.Create(quoted).ToElement() : throw new FormatException("nothing may follow the value");
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? throw new FormatException("an object or array cannot be compared")
            : document.RootElement.Clone();
    }

    private static string Show(JsonElement value) => value.GetRawText() is { Length: > 80 } text ? string.Concat(text.AsSpan(0, 79), "…") : value.GetRawText();
}

/// <summary>What a condition came to.</summary>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Found">What the path leads to, as JSON text, shortened; <c>nothing</c> when it leads nowhere.</param>
public sealed record JsonConditionResult(bool Holds, string Found);
