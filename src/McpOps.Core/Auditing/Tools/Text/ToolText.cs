using System.Text.Json;
using McpOps.Protocol;

namespace McpOps.Auditing.Tools.Text;

/// <summary>One text of a tool that a model gets to read.</summary>
/// <param name="Field">Where it stands, such as <c>description</c> or <c>inputSchema.properties.path.description</c>.</param>
/// <param name="Value">The text as the server sent it.</param>
internal readonly record struct ToolText(string Field, string Value)
{
    // Deeper schemas are real (JSON allows 64 levels in our reader); what lies deeper still is not shown to a model as text.
    private const int MaxDepth = 64;

    /// <summary>Every text of a tool: name, title, description, and each string of both schemas, names of parameters included.</summary>
    public static IEnumerable<ToolText> Of(McpTool tool)
    {
        yield return new("name", tool.Name);
        if (tool.Title is { } title)
        {
            yield return new("title", title);
        }

        if (tool.Description is { } description)
        {
            yield return new("description", description);
        }

        foreach (var text in Schema("inputSchema", tool.InputSchemaText).Concat(tool.OutputSchemaText is { } output ? Schema("outputSchema", output) : []).Concat(tool.AnnotationsText is { } annotations ? Schema("annotations", annotations).Where(text => text.Value != tool.Title) : []))
        {
            yield return text;
        }
    }

    /// <summary>Every text of a prompt, a resource or a template. Pictures are none, and what stands under <c>_meta</c> is for programs.</summary>
    public static IReadOnlyList<ToolText> OfDefinition(JsonElement definition)
    {
        var texts = new List<ToolText>();
        foreach (var member in definition.EnumerateObject().Where(member => member.Name is not ("icons" or "_meta")))
        {
            Collect(member.Name, member.Value, texts, 1);
        }

        return texts;
    }

    private static List<ToolText> Schema(string field, string json)
    {
        var texts = new List<ToolText>();
        using var document = Parse(json);
        if (document is not null)
        {
            Collect(field, document.RootElement, texts, 0);
        }

        return texts;
    }

    private static JsonDocument? Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Collect(string field, JsonElement element, List<ToolText> texts, int depth)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when depth < MaxDepth:
                foreach (var member in element.EnumerateObject())
                {
                    // A parameter's name is read by the model too, and is known for what it is by where it stands.
                    var inner = $"{field}.{member.Name}";
                    if (field.EndsWith("properties", StringComparison.Ordinal))
                    {
                        texts.Add(new(inner, member.Name));
                    }

                    Collect(inner, member.Value, texts, depth + 1);
                }

                break;
            case JsonValueKind.Array when depth < MaxDepth:
                foreach (var item in element.EnumerateArray())
                {
                    Collect(field, item, texts, depth + 1);
                }

                break;
            case JsonValueKind.String:
                texts.Add(new(field, element.GetString()!));
                break;
        }
    }
}
