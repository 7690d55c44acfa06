using System.Text;
using McpOps.Backups.Archive;
using McpOps.Files;
using McpOps.Backups.Restores;

namespace McpOps.Core.Tests.Backups;

/// <summary>Paths and names of Windows, as far as they can be shown elsewhere.</summary>
public sealed class OtherSystemTests
{
    [Theory]
    [InlineData("/opt/docs", "opt/docs", false)]
    [InlineData("/", "", false)]
    [InlineData(@"C:\docs\a b", "C/docs/a b", true)]
    [InlineData(@"C:\", "C", true)]
    [InlineData(@"\\host\share\docs", "UNC/host/share/docs", true)]
    public void A_whole_path_and_the_path_within_an_archive_are_each_others(string native, string archived, bool windows)
    {
        Assert.Equal(archived, NativePath.InArchive(native));
        Assert.Equal(native, NativePath.FromArchive(archived, windows));
    }

    [Fact]
    public void A_drive_is_the_same_in_small_letters() => Assert.Equal("C/docs", NativePath.InArchive(@"c:/docs/"));

    [Theory]
    [InlineData("report.txt", true)]
    [InlineData(".env", true)]
    [InlineData("console", true)]
    [InlineData("CON", false)]
    [InlineData("nul.txt", false)]
    [InlineData("COM1.log", false)]
    [InlineData("end.", false)]
    [InlineData("end ", false)]
    [InlineData("a:b", false)]
    [InlineData(@"..\up", false)]
    [InlineData("what?", false)]
    [InlineData("tab\t", false)]
    public void Names_that_Windows_takes_for_something_else_are_told(string name, bool legal)
    {
        Assert.Equal(legal, WindowsName.IsLegal(name));
        var entry = new TarEntry { Path = Encoding.UTF8.GetBytes($"docs/{name}"), Kind = TarKind.File };
        new EntrySafety(own: false, force: false, windows: false).Require(entry);
        var refused = Record.Exception(() => new EntrySafety(own: false, force: false, windows: true).Require(entry)) as McpOpsException;
        Assert.Equal(legal ? null : "NameNotAllowed", refused?.ErrorId);
    }
}
