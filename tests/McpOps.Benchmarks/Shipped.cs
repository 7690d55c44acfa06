using System.IO.Compression;
using System.Runtime.InteropServices;

namespace McpOps.Benchmarks;

/// <summary>What is shipped, as it is shipped: packed from the build of this configuration for the platform of this machine, and laid out as its installer would.</summary>
internal static class Shipped
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "shipped");

    /// <summary>The command, with compiled code; or the one that <c>MCPOPS_COMMAND</c> names, such as the one that is one program.</summary>
    public static string McpOps { get; } = Command.Other ?? Path.Combine(Folder, "command", Path.GetFileName(Command.Built));

    /// <summary>The manifest of the module, with compiled code.</summary>
    public static string Module { get; } = Path.Combine(Folder, "module", "McpOps.psd1");

    /// <summary>Packs both, once for each build.</summary>
    public static async Task PackAsync(CancellationToken cancellationToken)
    {
        var command = Path.Combine(Folder, "command");
        var stamp = Path.Combine(Folder, "stamp");
        var built = new[] { Path.ChangeExtension(Command.Built, ".dll"), Path.Combine(Repository.Root, "bin", "McpOps.dll"), Path.Combine(Repository.Root, "bin", "McpOps.Core.dll") }.Max(File.GetLastWriteTimeUtc);
        if (File.Exists(stamp) && File.GetLastWriteTimeUtc(stamp) > built)
        {
            return;
        }

        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        var platform = $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        var packages = Path.Combine(Folder, "packages");
        var packager = Path.Combine(Repository.Root, "tools", "McpOps.Packager", "bin", Command.Configuration, "net10.0", "McpOps.Packager.dll");
        await Pairwise.RunProcessAsync("dotnet", [packager, Repository.Root, packages, Command.Configuration, platform], cancellationToken);

        var unpacked = Path.Combine(Folder, "tool");
        await ZipFile.ExtractToDirectoryAsync(Directory.EnumerateFiles(packages, $"mcpops.{platform}.*.nupkg", SearchOption.AllDirectories).Single(), unpacked, cancellationToken);
        Directory.Move(Path.Combine(unpacked, "tools", "net10.0", platform), command);
        File.Copy(Command.Built, Path.Combine(command, Path.GetFileName(Command.Built)));
        await ZipFile.ExtractToDirectoryAsync(Directory.EnumerateFiles(Path.Combine(packages, "module"), "*.nupkg").Single(), Path.Combine(Folder, "module"), cancellationToken);
        await File.WriteAllTextAsync(stamp, "", cancellationToken);
    }
}
