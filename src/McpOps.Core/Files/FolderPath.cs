namespace McpOps.Files;

/// <summary>Opens a folder some way below another, each step by itself; no link is followed.</summary>
internal static class FolderPath
{
    private const int NewFolderMode = 0x1ED;

    /// <summary>Opens a folder that is there.</summary>
    /// <param name="root">The open folder to begin at.</param>
    /// <param name="path">The names below it, with slashes; empty for the folder itself.</param>
    /// <returns>Null when nothing is there.</returns>
    /// <exception cref="FileException">Something on the way is a file or a link.</exception>
    public static IFolder? Find(IFolder root, ReadOnlySpan<byte> path) => Open(root, path, make: false);

    /// <summary>Opens a folder; what is missing on the way is made.</summary>
    public static IFolder Make(IFolder root, ReadOnlySpan<byte> path) => Open(root, path, make: true)!;

    private static IFolder? Open(IFolder root, ReadOnlySpan<byte> path, bool make)
    {
        var folder = root.OpenFolder("."u8);
        foreach (var name in PathBytes.Names(path))
        {
            try
            {
                var there = folder.Stat(name) is not null;
                if (!there && make)
                {
                    folder.MakeFolder(name, NewFolderMode);
                }

                var inner = there || make ? folder.OpenFolder(name) : null;
                folder.Dispose();
                if (inner is null)
                {
                    return null;
                }

                folder = inner;
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }

        return folder;
    }
}
