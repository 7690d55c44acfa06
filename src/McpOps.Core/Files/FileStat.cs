namespace McpOps.Files;

/// <summary>What the file system says of one entry.</summary>
internal readonly record struct FileStat
{
    public required uint Mode { get; init; }

    public required long Size { get; init; }

    public required uint User { get; init; }

    public required uint Group { get; init; }

    public required uint Links { get; init; }

    public required ulong Inode { get; init; }

    public required ulong Device { get; init; }

    /// <summary>Blocks of 512 bytes that it takes: fewer than its size is a file with holes.</summary>
    public required long Blocks { get; init; }

    /// <summary>Last change of the content, in nanoseconds since 1970.</summary>
    public required Int128 Modified { get; init; }

    /// <summary>Last change of content, mode, owner or links, in nanoseconds since 1970. Nobody can set it back.</summary>
    public required Int128 Changed { get; init; }

    public FileKind Kind => (FileKind)(Mode & 0xF000);

    public int Permissions => (int)(Mode & 0xFFF);

    public bool HasHoles => Kind is FileKind.Regular && Size > 0 && Blocks * 512 < Size;

    /// <summary>Whether both are looks at one entry, whatever its name was each time.</summary>
    public bool IsSameEntryAs(FileStat other) => Inode == other.Inode && Device == other.Device && Kind == other.Kind;

    /// <summary>Whether the content may differ between the two looks at the same file.</summary>
    public bool SameContentAs(FileStat other) =>
        Inode == other.Inode && Device == other.Device && Size == other.Size && Modified == other.Modified && Changed == other.Changed;
}

/// <summary>The kinds of entry, by the bits of a mode.</summary>
internal enum FileKind
{
    None = 0,
    Fifo = 0x1000,
    CharacterDevice = 0x2000,
    Folder = 0x4000,
    BlockDevice = 0x6000,
    Regular = 0x8000,
    Link = 0xA000,
    Socket = 0xC000,
}
