using McpOps.Files;

namespace McpOps.Core.Tests.Files;

public sealed class NetworkMountsTests
{
    private const string Own = """
        /dev/sda1 / ext4 rw,relatime 0 0
        proc /proc proc rw 0 0
        systemd-1 /proc/sys/fs/binfmt_misc autofs rw,direct 0 0
        tmpfs /run tmpfs rw 0 0

        """;

    [Fact]
    public void What_the_kernel_answers_for_is_none() => Assert.False(NetworkMounts.IsIn(Own));

    [Theory]
    [InlineData("nas:/logs /mnt/logs nfs4 rw,hard 0 0")]
    [InlineData("//nas/logs /mnt/logs cifs rw 0 0")]
    [InlineData("me@host:/ /home/me/host fuse.sshfs rw 0 0")]
    [InlineData("/etc/auto.nas /nas autofs rw 0 0")]
    [InlineData("C:\\134 /mnt/c 9p rw 0 0")]
    [InlineData("x /x afilesystemoftomorrow rw 0 0")]
    [InlineData("a line that nobody understands")]
    [InlineData("short")]
    public void What_somebody_else_answers_for_is_one(string line) => Assert.True(NetworkMounts.IsIn(Own + line));
}
