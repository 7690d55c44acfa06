namespace McpOps.Platform;

/// <summary>The file systems of this machine.</summary>
public static class Disks
{
    // Those that are local and of which one can run full. Memory, loop images (squashfs) and the network are not meant: the last may hang.
    private static readonly HashSet<string> Local = new(StringComparer.OrdinalIgnoreCase)
    {
        "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "bcachefs", "overlay", "apfs", "hfs", "ntfs", "ntfs3", "fuseblk", "vfat", "exfat", "refs", "fat32",
    };

    /// <summary>The local file systems.</summary>
    public static IReadOnlyList<DiskUsage> All() => [.. Mounts.All().Where(mount => Local.Contains(mount.Type)).DistinctBy(mount => mount.Device).Select(mount => Usage(mount.Path)).OfType<DiskUsage>()];

    /// <summary>The file system that holds a path; null when it cannot be asked. One of a dead network share may block the thread.</summary>
    /// <param name="path">A file or folder, which need not exist.</param>
    public static DiskUsage? For(string path)
    {
        var full = Path.GetFullPath(path);
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return Mounts.All().Where(mount => IsUnder(full, mount.Path, comparison)).MaxBy(mount => mount.Path.Length) is { } holder ? Usage(holder.Path) : null;
    }

    private static bool IsUnder(string path, string mount, StringComparison comparison) =>
        path.Equals(mount, comparison) || path.StartsWith(mount.EndsWith(Path.DirectorySeparatorChar) ? mount : mount + Path.DirectorySeparatorChar, comparison);

    private static DiskUsage? Usage(string mount)
    {
        try
        {
            // Blocks reserved for root count neither as used nor as available: df(1).
            var drive = new DriveInfo(mount);
            var used = drive.TotalSize - drive.TotalFreeSpace;
            var reachable = used + drive.AvailableFreeSpace;
            var inodes = UnixNative.Inodes(mount);
            return new DiskUsage(mount)
            {
                TotalBytes = drive.TotalSize,
                AvailableBytes = drive.AvailableFreeSpace,
                UsedPercent = reachable > 0 ? 100.0 * used / reachable : null,
                InodesUsedPercent = inodes is { } count ? 100.0 * (count.Total - count.Free) / count.Total : null,
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
