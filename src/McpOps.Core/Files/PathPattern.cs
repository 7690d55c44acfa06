namespace McpOps.Files;

/// <summary>A pattern of paths, as people write them for tar, rsync and git.</summary>
/// <remarks>
/// <c>*</c> and <c>?</c> stay within a name, <c>**</c> crosses folders, <c>[abc]</c> is a choice. Without a slash a pattern is
/// compared with the name alone, at any depth; with one it is compared with the path below the root, and with one at its
/// start with the whole path. A pattern that matches a folder matches all that is in it.
/// </remarks>
internal sealed class PathPattern
{
    private readonly string _pattern;
    private readonly bool _nameOnly;
    private readonly bool _absolute;

    public PathPattern(string pattern)
    {
        var trimmed = pattern.StartsWith("./", StringComparison.Ordinal) ? pattern[2..] : pattern;
        _pattern = trimmed.Length > 1 ? trimmed.TrimEnd('/') : trimmed;
        _absolute = _pattern.StartsWith('/');
        _nameOnly = !_pattern.Contains('/', StringComparison.Ordinal);
    }

    /// <summary>Whether it matches an entry; folders above the entry are asked before it, so they are not looked at here.</summary>
    /// <param name="absolute">The entry's whole path.</param>
    /// <param name="root">The length of the root's path.</param>
    public bool Matches(ReadOnlySpan<char> absolute, int root)
    {
        if (_absolute)
        {
            return Match(_pattern, absolute);
        }

        if (_nameOnly)
        {
            return absolute.Length > root && Match(_pattern, absolute[(absolute.LastIndexOf('/') + 1)..]);
        }

        return absolute.Length > root && Match(_pattern, absolute[root..].TrimStart('/'));
    }

    /// <summary>Matches one text; backtracking is bounded by the last star.</summary>
    internal static bool Match(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        if (pattern.IsEmpty)
        {
            return text.IsEmpty;
        }

        if (pattern.StartsWith("**/"))
        {
            for (var rest = text; ;)
            {
                if (Match(pattern[3..], rest))
                {
                    return true;
                }

                var slash = rest.IndexOf('/');
                if (slash < 0)
                {
                    return false;
                }

                rest = rest[(slash + 1)..];
            }
        }

        if (pattern[0] == '*')
        {
            var deep = pattern.StartsWith("**");
            var next = pattern.TrimStart('*');
            for (var start = 0; start <= text.Length; start++)
            {
                if (Match(next, text[start..]))
                {
                    return true;
                }

                if (start < text.Length && text[start] == '/' && !deep)
                {
                    return false;
                }
            }

            return false;
        }

        if (text.IsEmpty)
        {
            return false;
        }

        return pattern[0] switch
        {
            '?' => text[0] != '/' && Match(pattern[1..], text[1..]),
            '[' when pattern.IndexOf(']') is > 1 and var end => text[0] != '/' && InClass(pattern[1..end], text[0]) && Match(pattern[(end + 1)..], text[1..]),
            var literal => literal == text[0] && Match(pattern[1..], text[1..]),
        };
    }

    private static bool InClass(ReadOnlySpan<char> set, char character)
    {
        var negated = set[0] is '!' or '^';
        set = negated ? set[1..] : set;
        for (var index = 0; index < set.Length; index++)
        {
            var range = index + 2 < set.Length && set[index + 1] == '-';
            if (range ? character >= set[index] && character <= set[index + 2] : character == set[index])
            {
                return !negated;
            }

            index += range ? 2 : 0;
        }

        return negated;
    }
}
