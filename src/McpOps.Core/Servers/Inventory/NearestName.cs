namespace McpOps.Servers;

/// <summary>Finds the known name that somebody most likely meant.</summary>
public static class NearestName
{
    /// <summary>The known names that are closest to the given one; none where nothing is close.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">What would have been understood.</param>
    /// <param name="count">The most names to give.</param>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> known, int count = 3)
    {
        var near = known
            .Select(candidate => (Name: candidate, Distance: Score(name, candidate)))
            .Where(candidate => candidate.Distance <= Limit(Math.Min(name.Length, candidate.Name.Length)))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        return [.. near.TakeWhile(candidate => candidate.Distance == near[0].Distance).Take(count).Select(candidate => candidate.Name)];
    }

    /// <summary>A sentence that offers the nearest names, or nothing.</summary>
    internal static string Hint(string name, IEnumerable<string> known) =>
        Of(name, known) is { Count: > 0 } near ? $" Did you mean {string.Join(" or ", near.Select(one => $"'{one}'"))}?" : "";

    private static int Limit(int length) => length <= 3 ? 1 : Math.Max(2, length / 3);

    // A name that was cut short, or drawn out, is as near as one slip: environment and env.
    private static int Score(string name, string candidate) => Begins(candidate, name) || Begins(name, candidate) ? 1 : Distance(name, candidate);

    private static bool Begins(string name, string start) => start.Length >= 3 && name.StartsWith(start, StringComparison.OrdinalIgnoreCase);

    /// <summary>The optimal string alignment distance (Damerau 1964 without repeated edits): insert, delete, replace, swap neighbours; case does not count.</summary>
    internal static int Distance(string left, string right)
    {
        var (before, above, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var column = 0; column <= right.Length; column++)
        {
            above[column] = column;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (Same(left[i - 1], right[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, above, row) = (above, row, before);
        }

        return above[right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
