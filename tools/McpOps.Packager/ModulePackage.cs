using System.Text;
using System.Xml.Linq;

namespace McpOps.Packager;

/// <summary>The module as a package of the PowerShell Gallery: its files at the root, and what NuGet wants beside them.</summary>
/// <remarks>
/// NuGet's format is the Open Packaging Conventions (ECMA-376, part 2). <c>Compress-PSResource</c> writes the same description with the tag
/// PSModule; PSIncludes_Cmdlet, PSCmdlet_* and PSCommand_* are those by which the Gallery finds a module by its cmdlets.
/// </remarks>
internal static class ModulePackage
{
    private static readonly XNamespace Nuspec = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
    private static readonly XNamespace Relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
    private static readonly XNamespace ContentTypes = "http://schemas.openxmlformats.org/package/2006/content-types";

    public static void Write(string path, ModuleManifest manifest, IReadOnlyList<PackageFile> files)
    {
        var nuspec = Text($"{manifest.Name}.nuspec", Describe(manifest));
        SteadyZip.Write(path, [.. files, nuspec, Text("_rels/.rels", Relate(nuspec)), Text("[Content_Types].xml", Types(files))]);
    }

    private static XElement Describe(ModuleManifest manifest) => new(
        Nuspec + "package",
        new XElement(
            Nuspec + "metadata",
            new XElement(Nuspec + "id", manifest.Name),
            new XElement(Nuspec + "version", manifest.Version),
            new XElement(Nuspec + "authors", manifest.Value("Author")),
            new XElement(Nuspec + "owners", manifest.Value("CompanyName")),
            new XElement(Nuspec + "requireLicenseAcceptance", "false"),
            new XElement(Nuspec + "licenseUrl", manifest.Value("LicenseUri")),
            new XElement(Nuspec + "projectUrl", manifest.Value("ProjectUri")),
            new XElement(Nuspec + "description", manifest.Value("Description")),
            new XElement(Nuspec + "releaseNotes", manifest.Value("ReleaseNotes")),
            new XElement(Nuspec + "copyright", manifest.Value("Copyright")),
            new XElement(Nuspec + "tags", string.Join(' ', Tags(manifest)))));

    private static IEnumerable<string> Tags(ModuleManifest manifest) =>
        ["PSModule", .. manifest.Tags, "PSIncludes_Cmdlet", .. manifest.Cmdlets.SelectMany(cmdlet => new[] { $"PSCmdlet_{cmdlet}", $"PSCommand_{cmdlet}" })];

    private static XElement Relate(PackageFile nuspec) => new(
        Relationships + "Relationships",
        new XElement(
            Relationships + "Relationship",
            new XAttribute("Type", "http://schemas.microsoft.com/packaging/2010/07/manifest"),
            new XAttribute("Target", "/" + nuspec.Name),
            new XAttribute("Id", "manifest")));

    private static XElement Types(IReadOnlyList<PackageFile> files)
    {
        var extensions = files.Select(file => Path.GetExtension(file.Name).TrimStart('.')).Append("nuspec").Where(extension => extension.Length > 0);
        return new XElement(
            ContentTypes + "Types",
            new XElement(ContentTypes + "Default", new XAttribute("Extension", "rels"), new XAttribute("ContentType", "application/vnd.openxmlformats-package.relationships+xml")),
            extensions.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).Select(extension => new XElement(
                ContentTypes + "Default", new XAttribute("Extension", extension), new XAttribute("ContentType", "application/octet-stream"))),
            files.Where(file => Path.GetExtension(file.Name).Length == 0).Select(file => new XElement(
                ContentTypes + "Override", new XAttribute("PartName", "/" + file.Name), new XAttribute("ContentType", "application/octet-stream"))));
    }

    private static PackageFile Text(string name, XElement root) =>
        new(name, Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root.ToString().ReplaceLineEndings("\n")}\n"));
}
