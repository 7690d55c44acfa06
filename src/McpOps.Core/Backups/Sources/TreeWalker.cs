using McpOps.Files;

namespace McpOps.Backups.Sources;

/// <summary>Who is told of what a walk finds.</summary>
internal interface ITreeVisitor
{
    /// <summary>An entry. A folder comes before what is in it.</summary>
    /// <param name="folder">The open folder that holds it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="path">Its whole path.</param>
    /// <param name="stat">What it was when it was looked at.</param>
    void Visit(IFolder folder, ReadOnlySpan<byte> name, byte[] path, FileStat stat);

    /// <summary>Something that could not be, or is not, taken.</summary>
    /// <param name="path">Its whole path.</param>
    /// <param name="reason">One of <see cref="SkipReason"/>.</param>
    /// <param name="message">What happened.</param>
    void Skip(byte[] path, string reason, string message);
}

/// <summary>Walks a tree in an order that is always the same: the bytes of the names, a folder's files before its folders.</summary>
/// <param name="filter">What is taken.</param>
/// <param name="avoid">Device and inode of folders that are left out: the store, when it lies in the tree.</param>
internal sealed class TreeWalker(PathFilter filter, IReadOnlyCollection<(ulong Device, ulong Inode)> avoid)
{
    private const string Gone = "It was removed, or something else was put in its place, while the backup was made.";

    /// <summary>Walks a file or a folder: by handles from the root, so that nobody can lead it elsewhere on the way.</summary>
    public void Walk(byte[] root, ITreeVisitor visitor, CancellationToken cancellationToken)
    {
        var slash = root.AsSpan().LastIndexOf((byte)'/');
        var parent = slash <= 0 ? "/"u8.ToArray() : root[..slash];
        try
        {
            using var folder = FileSystem.Open(parent, searchOnly: true);
            var name = root.Length == 1 ? "."u8.ToArray() : root[(slash + 1)..];
            if (folder.Stat(name) is not { } stat)
            {
                visitor.Skip(root, SkipReason.Missing, "It is not there.");
                return;
            }

            if (stat.Kind is not FileKind.Folder)
            {
                visitor.Visit(folder, name, root, stat);
                return;
            }

            FolderWalk.From(TreePath.Open(folder, name, stat), root, !filter.HasIncludes,
                (inner, path, named) => Folder(inner, path, named, root.Length == 1 ? 0 : root.Length, visitor, cancellationToken),
                (path, exception) => visitor.Skip(path, SkipReason.For(exception.Number), exception.Number is Errno.NoEntry ? Gone : exception.Message), cancellationToken);
        }
        catch (FileException exception)
        {
            visitor.Skip(root, SkipReason.For(exception.Number), exception.Message);
        }
    }

    private List<InnerFolder<bool>> Folder(IFolder folder, byte[] path, bool named, int root, ITreeVisitor visitor, CancellationToken cancellationToken)
    {
        if (named)
        {
            // Right before what is in it: tar gives a folder its time when the first entry outside it comes.
            visitor.Visit(folder, "."u8, path, folder.Stat());
        }

        var folders = new List<InnerFolder<bool>>();
        var names = folder.List();
        for (var index = 0; index < names.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            One(folder, names[index], path, named, root, folders, visitor);
        }

        return folders;
    }

    private void One(IFolder folder, ReadOnlySpan<byte> name, byte[] parent, bool parentNamed, int root, List<InnerFolder<bool>> folders, ITreeVisitor visitor)
    {
        var path = PathBytes.Join(parent, name);
        if (filter.Excludes(path, root))
        {
            return;
        }

        FileStat stat;
        try
        {
            if (folder.Stat(name) is not { } there)
            {
                visitor.Skip(path, SkipReason.Vanished, Gone);
                return;
            }

            stat = there;
        }
        catch (FileException exception)
        {
            // One entry that cannot be looked at does not keep the rest of its folder from being saved.
            visitor.Skip(path, SkipReason.For(exception.Number), exception.Message);
            return;
        }

        if (stat.Kind is FileKind.Folder && avoid.Contains((stat.Device, stat.Inode)))
        {
            visitor.Skip(path, SkipReason.Store, "It is where backups are kept.");
            return;
        }

        var named = parentNamed || filter.Includes(path, root);
        if (stat.Kind is FileKind.Folder)
        {
            folders.Add(new InnerFolder<bool>(name.ToArray(), stat, named));
        }
        else if (named)
        {
            visitor.Visit(folder, name, path, stat);
        }
    }
}
