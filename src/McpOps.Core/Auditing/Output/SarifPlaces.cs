namespace McpOps.Auditing;

/// <summary>Where a file lies, as GitHub and viewers resolve it: below the source root relative to it, and elsewhere by its absolute address.</summary>
/// <param name="root">The source root.</param>
internal sealed class SarifPlaces(string root)
{
    /// <summary>The name of the base that relative addresses have.</summary>
    public const string Base = "%SRCROOT%";

    /// <summary>The address of the source root, with the slash that a base ends in.</summary>
    public string RootUri => FileUri(root).TrimEnd('/') + "/";

    /// <summary>The source root of a folder: the repository that it lies in, for GitHub takes what is relative as relative to that; else the folder itself.</summary>
    /// <param name="folder">The folder.</param>
    public static SarifPlaces Of(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Path.Exists(Path.Combine(at, ".git")))
            {
                return new SarifPlaces(at);
            }
        }

        return new SarifPlaces(folder);
    }

    /// <summary>The address of a file, and whether it is relative to the base.</summary>
    /// <param name="path">The file; one without a folder is below the source root.</param>
    public (string Uri, bool IsRelative) Find(string path)
    {
        var full = Path.GetFullPath(path, root);
        var relative = Path.GetRelativePath(root, full);
        var isBelow = relative is not ("." or "..") && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !Path.IsPathRooted(relative);
        return isBelow ? (Escaped(relative), true) : (FileUri(full), false);
    }

    private static string FileUri(string path)
    {
        // C:\x is file:///C:/x, \\server\x is file://server/x.
        var slashed = Escaped(path);
        return slashed.StartsWith("//", StringComparison.Ordinal) ? "file:" + slashed : slashed.StartsWith('/') ? "file://" + slashed : "file:///" + slashed;
    }

    private static string Escaped(string path) =>
        string.Join('/', (OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path).Split('/').Select((part, index) => index == 0 && part.EndsWith(':') ? part : Uri.EscapeDataString(part)));
}
