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

    /// <summary>Whether entries that were renamed are known again by their inodes.</summary>
    public static bool KnowsInodes => !IsPortable;

    /// <summary>Opens a folder by its whole path with slashes, however long that is; links on the way are followed.</summary>
    /// <param name="path">The path, as <see cref="NativePath.Bytes"/> gives it.</param>
    /// <param name="searchOnly">True to reach what is in it by name, which needs no right to list it; it cannot be listed or synced then.</param>
    public static IFolder Open(ReadOnlySpan<byte> path, bool searchOnly = false) => IsPortable ? PortableFolder.Open(path) : PosixFolder.Open(path, searchOnly);

    /// <summary>Opens a folder by its path as this system writes it.</summary>
    public static IFolder Open(string path) => Open(NativePath.Bytes(path));

    /// <summary>Makes the entries of a folder last through a power cut.</summary>
    public static void Sync(string path)
    {
        using var folder = Open(path);
        folder.Sync();
    }
}
