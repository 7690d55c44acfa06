using McpOps.Protocol;

namespace McpOps.Auditing.Tools.Lock;

/// <summary>A tool as somebody accepted it: a hash (SHA-256 of RFC 8785) for each thing that a model or a person relies on.</summary>
public sealed record LockedTool
{
    /// <summary>Title and description.</summary>
    public required string Text { get; init; }

    /// <summary>Both schemas.</summary>
    public required string Schema { get; init; }

    /// <summary>The annotations, as the server sent them.</summary>
    public required string Annotations { get; init; }

    /// <summary>The description itself, to show what changed; at most 2,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>True when it was declared to change nothing.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>True when it was declared to destroy nothing (false), or that it may (true).</summary>
    public bool? Destructive { get; init; }

    internal static LockedTool Of(McpTool tool)
    {
        var print = ToolPrint.Of(tool);
        return new LockedTool
        {
            Text = print.Text,
            Schema = print.Schema,
            Annotations = print.Annotations,
            Description = tool.Description is { Length: > 2000 } text ? text[..2000] : tool.Description,
            ReadOnly = tool.ReadOnly,
            Destructive = tool.Destructive,
        };
    }
}

/// <summary>The tools of a server as somebody accepted them.</summary>
public sealed record LockedServer
{
    /// <summary>When.</summary>
    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Why, in the words of who did.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The version that the server gave itself.</summary>
    public string? Version { get; init; }

    /// <summary>The hash of what it tells a model about itself; null when it said nothing.</summary>
    public string? Instructions { get; init; }

    /// <summary>The tools by name.</summary>
    public SortedDictionary<string, LockedTool> Tools { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The files that it runs, by path; null when none were taken.</summary>
    public SortedDictionary<string, LockedFile>? Files { get; init; }
}

/// <summary>A file as somebody accepted it.</summary>
/// <param name="Sha256">The hash of its content, in lower-case hexadecimal.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Mode">Its permission bits, in octal; null where the system has none.</param>
public sealed record LockedFile(string Sha256, long Size, string? Mode);
