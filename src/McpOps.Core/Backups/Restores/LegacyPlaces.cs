using McpOps.Files;
using McpOps.Servers;

namespace McpOps.Backups.Restores;

/// <summary>Where the files of a script's backup belong: by their whole paths, or as the inventory knows the folders that they are named after.</summary>
/// <remarks>
/// <c>tar -C /etc/kilocode mcp</c> and <c>cp -r /etc/kilocode/mcp</c> keep <c>mcp/…</c> only. A root of the server's sets that ends so is meant, or a set
/// that is called so and has one path; where two could be, nothing is guessed.
/// </remarks>
/// <param name="server">The server as the inventory has it; null when it is not known.</param>
/// <param name="backup">The backup's id, for messages.</param>
/// <param name="wanted">Every path of the backup: a root that some name whole is not what others are named after.</param>
internal sealed class LegacyPlaces(McpServer? server, string backup, IReadOnlyList<byte[]> wanted)
{
    private readonly Dictionary<string, string?> _roots = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _named;

    /// <summary>The place of a path of the archive.</summary>
    /// <exception cref="McpOpsException"><c>PlaceUnknown</c>.</exception>
    public string Of(byte[] archivePath)
    {
        var path = PathBytes.Text(archivePath);
        var names = path.Split('/');
        if (IsWhole(path, names[0]))
        {
            return NativePath.FromArchive(path);
        }

        for (var length = names.Length; length > 0; length--)
        {
            var head = string.Join('/', names[..length]);
            if (!_roots.TryGetValue(head, out var root))
            {
                _roots.Add(head, root = Root(head));
            }

            if (root is not null)
            {
                return Path.Combine([root, .. names[length..]]);
            }
        }

        throw new McpOpsException("PlaceUnknown", McpErrorCategory.InvalidArgument,
            $"'{path}' of {backup} belongs to no folder that is known: {(server is null ? "name the server with --server (-Server)" : $"no backup set of '{server.Name}' ends with '{names[0]}' or is called so, or several do")}. Or restore to a folder with --destination (-Destination).", backup);
    }

    private IEnumerable<string> Sets => server?.Backup?.Sets.SelectMany(set => set.Paths) ?? [];

    // Of roots that end alike, those that other files name whole are theirs.
    private IReadOnlyList<string> Unnamed => _named ??= [.. Sets.Where(root => !wanted.Any(path => PathBytes.IsWithin(path, System.Text.Encoding.UTF8.GetBytes(NativePath.InArchive(root)))))];

    private bool IsWhole(string path, string first) =>
        Sets.Any(root => path == NativePath.InArchive(root) || path.StartsWith(NativePath.InArchive(root) + "/", StringComparison.Ordinal)) || Directory.Exists(NativePath.FromArchive(first));

    private string? Root(string head)
    {
        var ending = Unnamed.Where(root => ("/" + NativePath.InArchive(root)).EndsWith("/" + head, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        return ending.Count == 1 ? ending[0]
            : ending.Count == 0 && server?.Backup?.Sets.FirstOrDefault(set => set.Name == head) is { Paths: [var only] } ? only
            : null;
    }
}
