namespace McpOps.Auditing;

/// <summary>The tools and files of a server, accepted as they are now.</summary>
public sealed record McpAcceptance
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>How many tools were accepted; 0 where tools were not asked for.</summary>
    public required int Tools { get; init; }

    /// <summary>How many differences to the tools that were accepted before were taken; all tools of a server that is new.</summary>
    public required int Changed { get; init; }

    /// <summary>How many files were accepted; 0 where files were not asked for.</summary>
    public int Files { get; init; }

    /// <summary>How many of them are new, gone or changed since they were accepted; all files where none had been.</summary>
    public int FilesChanged { get; init; }

    /// <summary>What was taken that differs from what was accepted before: each tool, and each file or folder of many files of one cause. Empty where nothing had been.</summary>
    public IReadOnlyList<string> Changes { get; init => field = Readable.List(value); } = Readable.List<string>([]);

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The lock file.</summary>
    public required string Path { get; init; }
}
