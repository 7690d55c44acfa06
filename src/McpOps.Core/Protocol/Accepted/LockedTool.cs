namespace McpOps.Protocol;

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

    // Enough to tell versions of one tool apart.
    internal LockedTool Brief() => this with { Text = LockedServer.Short(Text), Schema = LockedServer.Short(Schema), Annotations = LockedServer.Short(Annotations), Description = null };
}
