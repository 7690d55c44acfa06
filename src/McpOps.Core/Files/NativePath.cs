using System.Text;

namespace McpOps.Files;

/// <summary>Paths as a system writes them, and as an archive does: <c>/opt/docs</c> is <c>opt/docs</c>, <c>C:\docs</c> is <c>C/docs</c>.</summary>
/// <remarks>Which of the two a path is shows in itself, so an archive of Windows is understood on Linux and the other way round.</remarks>
internal static class NativePath
{
    private const string Share = "UNC";

    /// <summary>The path within an archive of a whole path of any system.</summary>
    public static string InArchive(string path) => path switch
    {
        _ when HasDrive(path) => $"{char.ToUpperInvariant(path[0])}/{path[3..].Replace('\\', '/')}".TrimEnd('/'),
        _ when path.StartsWith(@"\\", StringComparison.Ordinal) => $"{Share}/{path[2..].Replace('\\', '/')}".TrimEnd('/'),
        _ => path.TrimStart('/'),
    };

    /// <summary>A whole path of this system, with slashes, as bytes.</summary>
    public static byte[] Bytes(string path) => Encoding.UTF8.GetBytes("/" + InArchive(path));

    /// <summary>The whole path, as this system writes it, of a path within an archive.</summary>
    public static string FromArchive(string path) => FromArchive(path, OperatingSystem.IsWindows());

    /// <summary>The whole path of bytes with slashes, as this system writes it.</summary>
    public static string Text(ReadOnlySpan<byte> path) => FromArchive(Encoding.UTF8.GetString(path[1..]));

    /// <summary>A path below a folder, as this system writes both.</summary>
    public static string Below(string folder, ReadOnlySpan<byte> path) =>
        $"{folder.TrimEnd(Path.DirectorySeparatorChar)}{Path.DirectorySeparatorChar}{Encoding.UTF8.GetString(path).Replace('/', Path.DirectorySeparatorChar)}";

    /// <summary>Whether a path is a folder's, or within it.</summary>
    public static bool IsWithin(string path, string folder) =>
        PathBytes.IsWithin(Bytes(path), folder == "/" ? [] : Bytes(folder));

    internal static string FromArchive(string path, bool windows) => path switch
    {
        _ when !windows => "/" + path,
        _ when path.Length >= 1 && char.IsAsciiLetter(path[0]) && (path.Length == 1 || path[1] == '/') => $@"{path[0]}:\{path[1..].TrimStart('/').Replace('/', '\\')}",
        _ when path.StartsWith(Share + "/", StringComparison.Ordinal) => $@"\\{path[(Share.Length + 1)..].Replace('/', '\\')}",
        // Another system's path: nothing of this one is called so, and whoever opens it is told.
        _ => "/" + path,
    };

    private static bool HasDrive(string path) => path.Length >= 3 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '\\' or '/';
}
