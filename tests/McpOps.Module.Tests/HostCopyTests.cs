using System.Reflection;
using McpOps.Loader;

namespace McpOps.Module.Tests;

public sealed class HostCopyTests
{
    private const string Token = ", PublicKeyToken=cc7b13ffcd2ddd51";

    [Theory]
    [InlineData("A, Version=2.0.0.0", "A, Version=2.0.0.0", true)]
    [InlineData("A, Version=2.0.0.0", "A, Version=3.0.0.0", true)]
    [InlineData("A, Version=2.0.0.0", "A, Version=1.9.0.0", false)]
    [InlineData("A, Version=2.0.0.0" + Token, "A, Version=2.0.0.0", false)]
    [InlineData("A, Version=2.0.0.0" + Token, "A, Version=2.1.0.0" + Token, true)]
    [InlineData("A, Version=2.0.0.0", "B, Version=2.0.0.0", false)]
    public void The_hosts_copy_serves_when_it_is_the_same_and_not_older(string ours, string host, bool serves) =>
        Assert.Equal(serves, HostCopy.Serves(new AssemblyName(ours), new AssemblyName(host)));

    [Fact]
    public void What_the_host_lacks_is_loaded_privately() => Assert.False(HostCopy.Serves(new AssemblyName("A, Version=1.0.0.0"), host: null));
}
