using System.Text;

namespace McpOps.Files;

/// <summary>Tells whether this machine has a file system mounted that another machine, or a program, answers for: only such a one can fall silent.</summary>
internal static class NetworkMounts
{
    private const string Table = "/proc/self/mounts";

    // The file systems that the kernel answers for itself. What is not among them may hang, also one that nobody knows yet.
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        "bcachefs", "binfmt_misc", "bpf", "btrfs", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "efivarfs", "erofs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fusectl", "hugetlbfs",
        "iso9660", "jfs", "mqueue", "nsfs", "ntfs3", "overlay", "proc", "pstore", "ramfs", "reiserfs", "rootfs", "securityfs", "selinuxfs", "squashfs", "sysfs", "tmpfs", "tracefs", "udf", "vfat", "xfs", "zfs",
    };

    /// <summary>Whether there may be one; true where the table of mounts cannot be read. No file system is touched by the question.</summary>
    public static bool MayBe()
    {
        try
        {
            return !OperatingSystem.IsLinux() || IsIn(Encoding.UTF8.GetString(RegularFile.ReadAllBytes(Table)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Whether there is one in a table of the form of fstab(5). What systemd mounts below <c>/proc</c> when it is asked for is the kernel's.</summary>
    internal static bool IsIn(string table)
    {
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ') is not [_, var path, var type, ..] || (!Own.Contains(type) && !path.StartsWith("/proc/", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
