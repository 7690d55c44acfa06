namespace McpOps.Platform;

/// <summary>How full a file system is.</summary>
/// <param name="Mount">Where it is mounted, such as <c>/</c> or <c>C:\</c>.</param>
public sealed record DiskUsage(string Mount)
{
    /// <summary>Space in use, in percent of what an ordinary account can have (0 to 100), as <c>df</c> counts it.</summary>
    public double? UsedPercent { get; init; }

    /// <summary>Its size in bytes.</summary>
    public long TotalBytes { get; init; }

    /// <summary>What an ordinary account may still write, in bytes.</summary>
    public long AvailableBytes { get; init; }

    /// <summary>Inodes in use, in percent (0 to 100); null where the file system does not count them.</summary>
    public double? InodesUsedPercent { get; init; }
}
