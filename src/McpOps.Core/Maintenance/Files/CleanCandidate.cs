using McpOps.Files;

namespace McpOps.Maintenance.Files;

/// <summary>What fits a rule's pattern, as it was when it was looked at.</summary>
internal sealed record CleanCandidate
{
    /// <summary>The folder that holds it, below the root, with slashes.</summary>
    public required byte[] Folder { get; init; }

    /// <summary>What that folder was.</summary>
    public required FileStat FolderStat { get; init; }

    /// <summary>Its name.</summary>
    public required byte[] Name { get; init; }

    /// <summary>What it was.</summary>
    public required FileStat Stat { get; init; }

    /// <summary>Its whole path.</summary>
    public required string Path { get; init; }

    /// <summary>The newest change of it, and of all within it; nanoseconds since 1970.</summary>
    public required Int128 Newest { get; init; }

    /// <summary>Bytes that it takes on the disk.</summary>
    public long Bytes { get; init; }

    /// <summary>How many files it is.</summary>
    public long Files { get; init; } = 1;

    /// <summary>Why it, or something within it, must stay; null when nothing says so.</summary>
    public string? Obstacle { get; init; }
}

/// <summary>Whether one entry must stay, whatever its age. A pure function of what was seen.</summary>
internal static class CleanJudge
{
    private const int Sticky = 0x200;
    private const int OthersWrite = 0x2;
    private const int GroupWrites = 0x10;

    /// <summary>Why it must stay; null when nothing says so.</summary>
    /// <param name="stat">The entry.</param>
    /// <param name="name">Its name.</param>
    /// <param name="folder">The folder that holds it.</param>
    /// <param name="device">The device of the root.</param>
    /// <param name="owner">Whose files may go where all may write.</param>
    /// <param name="open">Whether a process has it open or mapped.</param>
    /// <param name="locked">Whether a process holds a lock of it.</param>
    public static string? Obstacle(FileStat stat, string name, FileStat folder, ulong device, uint owner, bool open, bool locked) => stat switch
    {
        _ when stat.Device != device => "it is on another file system",
        { Kind: not (FileKind.Regular or FileKind.Folder) } => $"it is a {stat.Kind.ToString().ToLowerInvariant()}, and only files go",
        _ when IsShared(folder) && stat.User != owner => "it belongs to another account, in a folder that all may write to",
        { Kind: FileKind.Regular, Links: > 1 } when (folder.Permissions & (OthersWrite | GroupWrites)) != 0 => "it has a second name elsewhere",
        _ when name.StartsWith(".nfs", StringComparison.Ordinal) => "a process on another host has it open",
        { Kind: FileKind.Regular } when open => "a process has it open: its space would not come free, and what is written would be lost",
        _ when locked => "a process holds a lock of it",
        _ => null,
    };

    /// <summary>Whether all may write to a folder, each to its own files only.</summary>
    public static bool IsShared(FileStat folder) => (folder.Permissions & OthersWrite) != 0 || (folder.Permissions & Sticky) != 0;

    /// <summary>The newest of content and entry: unpacked archives carry old times, but nobody can set back the second.</summary>
    public static Int128 Newest(FileStat stat) => Int128.Max(stat.Modified, stat.Changed);
}
