using System.Text;

namespace McpOps.Files;

/// <summary>Paths as bytes.</summary>
internal static class PathBytes
{
    /// <summary>The names of a path, without empty ones.</summary>
    public static IReadOnlyList<byte[]> Names(ReadOnlySpan<byte> path)
    {
        var names = new List<byte[]>();
        while (!path.IsEmpty)
        {
            var slash = path.IndexOf((byte)'/');
            var name = slash < 0 ? path : path[..slash];
            if (!name.IsEmpty)
            {
                names.Add(name.ToArray());
            }

            path = slash < 0 ? [] : path[(slash + 1)..];
        }

        return names;
    }

    /// <summary>Whether a path is a folder's, or within it.</summary>
    public static bool IsWithin(ReadOnlySpan<byte> path, ReadOnlySpan<byte> folder) =>
        path.StartsWith(folder) && (path.Length == folder.Length || folder.IsEmpty || path[folder.Length] == '/');

    /// <summary>The whole path of an entry of a folder.</summary>
    public static byte[] Join(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> name) => folder.SequenceEqual("/"u8) ? [.. folder, .. name] : [.. folder, (byte)'/', .. name];

    /// <summary>The path as a person reads it.</summary>
    public static string Text(ReadOnlySpan<byte> path) => Encoding.UTF8.GetString(path);
}
