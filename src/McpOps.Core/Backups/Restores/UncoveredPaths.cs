using McpOps.Files;
using McpOps.Backups.Sources;
using McpOps.Backups.Stores;

namespace McpOps.Backups.Restores;

/// <summary>Finds what of a live tree a backup does not cover: what its patterns leave out, stores, databases, devices, what it skipped.</summary>
/// <remarks>A restore that swaps a folder would take these with it; they are moved over instead.</remarks>
internal sealed class UncoveredPaths(PathFilter filter, IReadOnlyCollection<(ulong Device, ulong Inode)> avoid, IReadOnlySet<string> skipped)
{
    /// <summary>The topmost uncovered paths of a unit's target as it is now, below it.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="target">The open folder at its target, which is closed at the end; null when none is there.</param>
    /// <param name="store">The store of the backup.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static IReadOnlyList<byte[]> Of(RestoreUnit unit, IFolder? target, string store, CancellationToken cancellationToken)
    {
        if (unit.Cover is not { } cover || target is null)
        {
            target?.Dispose();
            return [];
        }

        var search = new UncoveredPaths(new PathFilter(cover.Include, cover.Exclude), BackupEngine.Folder(BackupStores.Open(store)), cover.Skipped.ToHashSet(StringComparer.Ordinal));
        return search.Find(target, NativePath.Bytes(unit.Target), cancellationToken);
    }

    private List<byte[]> Find(IFolder target, byte[] root, CancellationToken cancellationToken)
    {
        var found = new List<byte[]>();
        FolderWalk.From(target, root, !filter.HasIncludes, (folder, path, named) => Look(folder, path, named, root.Length, found), Lost, cancellationToken);
        return found;
    }

    private List<InnerFolder<bool>> Look(IFolder folder, byte[] parent, bool parentNamed, int root, List<byte[]> found)
    {
        var folders = new List<InnerFolder<bool>>();
        var names = folder.List();
        for (var index = 0; index < names.Count; index++)
        {
            var path = PathBytes.Join(parent, names[index]);
            if (folder.Stat(names[index]) is not { } stat)
            {
                continue;
            }

            var named = parentNamed || filter.Includes(path, root);
            var isFolder = stat.Kind is FileKind.Folder;
            if (filter.Excludes(path, root) || skipped.Contains(NativePath.Text(path)) || (isFolder && avoid.Contains((stat.Device, stat.Inode)))
                || stat.Kind is FileKind.CharacterDevice or FileKind.BlockDevice || (!isFolder && !named))
            {
                found.Add(path[(root + 1)..]);
            }
            else if (isFolder)
            {
                folders.Add(new InnerFolder<bool>(names[index].ToArray(), stat, named));
            }
        }

        return folders;
    }

    // What was taken away or exchanged while it was looked through is not there to be moved; what cannot be read would be lost.
    private static void Lost(byte[] path, FileException exception)
    {
        if (exception.Number is not Errno.NoEntry)
        {
            throw exception;
        }
    }
}
