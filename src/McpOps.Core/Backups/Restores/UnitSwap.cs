using McpOps.Files;

namespace McpOps.Backups.Restores;

/// <summary>Puts a unit in place, and takes it back, by renames alone, from handle to handle. Both can be begun again after any interruption.</summary>
/// <remarks>Where others may change the folder that holds the target, what stands there afterwards is compared with what was made ready.</remarks>
internal sealed class UnitSwap(Stagings stagings)
{
    /// <summary>Puts the staged file or folder in place.</summary>
    /// <exception cref="McpOpsException"><c>TargetReplaced</c>: somebody else put something there at the same moment.</exception>
    public void Swap(RestoreUnit unit)
    {
        var (target, folder) = stagings.Target(unit, make: !unit.IsRemoval) ?? throw new FileException(Errno.NoEntry, "Opening", unit.Target);
        using (folder)
        {
            var (staged, kept) = (stagings.Staged(unit), stagings.Kept(unit));
            if (unit.IsRemoval)
            {
                TakeAway(target, staged, kept);
                return;
            }

            if (!IsSwapped(unit, target, staged))
            {
                Exchange(unit, target, staged, kept);
            }

            // After an exchange the old one lies where the new one was made ready.
            if (staged.Inode is not null)
            {
                Move(staged, kept);
            }

            Carry(unit.Carried, kept, target);
        }
    }

    /// <summary>Puts back what was there before.</summary>
    /// <exception cref="McpOpsException"><c>TargetReplaced</c>: somebody else put something there, which is not ours to take away; what was there before is kept.</exception>
    public void Unswap(RestoreUnit unit)
    {
        if (stagings.Target(unit) is not { } found)
        {
            return;
        }

        var target = found.Place;
        using (found.Folder)
        {
            var (staged, kept) = (stagings.Staged(unit), stagings.Kept(unit));
            if (unit.IsRemoval)
            {
                GiveBack(target, staged, kept);
                return;
            }

            var old = kept.Inode is not null ? kept : IsOther(unit, staged) ? staged : (Place?)null;
            if (IsSwapped(unit, target, staged))
            {
                PutBack(unit, target, staged, old);
            }
            else if (old is { } before && target.Inode is null)
            {
                // The interruption fell between the two renames that stand in for an exchange.
                Move(before, target);
            }
            else if (old is not null)
            {
                throw Replaced(unit);
            }
        }
    }

    /// <summary>The folder at a unit's target, opened; null when there is none.</summary>
    public IFolder? TargetFolder(RestoreUnit unit)
    {
        if (stagings.Target(unit) is not { } found)
        {
            return null;
        }

        using (found.Folder)
        {
            return OpenFolder(found.Place);
        }
    }

    /// <summary>Whether the target is no longer what it was before.</summary>
    public bool IsTouched(RestoreUnit unit)
    {
        var (staged, kept) = (stagings.Staged(unit), stagings.Kept(unit));
        if (kept.Inode is not null || (unit.IsRemoval ? staged.Inode is not null : IsOther(unit, staged)))
        {
            return true;
        }

        if (unit.IsRemoval || stagings.Target(unit) is not { } found)
        {
            return false;
        }

        using (found.Folder)
        {
            return IsSwapped(unit, found.Place, staged);
        }
    }

    // Where inodes are not known there is no exchange either: what was made ready is no longer there once it is in place.
    private static bool IsSwapped(RestoreUnit unit, Place target, Place staged) =>
        FileSystem.KnowsInodes ? target.Inode == unit.StagedInode : staged.Inode is null && target.Inode is not null;

    // What lies where the new one was made ready and is not it came there by the exchange.
    private static bool IsOther(RestoreUnit unit, Place staged) => FileSystem.KnowsInodes && staged.Inode is { } inode && inode != unit.StagedInode;

