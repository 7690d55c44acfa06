namespace McpOps.Module.Tests;

public sealed class PackageTests
{
    private const long MaxBytes = 30L << 20;

    private static string Bin { get; } = Path.Combine(Repository.Root, "bin");

    [Fact]
    public void Every_library_that_is_shipped_is_named_in_the_notices()
    {
        var notices = File.ReadAllText(Path.Combine(Repository.Root, "THIRD-PARTY-NOTICES.md"));
        var unnamed = Directory.EnumerateFiles(Bin, "*.dll", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => !name.StartsWith("McpOps", StringComparison.Ordinal) && !notices.Contains(name, StringComparison.Ordinal));
        Assert.Empty(unnamed);
    }

    [Fact]
    public void The_module_stays_small() =>
        Assert.InRange(Directory.EnumerateFiles(Bin, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, MaxBytes);

    [Fact]
    public void What_the_manifest_names_is_there()
    {
        var manifest = File.ReadAllText(Path.Combine(Repository.Root, "McpOps.psd1"));
        var files = manifest.Split('\'').Where(part => part.EndsWith(".ps1xml", StringComparison.Ordinal) || part.EndsWith(".psm1", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(Repository.Root, file)), $"{file} is missing."));
        var formats = Directory.EnumerateFiles(Repository.Root, "*.ps1xml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => file.StartsWith("formats/", StringComparison.Ordinal) || file.StartsWith("types/", StringComparison.Ordinal));
        Assert.Equal(formats.Order(StringComparer.Ordinal), files.Where(file => file.EndsWith(".ps1xml", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }
}
