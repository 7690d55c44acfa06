namespace McpOps.Auditing.Dependencies.Versions;

/// <summary>The ranges that advisories for npm are written in: comparisons that must all hold, and alternatives between <c>||</c>.</summary>
internal static class NpmRange
{
    private static readonly string[] Signs = [">=", "<=", ">", "<", "="];

    /// <summary>Whether a version is within a range; false where either cannot be read.</summary>
    public static bool Includes(string range, string version) => range.Split("||").Any(part => Holds(part, version));

    private static bool Holds(string part, string version)
    {
        // A sign may stand apart from its version.
        var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var comparisons = new List<string>();
        foreach (var word in words)
        {
            if (comparisons.Count > 0 && Signs.Contains(comparisons[^1]))
            {
                comparisons[^1] += word;
            }
            else
            {
                comparisons.Add(word);
            }
        }

        return comparisons.TrueForAll(comparison => One(comparison, version));
    }

    private static bool One(string comparison, string version)
    {
        if (comparison is "*" or "x")
        {
            return true;
        }

        var sign = Signs.FirstOrDefault(comparison.StartsWith) ?? "=";
        var bound = comparison.StartsWith(sign, StringComparison.Ordinal) ? comparison[sign.Length..] : comparison;
        return VersionOrder.Compare(Ecosystems.Npm, version, bound) is { } order && sign switch
        {
            ">=" => order >= 0,
            "<=" => order <= 0,
            ">" => order > 0,
            "<" => order < 0,
            _ => order == 0,
        };
    }
}
