using System.Runtime.InteropServices;
using McpOps.Loader;

namespace McpOps.Module.Tests;

public sealed class PlatformFolderTests
{
    [Theory]
    [InlineData(false, false, Architecture.X64, "linux-x64")]
    [InlineData(false, false, Architecture.Arm64, "linux-arm64")]
    [InlineData(true, false, Architecture.X64, "win-x64")]
    [InlineData(false, true, Architecture.Arm64, "osx-arm64")]
    public void A_platform_has_the_name_that_NET_gives_it(bool windows, bool mac, Architecture architecture, string name) => Assert.Equal(name, PlatformFolder.Name(windows, mac, architecture));

    [Fact]
    public void Where_the_module_has_no_code_for_the_platform_what_is_portable_serves() => Assert.Null(PlatformFolder.Find(Path.Combine(Path.GetTempPath(), "no-such-module")));
}
