namespace McpOps.Packager;

/// <summary>The command as a zip for hosts without .NET: one program, and the papers.</summary>
internal static class CommandZip
{
    /// <summary>Writes it, all in the folder <c>mcpops</c>.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="program">The program.</param>
    /// <param name="portable">The files of the portable package, as <c>dotnet pack</c> wrote it.</param>
    public static void Write(string path, PackageFile program, IReadOnlyList<PackageFile> portable) => SteadyZip.Write(
        path, portable.Where(file => file.Name is "README.md" or "LICENSE" or "THIRD-PARTY-NOTICES.md").Append(program).Select(file => file with { Name = $"mcpops/{file.Name}" }));
}
