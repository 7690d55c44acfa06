using McpOps.Servers;

namespace McpOps.Protocol;

/// <summary>A tool that a server offers.</summary>
public sealed record McpTool : IServerRecord
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>The tool's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its title for people.</summary>
    public string? Title { get; init; }

    /// <summary>What it does, in the server's words.</summary>
    public string? Description { get; init; }

    /// <summary>True when the server declares that it changes nothing; null when it does not say.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>True when the server declares that it may destroy something; null when it does not say.</summary>
    public bool? Destructive { get; init; }

    /// <summary>The names of its required arguments.</summary>
    public IReadOnlyList<string> Required { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>Its input schema.</summary>
    public McpJson InputSchema => field ??= McpJson.Parse(InputSchemaText) ?? McpJson.Parse("{}")!;

    /// <summary>Its output schema; null when it declares none.</summary>
    public McpJson? OutputSchema => field ??= McpJson.Parse(OutputSchemaText);

    /// <summary>Its input schema as JSON text.</summary>
    internal string InputSchemaText { get; init; } = "{}";

    /// <summary>Its output schema as JSON text; null when it declares none.</summary>
    internal string? OutputSchemaText { get; init; }

    /// <summary>Its annotations as JSON text; null when it declares none.</summary>
    internal string? AnnotationsText { get; init; }

    /// <summary>The size of its definition in bytes of JSON, as the server sent it.</summary>
    public long Bytes { get; init; }

    /// <summary>An estimate of what its definition costs a model, in tokens: a token for every four bytes.</summary>
    public int Tokens { get; init; }

    /// <summary>The server's address or command line, secrets masked.</summary>
    public string? Target { get; init; }

    /// <inheritdoc/>
    McpServer? IServerRecord.GetSubject() => Subject;

    /// <summary>The server itself.</summary>
    internal McpServer? Subject { get; init; }
}

/// <summary>What a tool answered.</summary>
public sealed record McpToolResult : IServerRecord
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>The tool's name.</summary>
    public required string Tool { get; init; }

    /// <summary>True when the tool itself reports a failure.</summary>
    public bool IsError { get; init; }

    /// <summary>The text of its answer; parts are joined by line breaks.</summary>
    public string Text { get; init => field = value ?? ""; } = "";

    /// <summary>The parts of its answer: texts, pictures, sound, resources.</summary>
    public IReadOnlyList<McpContent> Content { get; init => field = Readable.List(value); } = Readable.List<McpContent>([]);

    /// <summary>Its structured answer; null when there is none.</summary>
    public McpJson? Structured { get; init; }

    /// <summary>How long the call took, in milliseconds.</summary>
    public double LatencyMs { get; init; }

    /// <summary>The server's address or command line, secrets masked.</summary>
    public string? Target { get; init; }

    /// <inheritdoc/>
    McpServer? IServerRecord.GetSubject() => Subject;

    /// <summary>The server itself.</summary>
    internal McpServer? Subject { get; init; }
}
