using System.Text;
using McpOps.Backups.Sources;
using McpOps.Servers;

namespace McpOps.Backups;

/// <summary>What the backups of a server hold: what its sets leave out is in none that it could be compared with.</summary>
internal static class SavedPaths
{
    /// <summary>Whether a file is in a set of the server's backups.</summary>
    /// <param name="server">The server.</param>
    /// <param name="file">The file's whole path.</param>
    public static bool Has(McpServer server, string file) => (server.Backup?.Sets ?? []).Any(set => set.Paths.Any(root =>
    {
        var (filter, from) = (new PathFilter([], set.Exclude), Path.TrimEndingDirectorySeparator(root));
        var isLeftOut = false;
        for (var path = file; path.Length > from.Length && !isLeftOut; path = Path.GetDirectoryName(path)!)
        {
            isLeftOut = filter.Excludes(Encoding.UTF8.GetBytes(path), Encoding.UTF8.GetByteCount(from));
        }

        return !isLeftOut && (file == from || file.StartsWith(from + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }));
}
