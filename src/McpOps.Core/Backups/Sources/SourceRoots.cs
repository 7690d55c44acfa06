using McpOps.Files;

namespace McpOps.Backups.Sources;

/// <summary>Turns the paths of a set into files and folders that are there.</summary>
internal static class SourceRoots
{
    /// <summary>Whole paths as bytes, in the order of the set, none within another.</summary>
    /// <param name="paths">Files, folders and wildcards; <c>~</c> is the user's folder.</param>
    public static IReadOnlyList<byte[]> Expand(IReadOnlyList<string> paths) => Expand([.. paths.Select(Full)]);

    /// <summary>Divides the paths of a set by whether their folders answer; whoever looks at the others waits for ever.</summary>
    /// <param name="paths">Files, folders and wildcards; <c>~</c> is the user's folder.</param>
    /// <returns>The roots of those that do, and the whole paths of the others.</returns>
    public static (IReadOnlyList<byte[]> Roots, IReadOnlyList<string> Silent) Divide(IReadOnlyList<string> paths)
    {
        var (answering, silent) = new AnsweringFolders().Divide(paths.Select(Full));
        return (Expand([.. answering]), silent);
    }

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(Home(path)));

    private static IReadOnlyList<byte[]> Expand(string[] paths)
    {
        var roots = new List<string>();
        foreach (var full in paths)
        {
            roots.AddRange(full.AsSpan().IndexOfAny("*?[") >= 0 && !Path.Exists(full) ? Matches(full) : [Follow(full)]);
        }

        var distinct = roots.ToHashSet(StringComparer.Ordinal);
        return [.. roots.Distinct(StringComparer.Ordinal).Where(path => !IsWithinAny(path, distinct)).Select(NativePath.Bytes)];
    }

    private static bool IsWithinAny(string path, HashSet<string> folders)
    {
        for (var parent = Path.GetDirectoryName(path); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (folders.Contains(parent))
            {
                return true;
            }
        }

        return false;
    }

    private static string Home(string path) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith(@"~\", StringComparison.Ordinal) ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..] : path;

    // A path that the user names is followed when it is a link: its content is what is meant. One by which another user would choose what is saved stays a link.
    private static string Follow(string path)
    {
        if (new FileInfo(path).LinkTarget is null || File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName is not { } target)
        {
            return path;
        }

        for (FileSystemInfo? link = new FileInfo(path); link?.LinkTarget is not null; link = File.ResolveLinkTarget(link.FullName, returnFinalTarget: false))
        {
            if (!FileSystem.MayFollow(link.FullName, target))
            {
                return path;
            }
        }

        return target;
    }

    private static List<string> Matches(string pattern)
    {
        var root = Path.GetPathRoot(pattern)!;
        var found = new List<string> { root };
        foreach (var name in pattern[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            found = name.AsSpan().IndexOfAny("*?[") < 0
                ? [.. found.Select(folder => Path.Combine(folder, name)).Where(Path.Exists)]
                : [.. found.Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries).Where(path => PathPattern.Match(name, Path.GetFileName(path))).Order(StringComparer.Ordinal)];
        }

        return found;
    }
}
