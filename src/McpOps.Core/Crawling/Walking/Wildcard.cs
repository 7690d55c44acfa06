namespace McpOps.Crawling.Walking;

/// <summary>Patterns with <c>*</c> for any text and <c>?</c> for one character, in time that grows with the product of the lengths at worst.</summary>
internal static class Wildcard
{
    public static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern, bool ignoreCase = true, bool onlyStar = false)
    {
        var (at, place) = (0, 0);
        var (star, mark) = (-1, 0);
        while (at < text.Length)
        {
            if (place < pattern.Length && pattern[place] == '*')
            {
                star = place++;
                mark = at;
            }
            else if (place < pattern.Length && (Same(text[at], pattern[place], ignoreCase) || (!onlyStar && pattern[place] == '?')))
            {
                at++;
                place++;
            }
            else if (star >= 0)
            {
                place = star + 1;
                at = ++mark;
            }
            else
            {
                return false;
            }
        }

        while (place < pattern.Length && pattern[place] == '*')
        {
            place++;
        }

        return place == pattern.Length;
    }

    private static bool Same(char one, char other, bool ignoreCase) => one == other || (ignoreCase && char.ToUpperInvariant(one) == char.ToUpperInvariant(other));
}
