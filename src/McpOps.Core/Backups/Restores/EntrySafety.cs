using System.Text;
using McpOps.Backups.Archive;
using McpOps.Files;

namespace McpOps.Backups.Restores;

/// <summary>Refuses entries that could reach beyond the place that is restored, or raise somebody's rights.</summary>
/// <remarks>
/// A backup that McpOps made and whose hashes hold is restored as the tree was: a link may point anywhere (every <c>venv/bin/python</c> does), for none is
/// ever followed; modes and attributes come back. Archives of others travel: one that somebody altered must not be a way onto the machine that restores it.
/// </remarks>
/// <param name="own">Whether McpOps made the archive.</param>
/// <param name="force">True to let pass set-id bits and capabilities of an archive that McpOps did not make.</param>
/// <param name="windows">Whether names must be such as Windows can hold.</param>
internal sealed class EntrySafety(bool own, bool force, bool windows)
{
    private const int SetIdBits = 0xC00;

    /// <summary>Refuses the entry, or lets it pass.</summary>
    /// <exception cref="McpOpsException"><c>UnsafeEntry</c>.</exception>
    public void Require(TarEntry entry)
    {
        var path = Encoding.UTF8.GetString(entry.Path);
        if (!IsPlain(entry.Path))
        {
            throw Refused(path, "its path is absolute or climbs out of the archive", canForce: false);
        }

        if (windows && path.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(name => !WindowsName.IsLegal(name)) is { } illegal)
        {
            throw new McpOpsException("NameNotAllowed", McpErrorCategory.InvalidData,
                $"'{path}' cannot be restored here: Windows has no files called '{illegal}'. Nothing was restored. Restore it on Linux or macOS, or name with --include (-Include) what is wanted.", path);
        }

        switch (entry.Kind)
        {
            case TarKind.CharacterDevice or TarKind.BlockDevice:
                throw Refused(path, "it is a device", canForce: false);
            case TarKind.HardLink when !IsPlain(entry.Target):
                throw Refused(path, "it links to a path outside the archive", canForce: false);
            case TarKind.File when !own && !force && (entry.Mode & SetIdBits) != 0:
                throw Refused(path, "it runs with the rights of its owner or group (set-id)", canForce: true);
            case TarKind.Folder when !own && !force && (entry.Mode & SetIdBits) != 0:
                throw Refused(path, "what is made in it belongs to its owner or group (set-id)", canForce: true);
            case TarKind.File when !own && !force && entry.Attributes.Any(attribute => attribute.Key == "security.capability"):
                throw Refused(path, "it runs with capabilities of its own", canForce: true);
        }
    }

    private static bool IsPlain(byte[] path) =>
        path.Length > 0 && path[0] != '/' && !PathBytes.Names(path).Any(name => name.AsSpan().SequenceEqual(".."u8));

    private static McpOpsException Refused(string path, string why, bool canForce) => new("UnsafeEntry", McpErrorCategory.InvalidData,
        $"'{path}' is refused: {why}. Nothing was restored. " + (canForce ? "If the tree is meant to hold it, force the restore." : "Nobody's backup holds that: the archive was altered."), path);
}
