using System.Diagnostics;
using McpOps.Packager;

// Usage: McpOps.Packager REPOSITORY FOLDER-TO-WRITE CONFIGURATION
// Packs what was built before: the module for the PowerShell Gallery and as a zip, and the command as a .NET tool.
if (args is not [var repository, var output, var configuration])
{
    await Console.Error.WriteLineAsync("Usage: McpOps.Packager REPOSITORY FOLDER-TO-WRITE CONFIGURATION");
    return 64;
}

var manifest = ModuleManifest.Read(Path.Combine(repository, "McpOps.psd1"));
var files = ModuleFiles.Of(repository);
var toolFolder = Path.Combine(output, "tool");

// The two packages have folders of their own: to NuGet, and to some file systems, McpOps and mcpops are one name.
ModulePackage.Write(Path.Combine(output, "module", $"{manifest.Name}.{manifest.Version}.nupkg"), manifest, files);
SteadyZip.Write(
    Path.Combine(output, $"{manifest.Name}-{manifest.Version}.zip"),
    files.Select(file => file with { Name = $"{manifest.Name}/{manifest.Version}/{file.Name}" }));

// Published to a folder of its own: what lies beside the build may be running.
var published = Directory.CreateTempSubdirectory("mcpops-publish-");
using var pack = Process.Start("dotnet", [
    "pack", Path.Combine(repository, "src", "McpOps.Cli"), "--no-build", "--nologo", "--verbosity", "quiet",
    "--configuration", configuration, "--output", toolFolder, $"-p:PublishDir={published.FullName}{Path.DirectorySeparatorChar}",
]);
await pack.WaitForExitAsync();
published.Delete(recursive: true);
if (pack.ExitCode != 0)
{
    return pack.ExitCode;
}

// What dotnet pack wrote differs from one time to the next in nothing but the times of its entries.
var tool = Path.Combine(toolFolder, $"mcpops.{manifest.Version}.nupkg");
SteadyZip.Write(tool, SteadyZip.Read(tool));
return 0;
