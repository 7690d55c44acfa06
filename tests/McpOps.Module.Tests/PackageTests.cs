using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;

namespace McpOps.Module.Tests;

public sealed class PackageTests(Packages packages)
{
    // What is downloaded. Unpacked it is more; a sandbox of Azure Automation takes 100 MB.
    private const long MaxBytes = 30L << 20;

    // The module that is released has code for as many, and here for one.
    private const int PlatformsOfModule = 2;
    private const long MaxInstalledBytes = 60L << 20;
    private const string Driver = "bin/.playwright/package/";

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Packing_twice_gives_the_same_bytes()
    {
        var (first, second) = (packages.NewFolder(), packages.NewFolder());
        await Packages.PackAsync(first, "any", CancellationToken);
        await Packages.PackAsync(second, "any", CancellationToken);
        Assert.Equal(Hashes(first), Hashes(second));
        Assert.Equal(4, Hashes(first).Count);
    }

    [Fact]
    public async Task No_assembly_of_ours_names_the_folder_that_it_was_built_in()
    {
        var ours = Directory.EnumerateFiles(await packages.InstalledAsync(), "McpOps*.dll", SearchOption.AllDirectories).Append(Path.ChangeExtension(Command.Built, ".dll")).ToList();
        var root = Encoding.UTF8.GetBytes(Path.Combine(Repository.Root, "src"));
        Assert.Equal(6, ours.Count);
        Assert.All(ours, file => Assert.False(File.ReadAllBytes(file).AsSpan().IndexOf(root) >= 0, file));
    }

