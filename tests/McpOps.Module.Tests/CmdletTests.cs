using System.Management.Automation;
using McpOps.Commands;

namespace McpOps.Module.Tests;

public sealed class CmdletTests
{
    [Fact]
    public void Every_cmdlet_is_sealed_and_says_what_it_writes()
    {
        var cmdlets = typeof(McpCmdlet).Assembly.GetTypes().Where(type => Attribute.IsDefined(type, typeof(CmdletAttribute))).ToList();
        Assert.NotEmpty(cmdlets);
        Assert.All(cmdlets, type => Assert.True(type.IsSealed && Attribute.IsDefined(type, typeof(OutputTypeAttribute)), type.Name));
    }
}
