using McpOps.Files;

namespace McpOps.Backups.Restores;

/// <summary>What the steps after a restore changed of what its backup leaves out: that is moved and not copied, so it cannot be put back, and is named.</summary>
/// <param name="from">When the first of the steps began.</param>
/// <param name="until">When the last of them had ended.</param>
internal sealed class LeftChanges(DateTimeOffset from, DateTimeOffset until)
{
    // A file's times are those of the last tick, which is up to ten milliseconds old.
    private static readonly Int128 Tick = 20_000_000;
    private readonly Int128 _from = Nanoseconds(from);
    private readonly Int128 _until = Nanoseconds(until);

    /// <summary>The paths of a unit that were changed, made or taken away.</summary>
    /// <param name="unit">The unit, in place, with what was carried over to it.</param>
    /// <param name="now">What of its tree the backup leaves out now.</param>
    /// <param name="target">The open folder at its target.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public IReadOnlyList<string> Of(RestoreUnit unit, IReadOnlyList<byte[]> now, IFolder target, CancellationToken cancellationToken)
    {
        var there = now.Select(Convert.ToHexString).ToHashSet(StringComparer.Ordinal);
        return [.. now.Where(path => IsChanged(target, path, cancellationToken)).Concat(unit.Carried.Where(path => !there.Contains(Convert.ToHexString(path)))).Select(path => NativePath.Below(unit.Target, path))];
    }

    private bool IsChanged(IFolder root, byte[] path, CancellationToken cancellationToken)
    {
        var slash = path.AsSpan().LastIndexOf((byte)'/');
        var name = path.AsSpan(slash + 1);
        using var folder = FolderPath.Find(root, path.AsSpan(0, Math.Max(slash, 0)));
        if (folder?.Stat(name) is not { } top)
        {
            return true;
        }

        // That it was moved here is a change of it as well, of just before.
        if ((top.Modified >= _from - Tick && top.Modified <= _until) || (top.Changed > _from && top.Changed <= _until))
        {
            return true;
        }

        var found = false;
        if (top.Kind is FileKind.Folder)
        {
            FolderWalk.From(folder.OpenFolder(name), path, true, (inner, _, _) => found ? [] : Look(inner, ref found), (_, _) => { }, cancellationToken);
        }

        return found;
    }

    private List<InnerFolder<bool>> Look(IFolder folder, ref bool found)
    {
        var folders = new List<InnerFolder<bool>>();
        var names = folder.List();
        for (var index = 0; index < names.Count && !found; index++)
        {
            if (folder.Stat(names[index]) is { } stat)
            {
                found = stat.Changed >= _from - Tick && stat.Changed <= _until;
                if (stat.Kind is FileKind.Folder)
                {
                    folders.Add(new InnerFolder<bool>(names[index].ToArray(), stat, true));
                }
            }
        }

        return folders;
    }

    private static Int128 Nanoseconds(DateTimeOffset at) => (Int128)(at - DateTimeOffset.UnixEpoch).Ticks * 100;
}
