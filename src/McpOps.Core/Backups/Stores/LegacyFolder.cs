namespace McpOps.Backups.Stores;

/// <summary>Looks in a folder, and beside it, for what scripts left.</summary>
internal static class LegacyFolder
{
    /// <summary>The backups of scripts in a store, and those beside it whose folders go by its name (<c>STORE-20261120-010000</c>).</summary>
    public static IReadOnlyList<LegacyBackup> Find(string root)
    {
        var entries = new List<LegacyEntry>();
        if (Directory.Exists(root))
        {
            entries.AddRange(new DirectoryInfo(root).EnumerateFileSystemInfos().Where(IsCandidate).Select(item => Of(item, "")));
        }

        var name = Path.GetFileName(root);
        if (name.Length > 0 && Path.GetDirectoryName(root) is { } parent && Directory.Exists(parent))
        {
            entries.AddRange(new DirectoryInfo(parent).EnumerateDirectories(name + "?*", Plain)
                .Where(folder => IsCandidate(folder) && LegacyTarballs.Recognise(folder.Name)?.Set == name).Select(folder => Of(folder, "../")));
        }

        return [.. LegacyTarballs.Group(entries).Where(backup => backup.Parts.Count > 0)];
    }

    private static readonly EnumerationOptions Plain = new() { IgnoreInaccessible = true, MatchCasing = MatchCasing.CaseSensitive, AttributesToSkip = FileAttributes.None };

    private static readonly EnumerationOptions Deep = new() { IgnoreInaccessible = true, RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    // No link is followed, and the folder of a server's own backups is none of a script.
    private static bool IsCandidate(FileSystemInfo item) =>
        item.LinkTarget is null && (item is FileInfo file ? LegacyTarballs.KindOf(file.Name) is not null
            : LegacyTarballs.Recognise(item.Name) is not null && !new DirectoryInfo(item.FullName).EnumerateDirectories().Any(inner => BackupName.IsName(inner.Name)));

    private static LegacyEntry Of(FileSystemInfo item, string prefix) => item is FileInfo file
        ? new LegacyEntry(file.Name, prefix + file.Name, false, file.Length)
        : new LegacyEntry(item.Name, prefix + item.Name, true, 0)
        {
            Within = [.. new DirectoryInfo(item.FullName).EnumerateFileSystemInfos("*", Plain).Select(inner => inner is FileInfo one
                ? new LegacyEntry(one.Name, $"{prefix}{item.Name}/{one.Name}", false, one.Length)
                : new LegacyEntry(inner.Name, $"{prefix}{item.Name}/{inner.Name}", true, ((DirectoryInfo)inner).EnumerateFiles("*", Deep).Sum(found => found.Length)))],
        };
}