    // What belongs to a database comes and goes with its service, so what counts is what is there now. Where nothing is, an empty
    // file in the staging says so: what lies at the target later belongs to the new database.
    private static void TakeAway(Place target, Place staged, Place kept)
    {
        if (kept.Inode is not null || staged.Inode is not null)
        {
            return;
        }

        if (target.Inode is not null)
        {
            Move(target, kept);
        }
        else
        {
            staged.Folder.OpenFile(staged.Name, FileUse.Create).Dispose();
        }
    }

    private static void GiveBack(Place target, Place staged, Place kept)
    {
        if (kept.Inode is not null)
        {
            kept.Folder.Rename(kept.Name, target.Folder, target.Name, RenameRule.Replace);
        }
        else if (staged.Inode is not null)
        {
            if (target.Inode is not null)
            {
                target.Folder.Remove(target.Name);
            }

            staged.Folder.Remove(staged.Name);
        }
    }

    private static void Exchange(RestoreUnit unit, Place target, Place staged, Place kept)
    {
        if (target.Inode is null)
        {
            Move(staged, target);
        }
        else if (!TryExchange(staged, target))
        {
            Move(target, kept);
            Move(staged, target);
        }

        if (FileSystem.KnowsInodes && target.Inode != unit.StagedInode)
        {
            throw Replaced(unit);
        }
    }

    private static void PutBack(RestoreUnit unit, Place target, Place staged, Place? old)
    {
        if (old is not { } before)
        {
            Move(target, staged);
            return;
        }

        Carry(unit.Carried, target, before);
        if (!TryExchange(before, target))
        {
            Move(target, staged);
            Move(before, target);
        }
    }

    private static void Carry(IReadOnlyList<byte[]> paths, Place from, Place to)
    {
        if (paths.Count == 0)
        {
            return;
        }

        using var source = OpenFolder(from);
        using var target = OpenFolder(to);
        foreach (var path in source is null || target is null ? [] : paths)
        {
            Carry(source!, target!, path);
        }
    }

    private static void Carry(IFolder from, IFolder to, byte[] path)
    {
        var slash = path.AsSpan().LastIndexOf((byte)'/');
        var name = path.AsSpan(slash + 1);
        using var source = FolderPath.Find(from, path.AsSpan(0, Math.Max(slash, 0)));
        if (source?.Stat(name) is null)
        {
            return;
        }

        using var target = FolderPath.Make(to, path.AsSpan(0, Math.Max(slash, 0)));
        if (target.Stat(name) is null)
        {
            var (left, taken) = (source.Stat().Modified, target.Stat().Modified);
            source.Rename(name, target, name, RenameRule.NoReplace);

            // The folders keep their times: one is as it was saved, and the other may be put back.
            source.SetModified("."u8, left);
            target.SetModified("."u8, taken);
        }
    }

    private static IFolder? OpenFolder(Place place) =>
        place.Folder.Stat(place.Name) is { Kind: FileKind.Folder } stat ? TreePath.Open(place.Folder, place.Name, stat) : null;

    private static bool TryExchange(Place one, Place other)
    {
        try
        {
            one.Folder.Rename(one.Name, other.Folder, other.Name, RenameRule.Exchange);
            return true;
        }
        catch (FileException exception) when (exception.Number is Errno.Invalid or Errno.NotSupported or 38)
        {
            return false;
        }
    }

    private static void Move(Place from, Place to) => from.Folder.Rename(from.Name, to.Folder, to.Name, RenameRule.NoReplace);

    private static McpOpsException Replaced(RestoreUnit unit) => new("TargetReplaced", McpErrorCategory.PermissionDenied,
        $"What stands at '{unit.Target}' is not what was restored: whoever may change '{Path.GetDirectoryName(unit.Target)}' put it there meanwhile. What was there before is kept in '{Path.Combine(unit.Staging, "old")}' or '{Path.Combine(unit.Staging, "new")}'. "
        + "Look who that is, move what stands there away, and take the restore back with --undo (-Undo).", unit.Target);
}
