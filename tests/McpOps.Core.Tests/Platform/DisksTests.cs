using McpOps.Platform;

namespace McpOps.Core.Tests.Platform;

public sealed class DisksTests
{
    [Fact]
    public void A_path_that_does_not_exist_yet_lies_on_the_disk_that_will_hold_it()
    {
        var disk = Disks.For(Path.Combine(Path.GetTempPath(), "not", "there", "yet"));
        Assert.NotNull(disk);
        Assert.StartsWith(disk.Mount, Path.GetTempPath(), StringComparison.Ordinal);
        Assert.InRange(disk.UsedPercent!.Value, 0, 100);
        Assert.True(disk.TotalBytes > disk.AvailableBytes);
    }

    [Fact]
    public void Inodes_agree_with_df()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "inodes are told on Linux only");
        var disk = Disks.For("/");
        Assert.NotNull(disk);
        using var df = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("df", ["--output=ipcent", "/"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var shown = df.StandardOutput.ReadToEnd().Split('\n')[1].Trim().TrimEnd('%');
        Assert.SkipWhen(shown == "-", "this file system counts no inodes");
        Assert.InRange(disk.InodesUsedPercent!.Value, double.Parse(shown) - 1.1, double.Parse(shown) + 1.1);
    }

    [Fact]
    public void Mounts_with_spaces_are_read_whole()
    {
        var mount = Assert.Single(Mounts.Parse(["/dev/sdb1 /mnt/my\\040disk ext4 rw 0 0", "broken"]));
        Assert.Equal(("/mnt/my disk", "ext4", "/dev/sdb1"), (mount.Path, mount.Type, mount.Device));
    }
}
