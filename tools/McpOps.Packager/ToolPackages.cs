using System.Text;
using System.Xml.Linq;

namespace McpOps.Packager;

/// <summary>
/// The command as .NET tool packages: one that names the others, one for each platform, and one for all the rest. <c>dotnet tool install mcpops</c> takes what fits.
/// </summary>
/// <remarks>
/// The format is that of the .NET SDK 10 (<c>ToolPackageRuntimeIdentifiers</c>). The SDK would build the command anew for each platform; here each is the portable
/// package with other assemblies, so that what was tested is what is shipped.
/// </remarks>
internal static class ToolPackages
{
    /// <summary>What stands for every platform that code is not compiled for.</summary>
    public const string Portable = "any";
    private const string Settings = "DotnetToolSettings.xml";

    /// <summary>Writes the packages.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="version">Their version.</param>
    /// <param name="portable">The files of the portable package, as <c>dotnet pack</c> wrote it.</param>
    /// <param name="compiled">For each platform, the assemblies that are compiled for it.</param>
    public static void Write(string folder, string version, IReadOnlyList<PackageFile> portable, IReadOnlyDictionary<string, IReadOnlyList<PackageFile>> compiled)
    {
        string[] platforms = [.. compiled.Keys, Portable];
        Parallel.ForEach(platforms, platform =>
        {
            var better = compiled.GetValueOrDefault(platform, []).ToDictionary(file => file.Name, StringComparer.Ordinal);
            var files = portable.Select(file => better.TryGetValue(Path.GetFileName(file.Name), out var ours) && file.Name.EndsWith($"/{Portable}/{ours.Name}", StringComparison.Ordinal)
                ? file with { Content = ours.Content } : file);
            SteadyZip.Write(Path.Combine(folder, $"mcpops.{platform}.{version}.nupkg"), files.Select(file => ForPlatform(file, platform)));
        });

        var pointer = portable.Where(file => !file.Name.StartsWith("tools/", StringComparison.Ordinal)).Append(new PackageFile($"tools/{Portable}/{Portable}/{Settings}", Pointer(platforms)));
        SteadyZip.Write(Path.Combine(folder, $"mcpops.{version}.nupkg"), pointer);
    }

    private static PackageFile ForPlatform(PackageFile file, string platform) => file.Name switch
    {
        "mcpops.nuspec" => new($"mcpops.{platform}.nuspec", Changed(file, ("<id>mcpops</id>", $"<id>mcpops.{platform}</id>"), ("\"DotnetTool\"", "\"DotnetToolRidPackage\""))),
        "_rels/.rels" => file with { Content = Changed(file, ("/mcpops.nuspec", $"/mcpops.{platform}.nuspec")) },
        _ => file with { Name = file.Name.Replace($"/{Portable}/", $"/{platform}/", StringComparison.Ordinal) },
    };

    private static byte[] Changed(PackageFile file, params ReadOnlySpan<(string From, string To)> changes)
    {
        var text = Encoding.UTF8.GetString(file.Content);
        foreach (var (from, to) in changes)
        {
            text = text.Contains(from, StringComparison.Ordinal) ? text.Replace(from, to, StringComparison.Ordinal) : throw new InvalidDataException($"{file.Name} has no {from}: the SDK writes tool packages otherwise than before.");
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static byte[] Pointer(IEnumerable<string> platforms) => Encoding.UTF8.GetBytes(new XElement(
        "DotNetCliTool",
        new XAttribute("Version", "2"),
        new XElement("Commands", new XElement("Command", new XAttribute("Name", "mcpops"))),
        new XElement("RuntimeIdentifierPackages", platforms.Select(platform => new XElement(
            "RuntimeIdentifierPackage", new XAttribute("RuntimeIdentifier", platform), new XAttribute("Id", $"mcpops.{platform}"))))).ToString().ReplaceLineEndings("\n"));
}
