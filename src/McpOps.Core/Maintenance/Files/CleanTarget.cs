using McpOps.Files;

namespace McpOps.Maintenance.Files;

/// <summary>A path of a rule: the folder that is walked, and what must fit below it.</summary>
/// <param name="Root">The folder, a whole path.</param>
/// <param name="Pattern">The pattern of paths below it.</param>
internal sealed record CleanTarget(string Root, string Pattern)
{
    private static readonly char[] Wild = ['*', '?', '['];

    // Nothing in them is anybody's old file, or one mistake in them ends the machine.
    private static readonly string[] Never = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/run/systemd", "/sbin", "/sys", "/usr", @"C:\Windows", @"C:\Program Files", @"C:\Program Files (x86)"];
    private static readonly string[] NeverItself = ["/", "/home", "/root", "/var", "/var/lib", "/var/log", "/var/spool", "/opt", "/srv", "/mnt", "/media", "/run", @"C:\", @"C:\Users", @"C:\ProgramData"];

    /// <summary>How many levels below the root may hold what fits; null for any.</summary>
    public int? Depth => Pattern.Contains("**", StringComparison.Ordinal) ? null : Pattern.Count(character => character == '/') + 1;

    /// <summary>Divides a path before its first wildcard.</summary>
    public static CleanTarget Parse(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(path);
        var wild = full.IndexOfAny(Wild);
        var cut = wild < 0 ? full.LastIndexOf(Path.DirectorySeparatorChar) : full.LastIndexOf(Path.DirectorySeparatorChar, wild);
        return new CleanTarget(cut <= 0 ? Path.GetPathRoot(full)! : full[..cut], full[(cut + 1)..].Replace(Path.DirectorySeparatorChar, '/'));
    }

    /// <summary>Why this may not be cleaned; null when it may.</summary>
    /// <param name="home">The user's folder.</param>
    /// <param name="mounts">Where file systems are mounted.</param>
    /// <param name="backups">The folders that hold backups.</param>
    /// <param name="isShared">Whether all may write to the root, each to its own files only (such as <c>/tmp</c>).</param>
    public string? Refusal(string home, IReadOnlyCollection<string> mounts, IReadOnlyCollection<string> backups, bool isShared)
    {
        if (!Path.IsPathFullyQualified(Root) || Root.Contains("${", StringComparison.Ordinal))
        {
            return "is no whole path";
        }

        if (Never.Any(folder => NativePath.IsWithin(Root, folder)) || NeverItself.Contains(Root, StringComparer.OrdinalIgnoreCase) || (Root == "/" && Pattern.Length > 0))
        {
            return "is a folder of the system";
        }

        if (Root == Path.TrimEndingDirectorySeparator(home))
        {
            return "is the home folder";
        }

        if (backups.FirstOrDefault(folder => NativePath.IsWithin(Root, folder)) is { } backup)
        {
            return $"lies in '{backup}', which holds backups: use backup.retention and 'mcpops backup prune'";
        }

        var literal = Pattern.IndexOfAny(Wild) is >= 0 and var wild ? wild : Pattern.Length;
        return isShared && literal < 3 ? "is a folder of all users: the pattern must begin with at least three characters of the server's own, such as app_*"
            : !isShared && mounts.Contains(Root, StringComparer.Ordinal) ? "is where a whole file system is mounted"
            : null;
    }
}
