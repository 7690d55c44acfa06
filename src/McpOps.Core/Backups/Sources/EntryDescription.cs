using McpOps.Backups.Archive;
using McpOps.Files;

namespace McpOps.Backups.Sources;

/// <summary>Says in an archive's words what the file system says of an entry.</summary>
internal sealed class EntryDescription(Accounts accounts)
{
    /// <summary>An entry by its whole path.</summary>
    public TarEntry Of(byte[] path, FileStat stat, TarKind kind) => Of(new TarEntry { Path = ArchivePath(path), Kind = kind }, stat);

    /// <summary>An entry as it is now.</summary>
    public TarEntry Of(TarEntry entry, FileStat stat) => entry with
    {
        Size = entry.Kind is TarKind.File ? stat.Size : 0,
        Mode = stat.Permissions,
        User = stat.User,
        Group = stat.Group,
        UserName = accounts.UserName(stat.User),
        GroupName = accounts.GroupName(stat.Group),
        Modified = stat.Modified,
    };

    // As tar does: the whole path without the slash at its start.
    private static byte[] ArchivePath(byte[] path) => path.Length == 1 ? "."u8.ToArray() : path[1..];
}
