using McpOps.Files;
using McpOps.Backups.Sources;
using McpOps.Backups.Stores;

namespace McpOps.Backups.Restores;

/// <summary>Finds what of a live tree a backup does not cover: what its patterns leave out, stores, databases, devices, what it skipped.</summary>
/// <remarks>A restore that swaps a folder would take these with it; they are moved over instead.</remarks>
internal sealed class UncoveredPaths(PathFilter filter, IReadOnlyCollection<(ulong Device, ulong Inode)> avoid, IReadOnlySet<string> skipped)
{
    /// <summary>The topmost uncovered paths of a unit's target as it is now, below it.</summary>
    public static IReadOnlyList<byte[]> Of(RestoreUnit unit, string store, CancellationToken cancellationToken) => unit.Cover is { } cover && Directory.Exists(unit.Target)
        ? new UncoveredPaths(new PathFilter(cover.Include, cover.Exclude), BackupEngine.Folder(BackupStores.Open(store)), cover.Skipped.ToHashSet(StringComparer.Ordinal))
            .Find(NativePath.Bytes(unit.Target), cancellationToken)
        : [];

    /// <summary>The topmost uncovered paths, below the root.</summary>
    private List<byte[]> Find(byte[] root, CancellationToken cancellationToken)
    {
        var found = new List<byte[]>();
        FolderWalk.From(FileSystem.Open(root), root, !filter.HasIncludes, (folder, path, named) => Look(folder, path, named, root.Length, found),
            Lost, cancellationToken);
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
