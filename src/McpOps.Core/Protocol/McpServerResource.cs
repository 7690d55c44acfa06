using System.Text.Json;
using McpOps.Servers;

namespace McpOps.Protocol;

/// <summary>A resource that a server offers, or a template of such.</summary>
public sealed record McpServerResource : IServerRecord
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>Its address, such as <c>file:///notes/today.md</c>; of a template with names in braces that stand for what the reader fills in.</summary>
    public required string Resource { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its title for people.</summary>
    public string? Title { get; init; }

    /// <summary>What it holds, in the server's words.</summary>
    public string? Description { get; init; }

    /// <summary>Its media type, such as <c>text/markdown</c>.</summary>
    public string? MimeType { get; init; }

    /// <summary>Its size in bytes, as the server declares it; null when it does not.</summary>
    public long? Bytes { get; init; }

    /// <summary>True for a template: it is read by an address in which the names in braces are filled in.</summary>
    public bool IsTemplate { get; init; }

    /// <summary>The server's address or command line, secrets masked.</summary>
    public string? Target { get; init; }

    /// <inheritdoc/>
    McpServer? IServerRecord.GetSubject() => Subject;

    /// <summary>The server itself.</summary>
    internal McpServer? Subject { get; init; }

    /// <summary>Reads what a server says of one.</summary>
    internal static McpServerResource Read(McpServer server, JsonElement definition, bool isTemplate, KnownValues known) => new()
    {
        Server = server.Name,
        Resource = known.Mask(Json.Text(definition, isTemplate ? "uriTemplate" : "uri") ?? ""),
        Name = Json.Text(definition, "name"),
        Title = known.MaskOrNull(Json.Text(definition, "title")),
        Description = known.MaskOrNull(Json.Text(definition, "description")),
        MimeType = Json.Text(definition, "mimeType"),
        Bytes = Json.Whole(Json.Member(definition, "size")),
        IsTemplate = isTemplate,
        Target = server.Target,
        Subject = server,
    };
}
