using System.IO.Compression;
using System.Runtime.InteropServices;
using McpOps.Module.Tests;

[assembly: AssemblyFixture(typeof(Packages))]

namespace McpOps.Module.Tests;

/// <summary>The packages, made once for all tests of this assembly when the first one asks, and the module installed from its own.</summary>
public sealed class Packages : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mcpops-packages-").FullName;
    private readonly Lazy<Task<string>> _packed;
    private readonly Lazy<Task<string>> _installed;

    public Packages()
    {
        _packed = new(async () =>
        {
            var output = Path.Combine(_folder, "out");
            await PackAsync(output, Platform, CancellationToken.None);
            return output;
        });
        _installed = new(InstallAsync);
    }

    /// <summary>The folder with the packages: <c>module/*.nupkg</c>, <c>tool/*.nupkg</c> and <c>*.zip</c>.</summary>
    public Task<string> PackedAsync() => _packed.Value;

    /// <summary>The folder of the installed module; two levels above it is a module path.</summary>
    public Task<string> InstalledAsync() => _installed.Value;

    /// <summary>A folder of its own for a test.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(_folder, Path.GetRandomFileName())).FullName;

    /// <summary>This machine, as .NET names platforms. Code is compiled for it alone: for the others it would be compiled alike, and take minutes.</summary>
    public static string Platform { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>Packs what was built into a folder, with code compiled for a platform, or for none (<c>any</c>).</summary>
    public static async Task PackAsync(string output, string platform, CancellationToken cancellationToken)
    {
        var packager = Path.Combine(Repository.Root, "tools", "McpOps.Packager", "bin", Command.Configuration, "net10.0", "McpOps.Packager.dll");
        var result = await Command.RunAsync("dotnet", [packager, Repository.Root, output, Command.Configuration, platform], cancellationToken);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // A server that a test left behind holds a file: the system's cleaning of temporary files takes it.
        }

        return ValueTask.CompletedTask;
    }

    // What Save-PSResource does: the package's files, without those that are NuGet's own, below NAME/VERSION.
    private async Task<string> InstallAsync()
    {
        var package = Directory.EnumerateFiles(Path.Combine(await PackedAsync(), "module"), "*.nupkg").Single();
        var version = Path.GetFileNameWithoutExtension(package)["McpOps.".Length..];
        var folder = Path.Combine(_folder, "Modules", "McpOps", version);
        await ZipFile.ExtractToDirectoryAsync(package, folder);
        Directory.Delete(Path.Combine(folder, "_rels"), recursive: true);
        File.Delete(Path.Combine(folder, "[Content_Types].xml"));
        File.Delete(Path.Combine(folder, "McpOps.nuspec"));
        return folder;
    }
}
