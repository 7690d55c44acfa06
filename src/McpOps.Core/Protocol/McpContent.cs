using System.Text.Json;

namespace McpOps.Protocol;

/// <summary>One part of what a tool answers, a resource holds or a prompt says.</summary>
public sealed record McpContent
{
    /// <summary><c>text</c>, <c>image</c>, <c>audio</c>, <c>resource</c> or <c>resource_link</c>, or what else the server calls it.</summary>
    public required string Type { get; init; }

    /// <summary>Who says it in a prompt, <c>user</c> or <c>assistant</c>; null elsewhere.</summary>
    public string? Role { get; init; }

    /// <summary>Its text; null when it has none.</summary>
    public string? Text { get; init; }

    /// <summary>Its media type, such as <c>image/png</c>.</summary>
    public string? MimeType { get; init; }

    /// <summary>The address of a resource.</summary>
    public string? Uri { get; init; }

    /// <summary>The name of a resource.</summary>
    public string? Name { get; init; }

    /// <summary>Its bytes as Base64; null when it is text.</summary>
    public string? Data { get; init; }

    /// <summary>Its bytes: what <see cref="Data"/> stands for, else its text in UTF-8.</summary>
    /// <exception cref="McpOpsException"><c>ContentNotBase64</c>: the server sent something else.</exception>
    public byte[] GetBytes()
    {
        try
        {
            return Data is { } data ? Convert.FromBase64String(data) : System.Text.Encoding.UTF8.GetBytes(Text ?? "");
        }
        catch (FormatException exception)
        {
            throw new McpOpsException("ContentNotBase64", McpErrorCategory.InvalidData, $"The bytes of this {Type} are no Base64. This is a fault of the server.", Uri, exception);
        }
    }

    /// <summary>Its text; of the rest, what it is, so that nothing is left out silently and no picture floods a terminal.</summary>
    public override string ToString() => (Type, Text) switch
    {
        (_, { } text) => text,
        ("resource_link", _) => $"[link {Uri}]",
        ("resource", _) => $"[resource {Uri}]",
        _ => $"[{Type} {MimeType}, {Data?.Length ?? 0} characters of Base64]",
    };

    /// <summary>Reads what a resource holds: a part without a type of its own.</summary>
    internal static McpContent OfResource(JsonElement part) => Read(part) with { Type = "resource", Text = Json.Text(part, "text") };

    /// <summary>Reads a part.</summary>
    internal static McpContent Read(JsonElement part)
    {
        var type = Json.Text(part, "type");
        var resource = Json.Member(part, "resource");
        var source = resource.ValueKind is JsonValueKind.Object ? resource : part;
        return new McpContent
        {
            Type = type ?? "unknown",
            Text = Json.Text(source, "text") ?? (type is null ? part.GetRawText() : null),
            MimeType = Json.Text(source, "mimeType"),
            Uri = Json.Text(source, "uri"),
            Name = Json.Text(source, "name"),
            Data = Json.Text(source, "data") ?? Json.Text(source, "blob"),
        };
    }
}
