using McpOps.Backups.Files;
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
        var pending = new Stack<(byte[] Path, bool Named)>([(root, !filter.HasIncludes)]);
        while (pending.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var folder = FileSystem.Open(next.Path);
            var names = folder.List();
            for (var index = 0; index < names.Count; index++)
            {
                byte[] path = [.. next.Path, (byte)'/', .. names[index]];
                if (folder.Stat(names[index]) is not { } stat)
                {
                    continue;
                }

                var named = next.Named || filter.Includes(path, root.Length);
                var isFolder = stat.Kind is FileKind.Folder;
                if (filter.Excludes(path, root.Length) || skipped.Contains(NativePath.Text(path)) || (isFolder && avoid.Contains((stat.Device, stat.Inode)))
                    || stat.Kind is FileKind.CharacterDevice or FileKind.BlockDevice || (!isFolder && !named))
                {
                    found.Add(path[(root.Length + 1)..]);
                }
                else if (isFolder)
                {
                    pending.Push((path, named));
                }
            }
        }

        return found;
    }
}
