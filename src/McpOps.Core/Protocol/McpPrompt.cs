using System.Text.Json;
using McpOps.Servers;

namespace McpOps.Protocol;

/// <summary>A prompt that a server offers.</summary>
public sealed record McpPrompt : IServerRecord
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>The prompt's name.</summary>
    public required string Prompt { get; init; }

    /// <summary>Its title for people.</summary>
    public string? Title { get; init; }

    /// <summary>What it is for, in the server's words.</summary>
    public string? Description { get; init; }

    /// <summary>The names of its required arguments.</summary>
    public IReadOnlyList<string> Required { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>The names of its other arguments.</summary>
    public IReadOnlyList<string> Optional { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>The server's address or command line, secrets masked.</summary>
    public string? Target { get; init; }

    /// <inheritdoc/>
    McpServer? IServerRecord.GetSubject() => Subject;

    /// <summary>The server itself.</summary>
    internal McpServer? Subject { get; init; }

    /// <summary>Reads what a server says of one.</summary>
    internal static McpPrompt Read(McpServer server, JsonElement definition, KnownValues known)
    {
        var list = Json.Member(definition, "arguments");
        var arguments = list.ValueKind is JsonValueKind.Array ? list.EnumerateArray().Where(one => Json.Text(one, "name") is not null).ToLookup(one => Json.Flag(one, "required") is true, one => Json.Text(one, "name")!) : null;
        return new McpPrompt
        {
            Server = server.Name,
            Prompt = Json.Text(definition, "name") ?? "",
            Title = known.MaskOrNull(Json.Text(definition, "title")),
            Description = known.MaskOrNull(Json.Text(definition, "description")),
            Required = [.. arguments?[true] ?? []],
            Optional = [.. arguments?[false] ?? []],
            Target = server.Target,
            Subject = server,
        };
    }
}
