using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using McpOps.Protocol;

namespace McpOps.Auditing.Files;

/// <summary>A difference between the files that were accepted and those that are there.</summary>
/// <param name="Path">The file, or the folder that holds many files of one cause.</param>
/// <param name="Evidence">What changed.</param>
/// <param name="Identity">What it is now: another content is another finding.</param>
internal sealed record FileChange(string Path, string Evidence, string Identity);

/// <summary>Compares the files of a server with those that were accepted. Pure: it reads nothing.</summary>
internal static class FileChanges
{
    // An update changes hundreds of files, and is one row.
    private const int MostOfACause = 10;
    private const int MostNamed = 5;

    /// <summary>The differences; of many that have one cause, one row.</summary>
    /// <param name="accepted">The files that were accepted.</param>
    /// <param name="now">Those that are there.</param>
    public static IEnumerable<FileChange> Between(IReadOnlyDictionary<string, LockedFile> accepted, IReadOnlyDictionary<string, LockedFile> now)
    {
        var all = accepted.Keys.Union(now.Keys, StringComparer.Ordinal).Select(path => One(path, accepted.GetValueOrDefault(path), now.GetValueOrDefault(path))).OfType<(string Cause, FileChange Change)>();
        foreach (var cause in all.GroupBy(one => one.Cause, one => one.Change))
        {
            foreach (var change in cause.Count() > MostOfACause ? [Many(cause.Key, [.. cause.OrderBy(one => one.Path, StringComparer.Ordinal)])] : cause.ToArray())
            {
                yield return change;
            }
        }
    }

    /// <summary>The files of folders of which none was accepted: they became the server's afterwards, and nobody can say whether they changed.</summary>
    /// <param name="accepted">What was accepted of the server.</param>
    /// <param name="now">What is there.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> NeverAccepted(LockedServer accepted, ServerFileSet now)
    {
        var files = accepted.Files ?? [];

        // What an older version wrote names no folders: one of which more than a program or script is known was among them.
        bool WasTaken(string folder) => accepted.Folders?.Any(one => IsBelow(folder, one)) ?? files.Keys.Any(path => IsBelow(path, folder) && !now.Named.Contains(path));
        var taken = now.Folders.Where(WasTaken).ToList();
        var unknown = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var folder in now.Folders.Except(taken, StringComparer.Ordinal))
        {
            var mine = now.Files.Keys.Where(path => !files.ContainsKey(path) && !now.Named.Contains(path) && IsBelow(path, folder) && !taken.Exists(one => IsBelow(path, one)) && !unknown.Values.Any(others => others.Contains(path))).ToList();
            if (mine.Count > 0)
            {
                unknown[folder] = mine;
            }
        }

        return unknown;
    }

    /// <summary>The folder that holds them all.</summary>
    internal static string Above(IReadOnlyList<string> paths)
    {
        var folder = Path.GetDirectoryName(paths[0]) ?? paths[0];
        while (!paths.All(path => IsBelow(path, folder)) && Path.GetDirectoryName(folder) is { } above)
        {
            folder = above;
        }

        return folder;
    }

    /// <summary>The first few, as they lie below a folder, and how many more.</summary>
    internal static string Names(string folder, IReadOnlyList<string> paths) =>
        $"{string.Join(", ", paths.Take(MostNamed).Select(path => Path.GetRelativePath(folder, path)))}{(paths.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {paths.Count - MostNamed} more") : "")}";

    private static bool IsBelow(string path, string folder) => path == folder || path.StartsWith(folder.TrimEnd('/', '\\') + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static (string Cause, FileChange Change)? One(string path, LockedFile? old, LockedFile? now) =>
        old == now ? null
            : old is null ? ("new", new FileChange(path, "it is new", now!.Sha256))
            : now is null ? ("gone", new FileChange(path, "it is gone", ""))
            : old.Sha256 != now.Sha256 ? ("content", new FileChange(path, string.Create(CultureInfo.InvariantCulture, $"its content changed: {old.Size} → {now.Size} bytes"), now.Sha256))
            : ("mode", new FileChange(path, $"its mode changed: {old.Mode} → {now.Mode}", now.Sha256));

    private static FileChange Many(string cause, List<FileChange> changes)
    {
        var folder = Above([.. changes.Select(change => change.Path)]);
        var said = cause switch { "new" => "files are new", "gone" => "files are gone", "content" => "files changed their content", _ => "files changed their mode" };
        var all = string.Join('\n', changes.Select(change => $"{change.Path}\0{change.Identity}"));
        return new FileChange(folder, string.Create(CultureInfo.InvariantCulture, $"{changes.Count} {said}: {Names(folder, [.. changes.Select(change => change.Path)])}"),
            $"{cause} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all)))}");
    }
}
