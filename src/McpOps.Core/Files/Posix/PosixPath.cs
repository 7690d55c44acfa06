using System.Text;

namespace McpOps.Files.Posix;

/// <summary>Opens a folder by its whole path, step by step.</summary>
/// <remarks>
/// Links on the way are followed when they are ours or root's, or when they lead to what belongs to their own owner: whoever may change a folder on the way
/// cannot lead us to what is another's (as the kernel's <c>protected_symlinks</c> does in sticky folders).
/// </remarks>
internal static unsafe class PosixPath
{
    private const int MostLinks = 40;

    /// <summary>Opens the folder.</summary>
    /// <returns>Its handle.</returns>
    public static int Open(ReadOnlySpan<byte> path, bool searchOnly)
    {
        // A step without a name is the end of a link's target: what is there must belong to the link's owner.
        var steps = new Stack<(byte[]? Name, uint Owner)>();
        Push(steps, path);
        var folder = Step(Libc.CurrentFolder, "/"u8, path);
        try
        {
            for (var links = 0; steps.TryPop(out var step);)
            {
                if (step.Name is null)
                {
                    RequireOwner(folder, step.Owner, path);
                    continue;
                }

                var next = Step(folder, step.Name, path);
                var stat = PosixFile.Stat(next, Encoding.UTF8.GetString(path));
                if (stat.Kind is not FileKind.Link)
                {
                    _ = Libc.Close(folder);
                    folder = next;
                    continue;
                }

                var target = Target(next, path);
                _ = Libc.Close(next);
                if (++links > MostLinks)
                {
                    throw new FileException(Errno.LinkLoop, "Opening", Encoding.UTF8.GetString(path));
                }

                if (stat.User != 0 && stat.User != FileSystem.User)
                {
                    steps.Push((null, stat.User));
                }

                Push(steps, target);
                if (target is [(byte)'/', ..])
                {
                    _ = Libc.Close(folder);
                    folder = -1;
                    folder = Step(Libc.CurrentFolder, "/"u8, path);
                }
            }

            return Final(folder, searchOnly, path);
        }
        finally
        {
            if (folder >= 0)
            {
                _ = Libc.Close(folder);
            }
        }
    }

    private static void Push(Stack<(byte[]? Name, uint Owner)> steps, ReadOnlySpan<byte> path)
    {
        foreach (var name in PathBytes.Names(path).Reverse())
        {
            steps.Push((name, 0));
        }
    }

    private static int Step(int folder, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        var handle = PosixFolder.OpenFolderAt(folder, name, Libc.OpenPath | Libc.OpenNoFollow);
        return handle >= 0 ? handle : throw new FileException(Errno.Last, "Opening", Encoding.UTF8.GetString(path));
    }

    // A handle of its own: the one that led here is closed.
    private static int Final(int folder, bool searchOnly, ReadOnlySpan<byte> path)
    {
        var handle = PosixFolder.OpenFolderAt(folder, "."u8, Libc.OpenFolder | (searchOnly ? Libc.OpenPath : 0));
        return handle >= 0 ? handle : throw new FileException(Errno.Last, "Opening", Encoding.UTF8.GetString(path));
    }

    private static byte[] Target(int link, ReadOnlySpan<byte> path)
    {
        Span<byte> target = stackalloc byte[4096];
        var empty = stackalloc byte[1];
        fixed (byte* buffer = target)
        {
            var length = Libc.ReadLinkAt(link, empty, buffer, target.Length);
            return length >= 0 ? target[..(int)length].ToArray() : throw new FileException(Errno.Last, "Reading a link on the way to", Encoding.UTF8.GetString(path));
        }
    }

    private static void RequireOwner(int folder, uint owner, ReadOnlySpan<byte> path)
    {
        var text = Encoding.UTF8.GetString(path);
        if (PosixFile.Stat(folder, text).User != owner)
        {
            throw new FileException(Errno.AccessDenied, "Opening", text, new IOException(
                $"A link on the way to '{text}' belongs to user {owner} and leads to what belongs to another; it is not followed. Name the folder that it leads to."));
        }
    }
}
