namespace McpOps.Packager;

/// <summary>The command as a zip for hosts without .NET: one program, the browser's driver beside it, and the papers.</summary>
internal static class CommandZip
{
    private const string Driver = ".playwright/";

    /// <summary>Writes it, all in the folder <c>mcpops</c>.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="program">The program.</param>
    /// <param name="portable">The files of the portable package, as <c>dotnet pack</c> wrote it.</param>
    public static void Write(string path, PackageFile program, IReadOnlyList<PackageFile> portable)
    {
        var papers = portable.Where(file => file.Name is "README.md" or "LICENSE" or "THIRD-PARTY-NOTICES.md");
        var driver = portable.Where(file => file.Name.Contains($"/{Driver}", StringComparison.Ordinal)).Select(file => file with { Name = file.Name[file.Name.IndexOf(Driver, StringComparison.Ordinal)..] });
        SteadyZip.Write(path, papers.Concat(driver).Append(program).Select(file => file with { Name = $"mcpops/{file.Name}" }));
    }
}
