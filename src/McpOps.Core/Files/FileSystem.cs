using McpOps.Files.Portable;
using McpOps.Files.Posix;

namespace McpOps.Files;

/// <summary>Opens folders: by Linux's own calls, elsewhere by what .NET has on every system.</summary>
/// <remarks>
/// <c>MCPOPS_FILES=portable</c> chooses the second on Linux too: it is tested so, and it stands in where a kernel lacks a call.
/// It keeps no owners, extended attributes and holes, and knows only names that are text.
/// </remarks>
internal static class FileSystem
{
    /// <summary>Whether .NET's own calls are used.</summary>
    public static bool IsPortable { get; } = !OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("MCPOPS_FILES") == "portable";

    /// <summary>Whether this account may give files to others.</summary>
    public static bool MayGiveAway { get; } = !IsPortable && Libc.EffectiveUser() == 0;

    /// <summary>The account that this process acts for.</summary>
    public static uint User { get; } = IsPortable ? 0 : Libc.EffectiveUser();

    /// <summary>Whether entries that were renamed are known again by their inodes.</summary>
    public static bool KnowsInodes => !IsPortable;

    /// <summary>Opens a folder by its whole path with slashes, however long that is; links on the way are followed unless somebody else could lead us to what is another's by them.</summary>
    /// <param name="path">The path, as <see cref="NativePath.Bytes"/> gives it.</param>
    /// <param name="searchOnly">True to reach what is in it by name, which needs no right to list it; it cannot be listed or synced then.</param>
    public static IFolder Open(ReadOnlySpan<byte> path, bool searchOnly = false) => IsPortable ? PortableFolder.Open(path) : PosixFolder.Open(path, searchOnly);

    /// <summary>Opens a folder by its path as this system writes it.</summary>
    public static IFolder Open(string path) => Open(NativePath.Bytes(path));

    /// <summary>Opens the folder at a whole path; a link at its end is not followed. Null when there is no folder.</summary>
    public static IFolder? TryOpen(string path)
    {
        if (Stat(path) is not { Kind: FileKind.Folder } stat)
        {
            return null;
        }

        using var parent = Open(NativePath.Bytes(Path.GetDirectoryName(path) ?? path), searchOnly: true);
        return TreePath.Open(parent, Path.GetDirectoryName(path) is null ? "."u8 : Name(path), stat);
    }

    /// <summary>What is at a whole path; a link at its end is not followed. Null when nothing is there.</summary>
    public static FileStat? Stat(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            using var root = Open(path);
            return root.Stat();
        }

        if (!Directory.Exists(parent))
        {
            return null;
        }

        using var folder = Open(NativePath.Bytes(parent), searchOnly: true);
        return folder.Stat(Name(path));
    }

    /// <summary>Whether a link is ours or root's, or leads to what belongs to its own owner: another cannot lead us elsewhere by it.</summary>
    /// <param name="link">The whole path of the link.</param>
    /// <param name="target">The whole path of what it leads to in the end.</param>
    public static bool MayFollow(string link, string target) => IsPortable || Stat(link) is not { Kind: FileKind.Link } stat || stat.User == 0 || stat.User == User || Stat(target)?.User == stat.User;

    /// <summary>Whether this process has a file open, under whatever name.</summary>
    public static bool HasOpen(FileStat file) => IsPortable || Directory.EnumerateFileSystemEntries("/proc/self/fd").Any(path =>
    {
        try
        {
            return int.TryParse(Path.GetFileName(path), System.Globalization.CultureInfo.InvariantCulture, out var handle) && PosixFile.Stat(handle, path).IsSameEntryAs(file);
        }
        catch (FileException)
        {
            // It was closed meanwhile.
            return false;
        }
    });

    /// <summary>The name of the entry at the end of a whole path.</summary>
    public static byte[] Name(string path) => System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(path));

    /// <summary>Makes the entries of a folder last through a power cut.</summary>
    public static void Sync(string path)
    {
        using var folder = Open(path);
        folder.Sync();
    }
}
