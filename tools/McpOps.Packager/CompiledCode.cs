namespace McpOps.Packager;

/// <summary>Assemblies with the machine code of one platform beside their IL (ReadyToRun), as <c>tools/ReadyToRun</c> compiles them.</summary>
internal static class CompiledCode
{
    /// <summary>The platforms that packages are compiled for; everywhere else, what is portable runs as ever.</summary>
    public static readonly string[] Platforms = ["linux-x64", "linux-arm64", "win-x64", "osx-arm64"];

    /// <summary>Those of them that the module has code for: it is one package for all, and is to stay below 30 MB.</summary>
    public static readonly string[] OfModule = ["linux-x64", "win-x64"];

    /// <summary>The assemblies of a folder that can be compiled for a platform.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="set"><c>command</c> or <c>module</c>.</param>
    /// <param name="folder">Where the portable assemblies are.</param>
    /// <param name="platform">The platform, such as <c>linux-x64</c>.</param>
    /// <param name="configuration">Of which build they are: <c>Debug</c> or <c>Release</c>.</param>
    /// <exception cref="InvalidOperationException">The compiler failed.</exception>
    public static async Task<IReadOnlyList<PackageFile>> OfAsync(string repository, string set, string folder, string platform, string configuration)
    {
        var scratch = Directory.CreateTempSubdirectory("mcpops-profile-");
        try
        {
            // The module would grow by 2 MB a platform for it, beyond what it may have.
            var profile = set is "command" ? Path.Combine(scratch.FullName, "start.mibc") : "";
            if (profile.Length > 0)
            {
                MethodProfile.Write(profile, await File.ReadAllLinesAsync(Path.Combine(repository, "tools", "ReadyToRun", "methods.txt")), "McpOps.Core", folder);
            }

            return await DotnetPublish.RunAsync<IReadOnlyList<PackageFile>>(
                Path.Combine(repository, "tools", "ReadyToRun"), platform,
                [$"-p:Set={set}", $"-p:Built={configuration}", $"-p:From={folder}{Path.DirectorySeparatorChar}", $"-p:Profile={profile}"],
                output => [.. Directory.EnumerateFiles(output, "*.dll").Where(file => IsCompiled(file, folder)).Select(file => new PackageFile(Path.GetFileName(file), File.ReadAllBytes(file)))]);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    // What could not be compiled was copied as it is.
    private static bool IsCompiled(string file, string folder) =>
        Path.Combine(folder, Path.GetFileName(file)) is var portable && File.Exists(portable) && new FileInfo(file).Length != new FileInfo(portable).Length;
}
