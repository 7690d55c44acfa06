using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpOps.Servers;

/// <summary>Changes the text of an inventory where it must, and nowhere else: comments, order and layout stay.</summary>
internal static class InventoryEdit
{
    private const string Step = "  ";
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds a server, or replaces its definition.</summary>
    public static string Put(string text, string name, JsonObject definition)
    {
        var servers = JsonSpan.Find(text, "servers") ?? throw new JsonException("There is no object \"servers\".");
        return Put(text, servers, name, definition, lines: true);
    }

    /// <summary>Sets a property of a server; null takes it away.</summary>
    public static string SetProperty(string text, string name, string property, JsonNode? value)
    {
        var server = JsonSpan.Find(text, "servers", name) ?? throw new JsonException($"There is no server \"{name}\".");
        return value is null ? Remove(text, server, property) : Put(text, server, property, value, lines: false);
    }

    /// <summary>Takes a server away.</summary>
    public static string Remove(string text, string name) => Remove(text, JsonSpan.Find(text, "servers")!, name);

    private static string Put(string text, JsonSpan within, string name, JsonNode value, bool lines)
    {
        if (within.Member(name) is { } known)
        {
            return string.Concat(text.AsSpan(0, known.ValueStart), Json(value, IndentAt(text, known.KeyStart), lines), text.AsSpan(known.ValueEnd));
        }

        var lineStart = text.LastIndexOf('\n', within.Close) + 1;
        var isOnLine = lineStart <= within.Open || !string.IsNullOrWhiteSpace(text[lineStart..within.Close]);
        var last = within.Members.Count > 0 ? within.Members[^1] : null;
        var needsComma = last is not null && !last.HasComma;
        if (isOnLine && (!lines || last is not null))
        {
            // An object that is written on one line stays so.
            var at = last is null ? within.Open + 1 : last.End;
            return text.Insert(at, $"{(needsComma ? "," : "")} {Key(name)}: {Json(value, "", lines: false)}{(last is null ? " " : "")}");
        }

        var outer = IndentAt(text, isOnLine ? within.Open : within.Close);
        var indent = last is not null && IsFirstOnLine(text, last.KeyStart) ? IndentAt(text, last.KeyStart) : outer + Step;
        var member = $"{indent}{Key(name)}: {Json(value, indent, lines)},\n";
        var before = isOnLine ? $"{text[..(within.Open + 1)]}\n{member}{outer}{text[within.Close..]}" : text.Insert(lineStart, member);
        return needsComma ? before.Insert(last!.ValueEnd, ",") : before;
    }

    private static string Remove(string text, JsonSpan within, string name)
    {
        if (within.Member(name) is not { } member)
        {
            return text;
        }

        var (start, end) = (member.KeyStart, member.End);
        var lineStart = text.LastIndexOf('\n', Math.Max(0, start - 1)) + 1;
        var lineEnd = text.IndexOf('\n', end);
        if (IsFirstOnLine(text, start) && lineEnd >= 0 && string.IsNullOrWhiteSpace(text[end..lineEnd]))
        {
            return text.Remove(lineStart, lineEnd + 1 - lineStart);
        }

        while (end < text.Length && text[end] == ' ')
        {
            end++;
        }

        return text.Remove(start, end - start);
    }

    private static bool IsFirstOnLine(string text, int at) => string.IsNullOrWhiteSpace(text[(text.LastIndexOf('\n', Math.Max(0, at - 1)) + 1)..at]);

    private static string IndentAt(string text, int at)
    {
        var start = text.LastIndexOf('\n', Math.Max(0, at - 1)) + 1;
        var end = start;
        while (end < text.Length && text[end] is ' ' or '\t')
        {
            end++;
        }

        return text[start..end];
    }

    private static string Key(string name) => JsonValue.Create(name).ToJsonString(Written);

    // A server has a line for each property, as a person writes it; what a property holds stands on its line.
    private static string Json(JsonNode value, string indent, bool lines)
    {
        if (!lines || value is not JsonObject { Count: > 0 } map)
        {
            return Spaced(value);
        }

        var text = new StringBuilder("{\n");
        foreach (var (name, item) in map)
        {
            text.Append(indent).Append(Step).Append(Key(name)).Append(": ").Append(Spaced(item)).Append(",\n");
        }

        return text.Append(indent).Append('}').ToString();
    }

    private static string Spaced(JsonNode? value) => value switch
    {
        JsonObject { Count: > 0 } map => $"{{ {string.Join(", ", map.Select(pair => $"{Key(pair.Key)}: {Spaced(pair.Value)}"))} }}",
        JsonArray list => $"[{string.Join(", ", list.Select(Spaced))}]",
        null => "null",
        _ => value.ToJsonString(Written),
    };
}
