using McpOps.Files;

namespace McpOps.Backups.Restores;

/// <summary>The open folders of one staging: all that a restore does goes by these handles, and never again by a whole path.</summary>
internal sealed class Staging : IDisposable
{
    private const int OthersBits = 0x3F;
    private readonly IFolder _root;
    private readonly IFolder? _new;
    private readonly IFolder? _old;

    private Staging(string path, IFolder parent, IFolder root, bool make)
    {
        Folder = new StagingFolder(path) { ParentInode = parent.Stat().Inode, Inode = root.Stat().Inode, Device = root.Stat().Device };
        Parent = parent;
        _root = root;
        if (make)
        {
            root.MakeFolder("new"u8, OwnerOnly.Mode);
            root.MakeFolder("old"u8, OwnerOnly.Mode);
        }

        // While it is removed they go first, and an interruption may come between.
        _new = FolderPath.Find(root, "new"u8);
        _old = FolderPath.Find(root, "old"u8);
    }

    /// <summary>What the journal notes of it.</summary>
    public StagingFolder Folder { get; }

    /// <summary>The folder that holds it, and above the targets.</summary>
    public IFolder Parent { get; }

    /// <summary>False when its removal has begun.</summary>
    public bool IsWhole => _new is not null && _old is not null;

    /// <summary>What is made ready.</summary>
    public IFolder New => _new ?? throw new FileException(Errno.NoEntry, "Opening", Folder.Path);

    /// <summary>What was at the targets.</summary>
    public IFolder Old => _old ?? throw new FileException(Errno.NoEntry, "Opening", Folder.Path);

    /// <summary>Makes it: a folder of our own, that nobody else may look into.</summary>
    /// <exception cref="FileException">Something of that name is there, or it may not be made.</exception>
    public static Staging Make(string path)
    {
        var parent = FileSystem.Open(Path.GetDirectoryName(path)!);
        IFolder? root = null;
        try
        {
            var name = FileSystem.Name(path);
            parent.MakeFolder(name, OwnerOnly.Mode);
            root = parent.OpenFolder(name);
            var stat = root.Stat();
            var isOurs = FileSystem.IsPortable || (stat.User == FileSystem.User && (stat.Permissions & OthersBits) == 0);
            return isOurs && root.List().Count == 0 ? new Staging(path, parent, root, make: true) : throw Replaced(path);
        }
        catch
        {
            root?.Dispose();
            parent.Dispose();
            throw;
        }
    }

    /// <summary>Opens the one that a journal notes; null when it is not there any more.</summary>
    /// <exception cref="McpOpsException"><c>StagingReplaced</c>: another folder is there in its place.</exception>
    public static Staging? Open(StagingFolder noted)
    {
        if (noted.Inode == 0 || FileSystem.Stat(noted.Path) is not { Kind: FileKind.Folder } stat)
        {
            return null;
        }

        var parent = FileSystem.Open(Path.GetDirectoryName(noted.Path)!);
        IFolder? root = null;
        try
        {
            if (parent.Stat() is var beside && (beside.Inode != noted.ParentInode || beside.Device != noted.Device || stat.Inode != noted.Inode || stat.Device != noted.Device))
            {
                throw Replaced(noted.Path);
            }

            root = TreePath.Open(parent, FileSystem.Name(noted.Path), stat);
            return new Staging(noted.Path, parent, root, make: false);
        }
        catch
        {
            root?.Dispose();
            parent.Dispose();
            throw;
        }
    }

    /// <summary>Removes all that is in it, wherever it was moved to, and then itself.</summary>
    public void Remove()
    {
        TreeRemoval.Clear(_root);
        Parent.Remove(FileSystem.Name(Folder.Path), folder: true);
        Parent.Sync();
    }

    /// <summary>Removes one that was made and not noted any more, as when the power went: it is still empty.</summary>
    public static void RemoveUnnoted(StagingFolder planned)
    {
        if (planned.Inode != 0 || FileSystem.Stat(planned.Path) is not { Kind: FileKind.Folder } stat)
        {
            return;
        }

        using var parent = FileSystem.Open(Path.GetDirectoryName(planned.Path)!);
        using (var root = TreePath.Open(parent, FileSystem.Name(planned.Path), stat))
        {
            foreach (var name in new[] { "new", "old" }.Select(FileSystem.Name).Where(name => root.Stat(name) is { Kind: FileKind.Folder }))
            {
                root.Remove(name, folder: true);
            }
        }

        parent.Remove(FileSystem.Name(planned.Path), folder: true);
    }

    public void Dispose()
    {
        _new?.Dispose();
        _old?.Dispose();
        _root.Dispose();
        Parent.Dispose();
    }

    private static McpOpsException Replaced(string path) => new("StagingReplaced", McpErrorCategory.PermissionDenied,
        $"'{path}' is not the folder that this restore made: whoever may change '{Path.GetDirectoryName(path)}' exchanged it. Nothing of it was used. Look who that is, and restore to a folder that only you may change.", path);
}
