namespace McpOps.Backups.Archive;

/// <summary>One entry of a tar archive.</summary>
internal sealed record TarEntry
{
    /// <summary>Its path within the archive as bytes, without a slash at the end.</summary>
    public required byte[] Path { get; init; }

    public required TarKind Kind { get; init; }

    /// <summary>Where a link points, or the path of the entry that a hard link names.</summary>
    public byte[] Target { get; init; } = [];

    /// <summary>The length of the file as its reader sees it, holes included.</summary>
    public long Size { get; init; }

    /// <summary>Permissions with set-id and sticky bits.</summary>
    public int Mode { get; init; }

    public uint User { get; init; }

    public uint Group { get; init; }

    public string UserName { get; init; } = "";

    public string GroupName { get; init; } = "";

    /// <summary>Nanoseconds since 1970.</summary>
    public Int128 Modified { get; init; }

    public IReadOnlyList<KeyValuePair<string, byte[]>> Attributes { get; init; } = [];

    /// <summary>Where a file with holes has data; null for a file without.</summary>
    public IReadOnlyList<TarExtent>? Extents { get; init; }

    /// <summary>Bytes of content in the archive: without the holes.</summary>
    public long StoredSize => Extents is null ? Size : Extents.Sum(extent => extent.Length);
}

/// <summary>A stretch of a file that holds data.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct TarExtent(long Offset, long Length);

/// <summary>What an entry is.</summary>
internal enum TarKind
{
    File,
    Folder,
    Link,
    HardLink,
    Fifo,
    CharacterDevice,
    BlockDevice,
}
