namespace McpOps.Packager;

/// <summary>Which files of the repository are the module.</summary>
internal static class ModuleFiles
{
    private static readonly string[] Files = ["McpOps.psd1", "McpOps.psm1", "README.md", "CHANGELOG.md", "LICENSE", "THIRD-PARTY-NOTICES.md"];

    // What these folders hold, the module holds: no list to forget a file in.
    private static readonly string[] Folders = ["bin", "en-US", "formats", "types", "profiles", "schema", "docs"];

    // Pages render with a Node that is installed; Playwright's own, one for each system, would be ten times the module.
    // The pages of docs/help are the module's help file already.
    private static readonly string[] LeftOut = ["bin/.playwright/node/", "docs/help/"];

    /// <summary>The module's files as the last build left them.</summary>
    public static IReadOnlyList<PackageFile> Of(string repository) =>
        [.. Files.Concat(Folders.SelectMany(folder => FilesBelow(repository, folder)))
            .Where(name => !name.EndsWith(".pdb", StringComparison.Ordinal) && !Array.Exists(LeftOut, folder => name.StartsWith(folder, StringComparison.Ordinal)))
            .Select(name => new PackageFile(name, File.ReadAllBytes(Path.Combine(repository, name))))];

    private static IEnumerable<string> FilesBelow(string repository, string folder) =>
        Directory.EnumerateFiles(Path.Combine(repository, folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(repository, file).Replace('\\', '/'));
}
