using McpOps.Backups.Sources;
using McpOps.Files;

namespace McpOps.Backups.Restores;

/// <summary>A backup of another place than the inventory's, such as another host's root: what is there now may be another's.</summary>
internal static class MovedPlace
{
    /// <summary>Refuses to replace what the inventory does not name, unless that is meant.</summary>
    /// <exception cref="McpOpsException"><c>PlaceMoved</c>: nothing was touched.</exception>
    public static void Refuse(RestoreJob job)
    {
        var options = job.Options;
        foreach (var part in options.Destination is null && !options.Force && !job.IsLegacy ? job.Archives : [])
        {
            var paths = options.Server?.Backup?.Sets.FirstOrDefault(set => set.Name.Equals(part.Name, StringComparison.OrdinalIgnoreCase))?.Paths ?? [];
            var places = SourceRoots.Expand(paths).Select(path => NativePath.Text(path)).ToHashSet(StringComparer.Ordinal);
            if (places.Count > 0 && !part.Roots.Any(places.Contains) && part.Roots.FirstOrDefault(Path.Exists) is { } other)
            {
                throw new McpOpsException("PlaceMoved", McpErrorCategory.InvalidOperation,
                    $"The set '{part.Name}' of {job.Stored.Id} came from '{other}', and the inventory has it at '{places.First()}'. What is at '{other}' now may be another's, and was not touched. "
                    + "Restore to a folder with --destination (-Destination), or force it (--force, -Force): then it is replaced, after a snapshot.", other);
            }
        }
    }
}
