using System.IO.Compression;

namespace McpOps.Packager;

/// <summary>Writes zips whose bytes depend on the content alone: entries are sorted, all have the same time, and all but programs the same permissions.</summary>
internal static class SteadyZip
{
    // Zip knows no time before 1980, and no zone.
    private static readonly DateTimeOffset Time = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // A regular file that its owner may write and all may read, as Unix notes it.
    private const int Permissions = (0x8000 | 0x1A4) << 16;

    // One that all may run, too.
    private const int OfProgram = (0x8000 | 0x1ED) << 16;

    public static void Write(string path, IEnumerable<PackageFile> files)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = File.Create(path);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
        foreach (var file in files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            var entry = zip.CreateEntry(file.Name, CompressionLevel.SmallestSize);
            entry.LastWriteTime = Time;
            entry.ExternalAttributes = file.IsProgram ? OfProgram : Permissions;
            using var content = entry.Open();
            content.Write(file.Content);
        }
    }

    public static IReadOnlyList<PackageFile> Read(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return [.. zip.Entries.Select(entry =>
        {
            using var content = entry.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            return new PackageFile(entry.FullName, copy.ToArray());
        })];
    }
}
