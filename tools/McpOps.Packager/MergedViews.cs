using System.Text;
using System.Xml.Linq;

namespace McpOps.Packager;

/// <summary>The module's views and types, each in one file instead of one for each subject: PowerShell looks for the files of the session again for every one that an import adds.</summary>
internal static class MergedViews
{
    private static readonly (string Key, string File)[] Kinds = [("FormatsToProcess", "formats/McpOps.Format.ps1xml"), ("TypesToProcess", "types/McpOps.Types.ps1xml")];

    /// <summary>The module's files with those that its manifest names merged in that order, and the manifest with what they became.</summary>
    public static List<PackageFile> Of(ModuleManifest manifest, IReadOnlyList<PackageFile> module)
    {
        var files = module.ToList();
        foreach (var (key, merged) in Kinds)
        {
            var parts = manifest.List(key);
            var content = parts.Select(part => XDocument.Load(new MemoryStream(files.Single(file => file.Name == part).Content), LoadOptions.PreserveWhitespace).Root!).ToList();
            files.RemoveAll(file => parts.Contains(file.Name));
            files.Add(new PackageFile(merged, Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{Merge(content).ToString(SaveOptions.DisableFormatting)}\n")));
            manifest = manifest.With(key, merged);
        }

        return [.. files.Select(file => file.Name == manifest.FileName ? file with { Content = manifest.Content } : file)];
    }

    // A file of views has sections, each once; one of types has nothing but types.
    private static XElement Merge(List<XElement> roots) => new(
        roots[0].Name,
        roots[0].Name == "Types"
            ? roots.SelectMany(root => root.Nodes())
            : roots.Elements().GroupBy(section => section.Name).Select(section => new XElement(section.Key, section.Nodes())));
}
