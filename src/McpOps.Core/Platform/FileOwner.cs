using System.Runtime.InteropServices;

namespace McpOps.Platform;

/// <summary>Whose a file is, and who may do what with it.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Mode">The permission bits with set-uid, set-gid and sticky: 0 to 07777.</param>
/// <param name="Uid">The owner.</param>
/// <param name="Gid">The group.</param>
/// <param name="IsFolder">True for a folder.</param>
/// <param name="IsLink">True for a symbolic link, which was not followed.</param>
internal sealed record FileOwner(string Path, int Mode, uint Uid, uint Gid, bool IsFolder, bool IsLink)
{
    /// <summary>What its access control list allows beside the bits; empty where it has none.</summary>
    public IReadOnlyList<AclEntry> Acl { get; init; } = [];

    /// <summary>What the owning group may do: 4 read, 2 write, 1 run. Where there is a list, the group's bits of the mode are its mask.</summary>
    public int GroupRights => Acl.FirstOrDefault(entry => entry.Kind is AclKind.OwningGroup)?.Rights ?? (Mode >> 3) & 7;

    /// <summary>The bits that let others than owner and group write.</summary>
    public const int OthersWrite = 2;

    /// <summary>The bit that lets the group write.</summary>
    public const int GroupWrite = 16;

    /// <summary>Only who owns a file in such a folder may rename or remove it.</summary>
    public const int Sticky = 512;

    /// <summary>Asks the system, without following a link; null when there is no such file, it may not be looked at, or the system has no owners.</summary>
    public static unsafe FileOwner? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // struct statx: mask 0, blksize 4, attributes 8, nlink 16, uid 20, gid 24, mode 28 (statx(2)).
        var buffer = stackalloc byte[256];
        if (Native.statx(AtFdCwd, path, AtSymlinkNoFollow, 0x7ff, buffer) != 0)
        {
            return null;
        }

        var mode = *(ushort*)(buffer + 28);
        return new FileOwner(path, mode & 0xFFF, *(uint*)(buffer + 20), *(uint*)(buffer + 24), (mode & 0xF000) == 0x4000, (mode & 0xF000) == 0xA000) { Acl = PosixAcl.Of(path) };
    }

    private const int AtFdCwd = -100;
    private const int AtSymlinkNoFollow = 0x100;

    private static unsafe class Native
    {
        [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        public static extern int statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte* buffer);
    }
}
