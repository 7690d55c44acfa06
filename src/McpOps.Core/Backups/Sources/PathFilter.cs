using System.Text;
using McpOps.Files;

namespace McpOps.Backups.Sources;

/// <summary>What of a tree is taken.</summary>
internal sealed class PathFilter
{
    public static readonly PathFilter Everything = new([], []);

    private readonly PathPattern[] _include;
    private readonly PathPattern[] _exclude;

    public PathFilter(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        _include = [.. include.Select(pattern => new PathPattern(pattern))];
        _exclude = [.. exclude.Select(pattern => new PathPattern(pattern))];
    }

    /// <summary>True when only what is named is taken.</summary>
    public bool HasIncludes => _include.Length > 0;

    private bool IsEmpty => _include.Length == 0 && _exclude.Length == 0;

    /// <summary>Whether an entry, and all that is in it, is left out.</summary>
    public bool Excludes(ReadOnlySpan<byte> absolute, int root) => !IsEmpty && Any(_exclude, absolute, root);

    /// <summary>Whether an entry is named. What is in a named folder is too: the walk remembers that.</summary>
    public bool Includes(ReadOnlySpan<byte> absolute, int root) => _include.Length == 0 || Any(_include, absolute, root);

    private static bool Any(PathPattern[] patterns, ReadOnlySpan<byte> absolute, int root)
    {
        if (patterns.Length == 0)
        {
            return false;
        }

        // A name that is not UTF-8 still has a text to compare, if not one to open it by.
        var text = Encoding.UTF8.GetString(absolute);
        var length = Encoding.UTF8.GetCharCount(absolute[..root]);
        return Array.Exists(patterns, pattern => pattern.Matches(text, length));
    }
}
