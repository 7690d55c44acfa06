namespace McpOps.Servers;

/// <summary>A server's programs and configuration, as far as its backups name them: all sets but those of logs and data.</summary>
internal static class SavedConfiguration
{
    private const int MostFiles = 20_000;

    /// <summary>The files and folders that the sets name, by their whole paths.</summary>
    public static IEnumerable<string> Paths(McpServer server) =>
        (server.Backup?.Sets ?? []).Where(set => !set.Name.Contains("log", StringComparison.OrdinalIgnoreCase) && !set.Name.Contains("data", StringComparison.OrdinalIgnoreCase))
            .SelectMany(set => set.Paths).Where(Path.IsPathFullyQualified);

    /// <summary>The files below them, each once; not what is installed there, and no more than a program can have by reason.</summary>
    public static IEnumerable<FileInfo> Files(McpServer server) => Paths(server).SelectMany(Enumerate).DistinctBy(file => file.FullName, StringComparer.Ordinal).Take(MostFiles);

    private static IEnumerable<FileInfo> Enumerate(string path)
    {
        if (File.Exists(path))
        {
            return [new FileInfo(path)];
        }

        return Directory.Exists(path)
            ? new DirectoryInfo(path).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint, MaxRecursionDepth = 6 })
                .Where(file => !file.FullName.Contains("node_modules", StringComparison.Ordinal) && !file.FullName.Contains("/.venv/", StringComparison.Ordinal) && !file.FullName.Contains("/.git/", StringComparison.Ordinal))
            : [];
    }
}
