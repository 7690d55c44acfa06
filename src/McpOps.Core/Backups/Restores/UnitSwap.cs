using System.Text;
using McpOps.Files;

namespace McpOps.Backups.Restores;

/// <summary>Puts a unit in place, and takes it back, by renames alone. Both can be begun again after any interruption.</summary>
internal static class UnitSwap
{
    /// <summary>Puts the staged file or folder in place.</summary>
    public static void Swap(RestoreUnit unit)
    {
        if (unit.IsRemoval)
        {
            TakeAway(unit);
            return;
        }

        if (!IsSwapped(unit))
        {
            Exchange(unit);
        }

        // After an exchange the old one lies where the new one was made ready.
        if (Inode(unit.Staged) is not null)
        {
            Move(unit.Staged, unit.Kept);
        }

        Carry(unit.Carried, unit.Kept, unit.Target);
    }

    /// <summary>Puts back what was there before.</summary>
    public static void Unswap(RestoreUnit unit)
    {
        if (unit.IsRemoval)
        {
            GiveBack(unit);
        }
        else if (Inode(unit.Target) is null && Inode(unit.Kept) is not null)
        {
            // The interruption fell between the two renames that stand in for an exchange.
            Move(unit.Kept, unit.Target);
        }
        else if (IsSwapped(unit))
        {
            var old = Inode(unit.Kept) is not null ? unit.Kept : Inode(unit.Staged) is not null ? unit.Staged : null;
            if (old is null)
            {
                Move(unit.Target, unit.Staged);
                return;
            }

            Carry(unit.Carried, unit.Target, old);
            if (!TryExchange(old, unit.Target))
            {
                Move(unit.Target, unit.Staged);
                Move(unit.Kept, unit.Target);
            }
        }
    }

    /// <summary>The inode of what is at a path; null when nothing is.</summary>
    public static ulong? Inode(string path)
    {
        var parent = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent))
        {
            return null;
        }

        using var folder = FileSystem.Open(parent);
        return folder.Stat(Name(path))?.Inode;
    }

    /// <summary>Whether the target is no longer what it was before.</summary>
    public static bool IsTouched(RestoreUnit unit) => unit.IsRemoval
        ? IsTakenAway(unit)
        : IsSwapped(unit) || (Inode(unit.Target) is null && Inode(unit.Kept) is not null);

    // Where inodes are not known there is no exchange either: what was made ready is no longer there once it is in place.
    private static bool IsSwapped(RestoreUnit unit) =>
        FileSystem.KnowsInodes ? Inode(unit.Target) == unit.StagedInode : Inode(unit.Staged) is null && Inode(unit.Target) is not null;

    private static bool IsTakenAway(RestoreUnit unit) => Inode(unit.Kept) is not null || Inode(unit.Staged) is not null;

    // What belongs to a database comes and goes with its service, so what counts is what is there now. Where nothing is, an empty
    // file in the staging says so: what lies at the target later belongs to the new database.
    private static void TakeAway(RestoreUnit unit)
    {
        if (IsTakenAway(unit))
        {
            return;
        }

        if (Inode(unit.Target) is not null)
        {
            Move(unit.Target, unit.Kept);
        }
        else
        {
            File.Create(unit.Staged).Dispose();
        }
    }

    private static void GiveBack(RestoreUnit unit)
    {
        if (Inode(unit.Kept) is not null)
        {
            Rename(unit.Kept, unit.Target, RenameRule.Replace);
        }
        else if (Inode(unit.Staged) is not null)
        {
            File.Delete(unit.Target);
            File.Delete(unit.Staged);
        }
    }

    private static void Exchange(RestoreUnit unit)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(unit.Target)!);
        if (Inode(unit.Target) is null)
        {
            Move(unit.Staged, unit.Target);
        }
        else if (!TryExchange(unit.Staged, unit.Target))
        {
            Move(unit.Target, unit.Kept);
            Move(unit.Staged, unit.Target);
        }
    }

    private static void Carry(IReadOnlyList<byte[]> paths, string from, string to)
    {
        if (paths.Count == 0 || !Directory.Exists(from) || !Directory.Exists(to))
        {
            return;
        }

        foreach (var path in paths)
        {
            var slash = path.AsSpan().LastIndexOf((byte)'/');
            var name = path.AsSpan(slash + 1);
            using var source = Folder(from, path.AsSpan(0, Math.Max(slash, 0)), make: false);
            if (source?.Stat(name) is null)
            {
                continue;
            }

            using var target = Folder(to, path.AsSpan(0, Math.Max(slash, 0)), make: true)!;
            if (target.Stat(name) is null)
            {
                var (left, taken) = (source.Stat().Modified, target.Stat().Modified);
                source.Rename(name, target, name, RenameRule.NoReplace);

                // The folders keep their times: one is as it was saved, and the other may be put back.
                source.SetModified("."u8, left);
                target.SetModified("."u8, taken);
            }
        }
    }

    private static IFolder? Folder(string root, ReadOnlySpan<byte> path, bool make)
    {
        var folder = FileSystem.Open(root);
        foreach (var name in PathBytes.Names(path))
        {
            var there = folder.Stat(name) is not null;
            if (!there && make)
            {
                folder.MakeFolder(name, 0x1ED);
            }

            var inner = there || make ? folder.OpenFolder(name) : null;
            folder.Dispose();
            if (inner is null)
            {
                return null;
            }

            folder = inner;
        }

        return folder;
    }

    private static bool TryExchange(string one, string other)
    {
        try
        {
            Rename(one, other, RenameRule.Exchange);
            return true;
        }
        catch (FileException exception) when (exception.Number is Errno.Invalid or Errno.NotSupported or 38)
        {
            return false;
        }
    }

    private static void Move(string from, string to) => Rename(from, to, RenameRule.NoReplace);

    private static void Rename(string from, string to, RenameRule rule)
    {
        using var fromFolder = FileSystem.Open(Path.GetDirectoryName(from)!);
        using var toFolder = FileSystem.Open(Path.GetDirectoryName(to)!);
        fromFolder.Rename(Name(from), toFolder, Name(to), rule);
    }

    private static byte[] Name(string path) => Encoding.UTF8.GetBytes(Path.GetFileName(path));
}
