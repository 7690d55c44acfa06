using System.Text;
using McpOps.Backups.Archive;
using McpOps.Files;

namespace McpOps.Backups.Restores;

/// <summary>Refuses entries that could reach beyond the place that is restored, or raise somebody's rights.</summary>
/// <remarks>Archives travel. One that somebody altered must not be a way onto the machine that restores it.</remarks>
/// <param name="roots">The archive's trees, as paths within it; links may point anywhere in them.</param>
/// <param name="force">True to let pass links that leave the trees and set-id bits, which a whole system does have.</param>
/// <param name="windows">Whether names must be such as Windows can hold.</param>
internal sealed class EntrySafety(IReadOnlyList<string> roots, bool force, bool windows)
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
            case TarKind.Link when !force && Leaves(entry.Path, entry.Target):
                throw Refused(path, $"it links out of the tree, to '{Encoding.UTF8.GetString(entry.Target)}'", canForce: true);
            case TarKind.File when !force && (entry.Mode & SetIdBits) != 0:
                throw Refused(path, "it runs with the rights of its owner or group (set-id)", canForce: true);
            case TarKind.File when !force && entry.Attributes.Any(attribute => attribute.Key == "security.capability"):
                throw Refused(path, "it runs with capabilities of its own", canForce: true);
        }
    }

    private static bool IsPlain(byte[] path) =>
        path.Length > 0 && path[0] != '/' && !PathBytes.Names(path).Any(name => name.AsSpan().SequenceEqual(".."u8));

    // Only leading ".." can be counted: after a name, which may itself be a link, nobody knows where ".." leads.
    private bool Leaves(byte[] path, byte[] target)
    {
        var to = Encoding.UTF8.GetString(target);
        var names = to.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".").ToList();
        var climbs = names.TakeWhile(name => name == "..").Count();
        if (names.Skip(climbs).Contains(".."))
        {
            return true;
        }

        var folder = to.StartsWith('/') ? [] : Encoding.UTF8.GetString(path).Split('/')[..^1];
        if (climbs > folder.Length)
        {
            return true;
        }

        var resolved = string.Join('/', folder[..^climbs].Concat(names.Skip(climbs)));
        return roots.Count == 0
            ? to.StartsWith('/')
            : !roots.Any(root => resolved == root || resolved.StartsWith(root + "/", StringComparison.Ordinal));
    }

    private static McpOpsException Refused(string path, string why, bool canForce) => new("UnsafeEntry", McpErrorCategory.InvalidData,
        $"'{path}' is refused: {why}. Nothing was restored. " + (canForce ? "If the tree is meant to hold it, force the restore." : "Nobody's backup holds that: the archive was altered."), path);
}
