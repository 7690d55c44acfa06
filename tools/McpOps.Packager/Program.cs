using System.Diagnostics;
using McpOps.Packager;

// Usage: McpOps.Packager REPOSITORY FOLDER-TO-WRITE CONFIGURATION [PLATFORM…]
// Packs what was built before: the module for the PowerShell Gallery and as a zip, and the command as .NET tool packages, both with code that is
// compiled for the platforms named (all of CompiledCode.Platforms when none is; with "any" for none, so that only what is portable is packed).
// With "linux-x64:native" there is a zip too with the command as one program that needs no .NET; when no platform is named, for this machine's own, where it can be.
if (args is not [var repository, var output, var configuration, .. var platforms])
{
    await Console.Error.WriteLineAsync("Usage: McpOps.Packager REPOSITORY FOLDER-TO-WRITE CONFIGURATION [PLATFORM…]");
    return 64;
}

platforms = platforms switch
{
    [] => [.. CompiledCode.Platforms.Select(platform => platform == NativeCode.Own && NativeCode.IsPossible ? platform + NativeCode.Mark : platform)],
    [ToolPackages.Portable] => [],
    _ => platforms,
};
if (platforms.FirstOrDefault(platform => platform.EndsWith(NativeCode.Mark, StringComparison.Ordinal) && (platform != NativeCode.Own + NativeCode.Mark || !NativeCode.IsPossible)) is { } impossible)
{
    await Console.Error.WriteLineAsync($"{impossible} cannot be compiled here: it needs that platform, Linux, and gcc or clang.");
    return 64;
}

var manifest = ModuleManifest.Read(Path.Combine(repository, "McpOps.psd1"));
var module = MergedViews.Of(manifest, ModuleFiles.Of(repository));
var toolFolder = Path.Combine(output, "tool");

// Published to a folder of its own: what lies beside the build may be running.
var published = Directory.CreateTempSubdirectory("mcpops-publish-");
try
{
    using var pack = Process.Start("dotnet", [
        "pack", Path.Combine(repository, "src", "McpOps.Cli"), "--no-build", "--nologo", "--verbosity", "quiet",
        "--configuration", configuration, "--output", toolFolder, $"-p:PublishDir={published.FullName}{Path.DirectorySeparatorChar}",
    ]);
    await pack.WaitForExitAsync();
    if (pack.ExitCode != 0)
    {
        return pack.ExitCode;
    }

    var portable = SteadyZip.Read(Path.Combine(toolFolder, $"mcpops.{manifest.Version}.nupkg"));
    var tools = new Dictionary<string, IReadOnlyList<PackageFile>>(StringComparer.Ordinal);
    foreach (var named in platforms)
    {
        var platform = named.Replace(NativeCode.Mark, "", StringComparison.Ordinal);
        var program = platform == named ? null : NativeCode.OfAsync(repository, published.FullName, configuration);
        var ofCommand = CompiledCode.OfAsync(repository, "command", published.FullName, platform, configuration);
        var ofModule = CompiledCode.OfModule.Contains(platform) ? CompiledCode.OfAsync(repository, "module", Path.Combine(repository, "bin"), platform, configuration) : Task.FromResult<IReadOnlyList<PackageFile>>([]);
        tools[platform] = await ofCommand;
        module.AddRange((await ofModule)
            .Where(file => file.Name is "McpOps.dll" or "McpOps.Core.dll").Select(file => file with { Name = $"bin/{platform}/{file.Name}" }));
        if (program is not null)
        {
            CommandZip.Write(Path.Combine(output, $"mcpops-{manifest.Version}-{platform}.zip"), await program, portable);
        }
    }

    ToolPackages.Write(toolFolder, manifest.Version, portable, tools);
}
finally
{
    published.Delete(recursive: true);
}

// The two packages have folders of their own: to NuGet, and to some file systems, McpOps and mcpops are one name.
Parallel.Invoke(
    () => ModulePackage.Write(Path.Combine(output, "module", $"{manifest.Name}.{manifest.Version}.nupkg"), manifest, module),
    () => SteadyZip.Write(
        Path.Combine(output, $"{manifest.Name}-{manifest.Version}.zip"),
        module.Select(file => file with { Name = $"{manifest.Name}/{manifest.Version}/{file.Name}" })));
return 0;
