namespace McpOps.Crawling.Writing;

/// <summary>Runs of one character.</summary>
internal static class Runs
{
    /// <summary>Length of the longest run.</summary>
    public static int Longest(ReadOnlySpan<char> text, char character)
    {
        var longest = 0;
        var run = 0;
        foreach (var at in text)
        {
            run = at == character ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
