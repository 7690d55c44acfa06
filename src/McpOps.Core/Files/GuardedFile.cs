using System.Text;
using McpOps.Files.Posix;
using Microsoft.Win32.SafeHandles;

namespace McpOps.Files;

/// <summary>Opens for reading what lies in folders that others may change, such as those of a server's account: root reads nothing for him that is not his.</summary>
/// <remarks>
/// A link is followed when it is ours or root's, or when it leads to what belongs to its own owner (as the kernel's <c>protected_symlinks</c> has it). Each step is by the
/// handle of the one before, so that nothing can be put in its place between the look and the opening.
/// </remarks>
internal static class GuardedFile
{
    private const int MostLinks = 40;

    /// <summary>Opens a regular file as a stream.</summary>
    /// <param name="path">The whole path.</param>
    /// <exception cref="IOException">As for <see cref="OpenHandle(string)"/>.</exception>
    public static FileStream Open(string path) => new(OpenHandle(path), FileAccess.Read, 1 << 16);

    /// <summary>Reads a whole regular file of bounded size.</summary>
    /// <param name="path">The whole path.</param>
    /// <exception cref="IOException">As for <see cref="OpenHandle(string)"/>; or it is larger than <see cref="RegularFile.MostBytes"/>.</exception>
    public static byte[] ReadAllBytes(string path)
    {
        using var handle = OpenHandle(path);
        return RegularFile.ReadAllBytes(handle, RegularFile.MostBytes);
    }

    /// <summary>Opens a regular file.</summary>
    /// <param name="path">The whole path.</param>
    /// <exception cref="IOException">It is not there, no regular file, may not be read, or a link of another account leads to what is not its own.</exception>
    public static SafeFileHandle OpenHandle(string path) => FileSystem.IsPortable ? RegularFile.OpenHandle(path) : Open(Path.GetFullPath(path), 0);

    /// <summary>Opens a regular file within an open folder; a link is refused.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The file's name.</param>
    /// <exception cref="IOException">As for <see cref="OpenHandle(string)"/>.</exception>
    public static SafeFileHandle OpenHandle(IFolder folder, ReadOnlySpan<byte> name)
    {
        var handle = folder.OpenHandle(name, FileUse.Read);
        try
        {
            return RegularFile.Kind(handle) is { } kind ? throw new IOException($"It is {kind}, and no regular file.") : handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The whole paths of what a folder holds of a kind, in the order of the alphabet; links in it are left out, or are files where those are asked for.</summary>
    /// <param name="folder">The whole path of the folder.</param>
    /// <param name="kind">Files or folders.</param>
    /// <exception cref="IOException">It is not there, or a link of another account leads to what is not its own.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not list it.</exception>
    public static IReadOnlyList<string> List(string folder, FileKind kind)
    {
        var found = new List<string>();
        if (FileSystem.IsPortable)
        {
            var options = new EnumerationOptions { AttributesToSkip = kind is FileKind.Folder ? FileAttributes.ReparsePoint : FileAttributes.None };
            found.AddRange(kind is FileKind.Folder ? Directory.EnumerateDirectories(folder, "*", options) : Directory.EnumerateFiles(folder, "*", options));
        }
        else
        {
            using var open = FileSystem.Open(folder);
            var names = open.List();
            for (var index = 0; index < names.Count; index++)
            {
                if (open.Stat(names[index]) is { } stat && (stat.Kind is FileKind.Folder ? kind is FileKind.Folder : kind is FileKind.Regular))
                {
                    found.Add(Path.Combine(folder, PathBytes.Text(names[index])));
                }
            }
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static SafeFileHandle Open(string path, int links)
    {
        using var folder = FileSystem.Open(NativePath.Bytes(Path.GetDirectoryName(path) ?? "/"), searchOnly: true);
        var name = FileSystem.Name(path);
        if (folder.Stat(name) is not { Kind: FileKind.Link } link)
        {
            return OpenHandle(folder, name);
        }

        if (links >= MostLinks)
        {
            throw new FileException(Errno.LinkLoop, "Opening", path);
        }

        var handle = Open(Path.GetFullPath(Encoding.UTF8.GetString(folder.ReadLink(name)), Path.GetDirectoryName(path)!), links + 1);
        if (link.User == 0 || link.User == FileSystem.User || PosixFile.Stat((int)handle.DangerousGetHandle(), path).User == link.User)
        {
            return handle;
        }

        handle.Dispose();
        throw new IOException($"'{path}' is a link of another account and leads to what is not its own: it is not followed.");
    }
}
