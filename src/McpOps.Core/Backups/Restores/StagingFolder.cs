namespace McpOps.Backups.Restores;

/// <summary>A folder beside targets in which a restore makes ready what is new, and which folder that is.</summary>
/// <remarks>Its name is random and it is made exclusively; who may rename it later cannot have another taken for it.</remarks>
/// <param name="Path">Where it is.</param>
internal sealed record StagingFolder(string Path)
{
    /// <summary>The inode of the folder that holds it; 0 until it is made.</summary>
    public ulong ParentInode { get; init; }

    /// <summary>The inode of the folder; 0 until it is made.</summary>
    public ulong Inode { get; init; }

    /// <summary>The device of both.</summary>
    public ulong Device { get; init; }
}
