using System.Text.RegularExpressions;

namespace McpOps.Logs.Sources;

/// <summary>Expands <c>*</c>, <c>?</c> and <c>[…]</c> in any part of a path.</summary>
internal static class Wildcard
{
    /// <summary>The files that a pattern names.</summary>
    public static List<string> Expand(string pattern)
    {
        var parts = pattern.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        var found = new List<string> { Path.IsPathRooted(pattern) ? Path.GetPathRoot(pattern)! : "" };
        for (var i = Path.IsPathRooted(pattern) ? 1 : 0; i < parts.Length && found.Count > 0; i++)
        {
            var last = i == parts.Length - 1;
            found = [.. found.SelectMany(folder => Step(folder, parts[i], last))];
        }

        return found;
    }

    private static IEnumerable<string> Step(string folder, string part, bool last)
    {
        if (part.AsSpan().IndexOfAny('*', '?', '[') < 0)
        {
            var path = Path.Combine(folder, part);
            return (last ? File.Exists(path) : Directory.Exists(path)) ? [path] : [];
        }

        // A bracket that nothing closes is a sign like others.
        var sets = part.IndexOf(']', StringComparison.Ordinal) > part.LastIndexOf('[') ? "[" : "\\[";
        var expression = new Regex("^" + Regex.Escape(part).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal).Replace("\\[", sets, StringComparison.Ordinal) + "$",
            RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        try
        {
            var here = folder.Length == 0 ? "." : folder;
            var names = last ? Directory.EnumerateFiles(here) : Directory.EnumerateDirectories(here);
            return [.. names.Select(name => Path.GetFileName(name)).Where(name => expression.IsMatch(name)).Order(StringComparer.Ordinal).Select(name => Path.Combine(folder, name))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