    [Fact]
    public async Task Each_package_stays_small()
    {
        var files = Directory.GetFiles(await packages.PackedAsync(), "*", SearchOption.AllDirectories);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, MaxBytes));
        var installed = Directory.EnumerateFiles(await packages.InstalledAsync(), "*", SearchOption.AllDirectories);
        Assert.InRange(installed.Sum(file => new FileInfo(file).Length), 1, MaxInstalledBytes);
        var zip = files.Single(file => file.EndsWith(".zip", StringComparison.Ordinal));
        using var module = await ZipFile.OpenReadAsync(zip, CancellationToken);
        var ofOne = module.Entries.Where(entry => entry.FullName.Contains($"/bin/{Packages.Platform}/", StringComparison.Ordinal)).Sum(entry => entry.CompressedLength);
        Assert.InRange(new FileInfo(zip).Length + ((PlatformsOfModule - 1) * ofOne), 2 * ofOne, MaxBytes);
    }

    [Fact]
    public async Task The_module_package_holds_exactly_the_files_that_are_listed()
    {
        var folder = await packages.InstalledAsync();
        var inPackage = Names(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')));
        using var zip = await ZipFile.OpenReadAsync(Directory.EnumerateFiles(await packages.PackedAsync(), "*.zip").Single(), CancellationToken);
        var inZip = Names(zip.Entries.Select(entry => entry.FullName.Split('/', 3)[2]));

        var listed = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "tests", "McpOps.Module.Tests", "package-files.txt"), CancellationToken);
        Assert.Equal(listed.Where(line => !line.StartsWith('#')), Names(inPackage.Select(file => file.Replace($"bin/{Packages.Platform}/", "bin/PLATFORM/", StringComparison.Ordinal))));
        Assert.Equal(inPackage, inZip);
    }

    [Fact]
    public async Task Every_library_that_is_shipped_is_named_in_the_notices()
    {
        var folder = await packages.InstalledAsync();
        var notices = await File.ReadAllTextAsync(Path.Combine(folder, "THIRD-PARTY-NOTICES.md"), CancellationToken);
        var unnamed = Directory.EnumerateFiles(folder, "*.dll", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => !name.StartsWith("McpOps", StringComparison.Ordinal) && !notices.Contains(name, StringComparison.Ordinal));
        Assert.Empty(unnamed);
    }

    [Fact]
    public async Task What_the_manifest_names_is_there()
    {
        var folder = await packages.InstalledAsync();
        var manifest = await File.ReadAllTextAsync(Path.Combine(folder, "McpOps.psd1"), CancellationToken);
        var files = manifest.Split('\'').Where(part => part.EndsWith(".ps1xml", StringComparison.Ordinal) || part.EndsWith(".psm1", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(folder, file)), $"{file} is missing."));
        var views = Directory.EnumerateFiles(folder, "*.ps1xml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));
        Assert.Equal(views.Order(StringComparer.Ordinal), files.Where(file => file.EndsWith(".ps1xml", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_NuGet_client_takes_the_module_from_a_folder()
    {
        var help = await Command.RunAsync("dotnet", ["package", "download", "--help"], CancellationToken);
        Assert.SkipUnless(help.ExitCode == 0, "This .NET SDK has no 'dotnet package download'.");
        var source = Path.Combine(await packages.PackedAsync(), "module");
        var target = packages.NewFolder();
        var version = Path.GetFileName(await packages.InstalledAsync());
        var result = await Command.RunAsync("dotnet", ["package", "download", $"McpOps@{version}", "--source", source, "--output", target], CancellationToken);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.True(File.Exists(Path.Combine(target, "mcpops", version, "McpOps.psd1")));
    }

    [Fact]
    public async Task The_NET_tool_installs_from_a_folder_and_works()
    {
        var folder = packages.NewFolder();
        var version = Path.GetFileName(await packages.InstalledAsync());
        var source = Path.Combine(await packages.PackedAsync(), "tool");
        var install = await Command.RunAsync("dotnet", ["tool", "install", "mcpops", "--tool-path", folder, "--source", source, "--version", version], CancellationToken);
        Assert.True(install.ExitCode == 0, install.Output + install.Error);

        var tool = Path.Combine(folder, OperatingSystem.IsWindows() ? "mcpops.exe" : "mcpops");
        Assert.StartsWith(version, (await Command.RunAsync(tool, ["--version"], CancellationToken, folder)).Output, StringComparison.Ordinal);
        var health = await Command.RunAsync(tool, ["health", "--output", "json", "--check", "protocol", "--", tool, "serve", "--stdio"], CancellationToken, folder);
        Assert.True(health.ExitCode == 0, health.Output + health.Error);
        Assert.Contains("\"verdict\": \"Healthy\"", health.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_of_this_platform_is_compiled_and_what_is_portable_is_there_too()
    {
        var bin = Path.Combine(await packages.InstalledAsync(), "bin");
        Assert.All(["McpOps.dll", "McpOps.Core.dll"], file =>
        {
            Assert.True(IsCompiled(Path.Combine(bin, Packages.Platform, file)), file);
            Assert.False(IsCompiled(Path.Combine(bin, file)), file);
        });
    }

    [Fact]
    public async Task The_tool_has_a_package_for_this_platform_and_one_for_all_others()
    {
        var tool = Path.Combine(await packages.PackedAsync(), "tool");
        var version = Path.GetFileName(await packages.InstalledAsync());
        using var pointer = await ZipFile.OpenReadAsync(Path.Combine(tool, $"mcpops.{version}.nupkg"), CancellationToken);
        using var settings = new StreamReader(await pointer.Entries.Single(entry => entry.Name == "DotnetToolSettings.xml").OpenAsync(CancellationToken));
        var text = await settings.ReadToEndAsync(CancellationToken);
        var folder = packages.NewFolder();
        foreach (var (platform, isCompiled) in new[] { (Packages.Platform, true), ("any", false) })
        {
            Assert.Contains($"Id=\"mcpops.{platform}\"", text, StringComparison.Ordinal);
            await ZipFile.ExtractToDirectoryAsync(Path.Combine(tool, $"mcpops.{platform}.{version}.nupkg"), Path.Combine(folder, platform), CancellationToken);
            Assert.All(["mcpops.dll", "McpOps.Core.dll", "System.CommandLine.dll"], file => Assert.Equal(isCompiled, IsCompiled(Path.Combine(folder, platform, "tools", "net10.0", platform, file))));
        }
    }

    // Code that is compiled ahead stands in the managed native header of the file (ECMA-335 II.25.3.3; the format is ReadyToRun).
    private static bool IsCompiled(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        return image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    // Playwright's driver is one line of the list: which files it consists of is not ours to say.
    private static IEnumerable<string> Names(IEnumerable<string> files) =>
        files.Select(file => file.StartsWith(Driver, StringComparison.Ordinal) ? Driver : file).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static List<string> Hashes(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(folder, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];
}
