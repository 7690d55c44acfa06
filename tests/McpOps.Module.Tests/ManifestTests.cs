using System.Management.Automation;
using System.Text.RegularExpressions;
using McpOps.Commands;

namespace McpOps.Module.Tests;

public sealed partial class ManifestTests
{
    [Fact]
    public void The_manifest_names_exactly_the_cmdlets_that_there_are()
    {
        var manifest = File.ReadAllText(Path.Combine(Repository.Root, "McpOps.psd1"));
        var list = manifest[manifest.IndexOf("CmdletsToExport", StringComparison.Ordinal)..manifest.IndexOf("FunctionsToExport", StringComparison.Ordinal)];
        var named = Name().Matches(list).Select(match => match.Value).Order(StringComparer.Ordinal);
        var real = typeof(McpCmdlet).Assembly.GetTypes()
            .Select(type => type.GetCustomAttributesData().FirstOrDefault(attribute => attribute.AttributeType == typeof(CmdletAttribute)))
            .OfType<System.Reflection.CustomAttributeData>()
            .Select(attribute => $"{attribute.ConstructorArguments[0].Value}-{attribute.ConstructorArguments[1].Value}")
            .Order(StringComparer.Ordinal);
        Assert.Equal(real, named);
    }

    [Fact]
    public void The_manifest_and_the_assemblies_have_one_version()
    {
        var manifest = File.ReadAllText(Path.Combine(Repository.Root, "McpOps.psd1"));
        Assert.Contains($"ModuleVersion        = '{typeof(McpCmdlet).Assembly.GetName().Version!.ToString(3)}'", manifest, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"[A-Z][a-z]+-Mcp\w+", RegexOptions.None, 2000)]
    private static partial Regex Name();
}
