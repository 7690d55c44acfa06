using McpOps.Backups.Databases;
using McpOps.Backups.Stores;
using McpOps.Servers;

namespace McpOps.Backups;

/// <summary>What of a server is saved this time, and under which file names.</summary>
internal sealed record BackupSelection
{
    public required IReadOnlyList<(McpBackupSet Set, string File)> Sets { get; init; }

    public required IReadOnlyList<(McpDatabase Database, string File)> Databases { get; init; }

    /// <summary>Whole paths that are saved as databases, so not as files: a copy of a file that is written would not open.</summary>
    public required IReadOnlySet<string> DatabaseFiles { get; init; }

    /// <summary>Chooses.</summary>
    /// <exception cref="McpOpsException"><c>NothingToBackUp</c>.</exception>
    public static BackupSelection From(BackupOptions options)
    {
        var server = options.Server;
        var sets = server.Backup?.Sets ?? [];
        var all = sets.Select(set => set.Name).Concat(server.Databases.Select(database => database.Name)).ToList();
        var unknown = options.Sets.FirstOrDefault(name => !all.Contains(name, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null || all.Count == 0)
        {
            throw new McpOpsException("NothingToBackUp", McpErrorCategory.InvalidArgument, all.Count == 0
                ? $"The inventory names no backup sets and no databases for '{server.Name}'. Add backup.sets, or name a path."
                : $"'{server.Name}' has no backup set '{unknown}'. It has {string.Join(", ", all)}.", server.Name);
        }

        bool IsChosen(string name) => options.Sets.Count == 0 || options.Sets.Contains(name, StringComparer.OrdinalIgnoreCase);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return new BackupSelection
        {
            Sets = [.. sets.Where(set => IsChosen(set.Name)).Select(set => (set, FileName(set.Name, taken)))],
            Databases = [.. server.Databases.Where(database => IsChosen(database.Name)).Select(database => (database, FileName(database.Name, taken)))],
            DatabaseFiles = server.Databases.Select(database => database.Path).OfType<string>().Select(Path.GetFullPath)
                .SelectMany(path => DatabaseArchiver.Companions.Select(ending => path + ending).Prepend(path)).ToHashSet(StringComparer.Ordinal),
        };
    }

    // Two names may differ only in what a file name cannot hold.
    private static string FileName(string name, HashSet<string> taken)
    {
        var file = BackupName.ServerFolder(name);
        for (var number = 2; !taken.Add(file); number++)
        {
            file = $"{BackupName.ServerFolder(name)}-{number}";
        }

        return file;
    }
}
